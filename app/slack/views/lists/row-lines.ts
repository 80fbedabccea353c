// The lines of one row of a list: its day, where that differs from the row above, and its session.
import type { Session } from '../../../session/session.ts';
import { describeKind } from '../../i18n/describe-kind.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { nameOperator } from '../../i18n/name-operator.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { findStatusIcon, type Standing } from '../notice/session-status.ts';
import type { Row } from './list-times.ts';

export type Listed = Standing & Pick<Session, 'operator' | 'target' | 'kind'>;

/** @param most UTF-16 units of the operator's name, the target's and the kind */
export function createRowLines(
  { session, day }: Row<Listed>,
  text: Text,
  say: (operator: readonly TextPart[], target: string, kind: string) => readonly TextPart[],
  most: readonly [operator: number, target: number, kind: number] = [64, 64, 64],
): TextPart[][] {
  const { operator, target, kind } = session;
  const words = say(
    nameOperator(operator, text, most[0]),
    sanitize(target.name, most[1]),
    describeKind(kind, text, most[2]),
  );
  return [...(day === undefined ? [] : [[{ bold: day }]]), [`${findStatusIcon(session, text)} `, ...words]];
}

/** @returns who acknowledged a live session, or vouched for it while a second approver must press */
export function describeHolder(
  { acknowledged, vouched }: Pick<Session, 'acknowledged' | 'vouched'>,
  { who }: Text,
): TextPart[][] {
  if (acknowledged) return [who.acknowledgedBy({ user: acknowledged.by })];
  return [[who.unacknowledged], ...(vouched ? [who.vouchedBy({ user: vouched.by })] : [])];
}
