// The notice of a session. The buttons come early, where a thumb finds them: operator and target, times, buttons, details.
import type { KnownBlock } from '@slack/types';
import { hasCommandLog } from '../../../session/kind.ts';
import type { Session } from '../../../session/session.ts';
import { describeKind } from '../../i18n/describe-kind.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createMention, type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { nameOperator } from '../../i18n/name-operator.ts';
import {
  createRichText,
  createSmallPrint,
  formatCode,
  formatMrkdwn,
  sanitize,
  type TextPart,
} from '../../i18n/rich-text.ts';
import { findSessionLogLink } from '../links.ts';
import { describeReason } from './acknowledgement-lines.ts';
import { createNoticeActions } from './more-menu.ts';
import { findStatus, type SessionStatus } from './session-status.ts';
import { describeTimeline, describeTimes } from './session-timeline.ts';

export function renderSession(session: Session, messageOptions: MessageOptions): Message {
  return renderSessionBlocks(session, messageOptions, createNoticeActions(session, selectTexts(messageOptions)));
}

/** @param buttons for everybody on a notice, for one person on a private card */
export function renderSessionBlocks(session: Session, messageOptions: MessageOptions, buttons: KnownBlock[]): Message {
  const text = selectTexts(messageOptions);
  const header = text.header[findStatus(session)];
  const target = session.target.name;
  const times = describeTimes(session, messageOptions, text);
  return {
    text: formatMrkdwn(
      text.inOneLine(
        header,
        nameOperator(session.operator, text, 64),
        sanitize(target, 64),
        describeKind(session.kind, text, 64),
        times,
      ),
    ),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      createRichText(
        [...nameOperator(session.operator, text, 200), ' → ', { bold: sanitize(target, 200) }],
        [describeKind(session.kind, text, 255)],
        ...describeReason(session, messageOptions),
      ),
      createRichText(
        ...times.map((time) => [time]),
        ...describeTimeline(session, messageOptions),
        ...callOf(session, messageOptions, text),
      ),
      ...buttons,
      ...particulars(session, text),
      ...linkToLog(session, messageOptions),
    ],
  };
}

const CALLING: readonly SessionStatus[] = ['unacknowledged', 'withdrawn', 'expired'];

/** @returns a line that mentions the approvers, while the notice asks for them */
function callOf(session: Session, messageOptions: MessageOptions, text: Text): TextPart[][] {
  const people = createMention(messageOptions.mention);
  return CALLING.includes(findStatus(session)) && people.length > 0 ? [text.approvers(people)] : [];
}

function particulars(session: Session, text: Text): KnownBlock[] {
  const { sourceIp, reason, accountId, region } = session;
  return [
    ...createSmallPrint(
      sourceIp && text.sourceIp(sanitize(sourceIp, 200)),
      // 256 characters of any kind are 512 UTF-16 units at most.
      reason && text.reason(sanitize(reason, 512)),
      delayOf(session, text),
    ),
    ...createSmallPrint(
      accountId && region && text.account(sanitize(accountId, 64), sanitize(region, 64)),
      text.instance(sanitize(session.target.id, 400)),
    ),
    // Code is easy to select and copy. In small print only mrkdwn has it.
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `${text.session}: ${formatCode(sanitize(session.id, 200))}`, verbatim: true }],
    },
    ...createSmallPrint(
      hasCommandLog(session.kind) === false && text.noCommandLog,
      !session.operator.verified && text.unverifiedName,
      isKnownToSsmAlone(session) && text.foundBySsm,
    ),
  ];
}

/** Small print has no links. */
function linkToLog(session: Session, messageOptions: MessageOptions): KnownBlock[] {
  const link = findSessionLogLink(session, messageOptions);
  return link === undefined ? [] : [createRichText([{ link, text: selectTexts(messageOptions).notice.sessionLog }])];
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
