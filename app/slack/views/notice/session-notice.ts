// The notice of a session. The buttons come early, where a thumb finds them: operator and target, times, buttons, details.
import type { KnownBlock } from '@slack/types';
import { hasCommandLog } from '../../../session/kind.ts';
import type { Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { kindText, type Message, type MessageOptions, mention, textsOf } from '../../i18n/message-options.ts';
import { asCode, mrkdwn, richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { actions, buttonsOf } from './session-buttons.ts';
import { statusOf } from './session-status.ts';
import { timelineOf, timesOf } from './session-timeline.ts';

export function renderSession(session: Session, messageOptions: MessageOptions): Message {
  return sessionBlocks(session, messageOptions, actions(buttonsOf(session, textsOf(messageOptions)), 'decide'));
}

/** @param buttons for everybody on a notice, for one person on a private card */
export function sessionBlocks(session: Session, messageOptions: MessageOptions, buttons: KnownBlock[]): Message {
  const text = textsOf(messageOptions);
  const header = text.header[statusOf(session)];
  const operator = session.operator.name;
  const target = session.target.name;
  const times = timesOf(session, messageOptions, text);
  return {
    text: mrkdwn([
      text.inOneLine(header, sanitize(operator, 64), sanitize(target, 64), kindText(session.kind, text, 64), times),
    ]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      richText(
        [{ bold: sanitize(operator, 200) }, ' → ', { bold: sanitize(target, 200) }],
        [kindText(session.kind, text, 255)],
      ),
      richText(
        ...times.map((time) => [time]),
        ...timelineOf(session, messageOptions),
        ...callOf(session, messageOptions, text),
      ),
      ...buttons,
      ...particulars(session, text),
    ],
  };
}

/** @returns a line that mentions the approvers, while the notice asks for them */
function callOf(session: Session, messageOptions: MessageOptions, text: Text): TextPart[][] {
  const people = mention(messageOptions.mention);
  return statusOf(session) === 'unacknowledged' && people.length > 0 ? [text.approvers(people)] : [];
}

function particulars(session: Session, text: Text): KnownBlock[] {
  const { sourceIp, reason, accountId, region } = session;
  return [
    ...smallPrint(
      sourceIp && text.sourceIp(sanitize(sourceIp, 200)),
      // 256 characters of any kind are 512 UTF-16 units at most.
      reason && text.reason(sanitize(reason, 512)),
      delayOf(session, text),
    ),
    ...smallPrint(
      accountId && region && text.account(sanitize(accountId, 64), sanitize(region, 64)),
      text.instance(sanitize(session.target.id, 400)),
    ),
    // Code is easy to select and copy. In small print only mrkdwn has it.
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `${text.session}: ${asCode(sanitize(session.id, 200))}`, verbatim: true }],
    },
    ...smallPrint(
      hasCommandLog(session.kind) === false && text.noCommandLog,
      !session.operator.verified && text.unverifiedName,
      isKnownToSsmAlone(session) && text.foundBySsm,
    ),
  ];
}

/** CloudTrail takes about five minutes; a later notice was delayed. */
const LATE_AFTER_MILLIS = 5 * 60_000;

function delayOf({ noticed, startedAt }: Session, text: Text): string | undefined {
  if (noticed === undefined) return undefined;
  const millis = Date.parse(noticed.at) - Date.parse(startedAt);
  return millis > LATE_AFTER_MILLIS ? text.late(Math.floor(millis / 60_000)) : undefined;
}

/** The record of a TerminateSession call does not describe the start. */
function isKnownToSsmAlone({ source, events }: Session): boolean {
  const isRecorded = events.some(
    (event) => event.type === 'enriched' && event.by === 'cloudtrail' && event.terminateCall === undefined,
  );
  return source === 'ssm' && !isRecorded;
}
