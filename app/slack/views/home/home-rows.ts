// The rows of the App Home.
import { findLapseTime } from '../../../session/approval.ts';
import { isOperator } from '../../../session/operator.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Home } from '../../../workflow/queries/home.ts';
import type { PresentSession } from '../../../workflow/queries/who.ts';
import type { HomeText } from '../../i18n/en/home.ts';
import type { Text } from '../../i18n/en/texts.ts';
import type { MessageOptions } from '../../i18n/message-options.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { createRowLink } from '../links.ts';
import type { ListTimes, Row } from '../lists/list-times.ts';
import { createRowLines, describeHolder, type Listed } from '../lists/row-lines.ts';
import { nameReopening } from '../notice/acknowledgement-lines.ts';
import { describeDeadline } from '../notice/session-timeline.ts';

type Line = readonly TextPart[];

/** The words of all rows, and the times of their list. */
export interface RowWords<T extends PresentSession = PresentSession> {
  readonly text: Text;
  readonly words: HomeText;
  readonly options: MessageOptions;
  readonly times: ListTimes<T>;
}

type Told = Listed & Pick<Session, 'noticed'>;

/** A live session, in one line: everybody sees it. */
export function describeLive({ day, session }: Row<PresentSession>, row: RowWords): Line[] {
  const { text, words, times } = row;
  const { operator, target, kind, noticed, acknowledged, termination } = session;
  // It is live, whatever end its stored stream may have.
  const told: Told = { operator, target, kind, noticed, acknowledged, termination };
  const states: Line[] = describeHolder(session, text);
  if (acknowledged?.asked && !termination) states.push([words.asked]);
  if (termination && !termination.failed) states.push([text.who.terminating]);
  return describeRow({ session: told, day }, words.since(times.timeIn(session, session.startedAt)), states, row);
}

/** A session and its outcome, in one line. */
export function describePast({ day, session }: Row<Session>, row: RowWords<Session>): Line[] {
  const { text, times } = row;
  const { acknowledged, lapsedAt, ended } = session;
  const { history } = text.audit;
  const states: Line[] = ended?.how.cause === 'terminated' ? [[history.terminated]] : [];
  if (acknowledged)
    states.push(history.acknowledgedBy({ user: acknowledged.by }, times.timeIn(session, acknowledged.at)));
  else states.push([lapsedAt ? history.lapsed : history.unacknowledged]);
  return describeRow({ session, day }, times.rangeOf(session, ended?.at), states, row);
}

/** An unacknowledged session: how long there is, why the operator is there, and what keeps the reader from acting. */
export function describeUnacknowledged(
  { day, session }: Row<Session>,
  row: RowWords<Session>,
  { userId, approver }: { readonly userId: string } & Pick<Home, 'approver'>,
): Line[] {
  const { text, words, times } = row;
  const { reason, said, vouched, reopened, operator } = session;
  const say = (iso: string) => times.timeIn(session, iso);
  const lines: Line[] = describeRow({ session, day }, words.since(say(session.startedAt)), [], row);
  lines.push([{ bold: describeUntil(session, row) }]);
  if (reopened) lines.push(nameReopening(reopened, say(reopened.at), text));
  const why = said?.reason ?? reason;
  if (why !== undefined) lines.push([text.reason(sanitize(why, 150))]);
  if (said?.ticket !== undefined) lines.push([words.ticket(sanitize(said.ticket, 60))]);
  if (vouched) lines.push(text.notice.vouchedBy({ user: vouched.by }, say(vouched.at)));
  if (approver === 'yes' && isOperator(operator, userId)) lines.push([text.refusal.ownSession]);
  return lines;
}

function describeUntil(session: Session, { text, words, options, times }: RowWords<Session>): string {
  const say = (iso: string) => times.timeIn(session, iso);
  const { ended } = session;
  if (ended) {
    const over = (ended.status === 'Unknown' ? words.unlisted : words.ended)(say(ended.at));
    const lapse = findLapseTime(session, options.deadlines);
    return lapse === undefined ? over : words.together(over, words.acknowledgeUntil(say(lapse)));
  }
  if (isBeingTerminated(session)) return words.terminating;
  return describeDeadline(session, options, text, say) ?? (session.noticed ? words.stillLive : words.unnoticed);
}

function describeRow(
  row: Row<Told>,
  times: string,
  states: readonly Line[],
  { text, options }: Pick<RowWords, 'text' | 'options'>,
): TextPart[][] {
  const lines = createRowLines(row, text, (...named) => text.audit.history.session(...named, times, states));
  lines.at(-1)?.push(...createRowLink(row.session, options));
  return lines;
}
