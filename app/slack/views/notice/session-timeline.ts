// The lines of a notice that say what has happened to a session and what its deadline brings.
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import { findAcknowledgementDeadline, findWarnedTermination, isUnacknowledged } from '../../../session/approval.ts';
import { hadEndedBefore, type Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createRequester, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { describeAcknowledgement, describeNote } from './acknowledgement-lines.ts';

/** @returns the start, and the deadline or the end */
export function describeTimes(session: Session, messageOptions: MessageOptions, text: Text): string[] {
  const started = text.started(renderTime(session.startedAt, messageOptions));
  const { ended } = session;
  if (ended)
    return [
      started,
      (ended.status === 'Unknown' ? text.unlistedSince : text.ended)(renderTime(ended.at, messageOptions)),
    ];
  const deadline = describeDeadline(session, messageOptions, text);
  return deadline === undefined ? [started] : [started, deadline];
}

type DeadlineWords = Pick<Text, 'acknowledgeBy' | 'acknowledgeByOrTerminate' | 'escalatedAt' | 'deadlinePassed'>;

/** @returns the deadline and its consequence; undefined if there is none */
export function describeDeadline(
  session: Session,
  messageOptions: MessageOptions,
  words: DeadlineWords,
  say = (iso: string) => renderTime(iso, messageOptions),
): string | undefined {
  const { deadlines, escalates } = messageOptions;
  const until = findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines);
  if (until === undefined || !isUnacknowledged(session)) return undefined;
  const at = say(until);
  if (deadlines.onDeadline === 'terminate') return words.acknowledgeByOrTerminate(at);
  if (session.escalated === undefined) return words.acknowledgeBy(at);
  return escalates ? words.escalatedAt(say(session.escalated.at)) : words.deadlinePassed(at);
}

/** @returns a line for each thing that has happened */
export function describeTimeline(session: Session, messageOptions: MessageOptions): TextPart[][] {
  const text = selectTexts(messageOptions);
  const { acknowledged, termination, ended, resumedAt, postponedUntil } = session;
  const lines: TextPart[][] = [];
  if (resumedAt && !ended) lines.push([text.aliveAgain(renderTime(resumedAt, messageOptions))]);
  const isPutOff =
    isUnacknowledged(session) && postponedUntil === findAcknowledgementDeadline(session, messageOptions.deadlines);
  if (postponedUntil && isPutOff) lines.push([text.postponed(renderTime(postponedUntil, messageOptions))]);
  lines.push(...describeAcknowledgement(session, messageOptions));
  if (termination) {
    const { by, at, trigger, note } = termination;
    const when = renderTime(at, messageOptions);
    lines.push(trigger ? [text.terminationByApp[trigger](when)] : text.terminationBy(createRequester(by, text), when));
    lines.push(...describeNote(note, text.notice.terminationNote));
  }
  if (termination?.failed && !ended) {
    lines.push([text.failedAfter(termination.failed.tries, renderTime(termination.failed.at, messageOptions))]);
  }
  if (ended) lines.push([describeEnd(session, text.endedHow, 200)]);
  if (session.lapsedAt && !acknowledged) lines.push([text.lapsedAt(renderTime(session.lapsedAt, messageOptions))]);
  return lines;
}

/** @param most UTF-16 units of the name of the TerminateSession caller */
export function describeEnd({ ended, termination }: Session, words: Text['endedHow'], most: number): string {
  if (ended === undefined) return words.unknown;
  if (ended.status === 'Unknown') return words.unlisted;
  const { how } = ended;
  switch (how.cause) {
    case 'terminated':
      return words.terminated;
    case 'terminate-call':
      return words.call(sanitize(how.by, most));
    case 'maximum-duration':
      return words.maximumDuration;
    case 'unknown':
      if (termination === undefined) return words.unknown;
      if (hadEndedBefore(ended.at, termination.at)) return words.alreadyEnded;
      return termination.failed ? words.afterFailure : words.unknown;
    default:
      throw createUnknownMemberError('the end', how);
  }
}
