// Facts that follow-ups name, as they hold when they are sent.
import { addMillis, findAcknowledgementDeadline, findWarnedTermination, pickLater } from '../../../session/approval.ts';
import type { Session } from '../../../session/session.ts';
import { describeKind } from '../../i18n/describe-kind.ts';
import type { Consequence } from '../../i18n/en/follow-ups.ts';
import { selectFollowUpTexts } from '../../i18n/follow-up-texts.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { findNoticeLink } from '../links.ts';

export function nameBoth({ operator, target }: Session): { operator: TextPart; target: string } {
  const { slackUser, name } = operator;
  return {
    operator: slackUser ? { user: slackUser } : { bold: sanitize(name, 200) },
    target: sanitize(target.name, 200),
  };
}

/** @returns the facts for people who cannot see the notice */
export function describeSession(
  session: Session,
  messageOptions: MessageOptions,
): { kind: string; since: string; notice: TextPart[]; id: TextPart } {
  const { noticed } = session;
  if (noticed === undefined) throw new Error(`${session.id} has no notice to point to`);
  const { theNotice } = selectFollowUpTexts(messageOptions);
  return {
    kind: describeKind(session.kind, selectTexts(messageOptions), 200),
    since: renderTime(session.startedAt, messageOptions),
    notice: theNotice({ channel: noticed.channel }, findNoticeLink(session, messageOptions)),
    id: { code: sanitize(session.id, 200) },
  };
}

/**
 * @param fallback ISO time for a session without a deadline
 * @returns the deadline of a session that nobody has acknowledged, and its consequence
 */
export function describeDeadlineAt(
  session: Session,
  messageOptions: MessageOptions,
  now: Date,
  fallback: string,
): { until: string; consequence: Consequence } {
  const { deadlines } = messageOptions;
  const terminates = deadlines.onDeadline === 'terminate';
  const deadline =
    findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines) ?? fallback;
  const until = terminates ? findEarliestTermination(deadline, messageOptions, now) : deadline;
  const passed = until <= now.toISOString() ? 'passed' : 'nothing';
  return { until: renderTime(until, messageOptions), consequence: terminates ? 'terminated' : passed };
}

/** A late follow-up postpones the termination: the warning must be out for the full time before it. */
export function findEarliestTermination(terminateAt: string, { deadlines }: MessageOptions, now: Date): string {
  return pickLater(terminateAt, addMillis(now.toISOString(), deadlines.warnBeforeMinutes * 60_000));
}
