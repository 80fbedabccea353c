// The follow-ups of a notice: in its thread, in the on-call channel, and as direct messages to the operator.
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import { addMillis, findAcknowledgementDeadline, findWarnedTermination, pickLater } from '../../../session/approval.ts';
import type { Event } from '../../../session/event.ts';
import type { FollowUp } from '../../../session/follow-ups.ts';
import { hadEndedBefore, type Session } from '../../../session/session.ts';
import { describeKind } from '../../i18n/describe-kind.ts';
import {
  createMention,
  createRequester,
  type Message,
  type MessageOptions,
  markTrial,
  selectTexts,
} from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { createRichText, formatMrkdwn, sanitize, type TextPart } from '../../i18n/rich-text.ts';

/** @param now the time of sending: the message names the times that hold then */
export function renderFollowUp(
  session: Session,
  followUp: FollowUp,
  messageOptions: MessageOptions,
  now: Date,
): Message {
  const lines = linesOf(session, followUp, messageOptions, now);
  const message = { text: lines.map(formatMrkdwn).join('\n'), blocks: [createRichText(...lines)] };
  // Outside the thread no notice above it says that this is a trial.
  return messageOptions.trial && followUp.audience !== 'thread' ? markTrial(message, messageOptions) : message;
}

function linesOf(
  session: Session,
  { audience, event }: FollowUp,
  messageOptions: MessageOptions,
  now: Date,
): TextPart[][] {
  const text = selectTexts(messageOptions);
  const { followUps } = text;
  const { operator, target } = named(session);
  const who = createRequester(requestBefore(session, event).by, text);
  switch (event.type) {
    case 'reminded': {
      const { deadlines } = messageOptions;
      const deadline =
        findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines) ?? event.at;
      const until =
        deadlines.onDeadline === 'terminate' ? earliestTermination(deadline, messageOptions, now) : deadline;
      const then =
        deadlines.onDeadline === 'terminate' ? 'terminated' : until <= now.toISOString() ? 'passed' : 'nothing';
      return [
        followUps.reminded(
          createMention(messageOptions.approvers),
          operator,
          target,
          renderTime(until, messageOptions),
          then,
        ),
      ];
    }
    case 'warned': {
      const terminateAt = renderTime(earliestTermination(event.terminateAt, messageOptions, now), messageOptions);
      if (audience !== 'operator') return [followUps.warned(operator, target, terminateAt)];
      const { kind, since, notice, id } = facts(session, messageOptions);
      return followUps.warnedAlone(target, kind, since, terminateAt, notice, id);
    }
    case 'escalated': {
      const { kind, since, notice, id } = facts(session, messageOptions);
      const within = messageOptions.deadlines.acknowledgeWithinMinutes;
      return followUps.escalated(operator, target, kind, since, within, notice, id);
    }
    case 'terminationRequested':
      return [
        event.trigger === undefined
          ? followUps.requested(createRequester(event.by, text), operator, target)
          : followUps.requestedByApp[event.trigger](operator, target),
      ];
    case 'terminationFailed': {
      const command: TextPart = { code: terminateCommand(session.id) };
      if (audience === 'thread') return followUps.stillConnected(who, operator, target, event.tries, command);
      const { notice } = facts(session, messageOptions);
      return followUps.stillConnectedElsewhere(who, operator, target, event.tries, command, notice);
    }
    case 'ended':
      return [endIn(session, event, messageOptions)];
    case 'seenAlive':
      return [followUps.aliveAgain(operator, target, renderTime(event.at, messageOptions))];
    default:
      throw createUnknownMemberError('the event', event);
  }
}

/** A late follow-up postpones the termination: the warning must be out for the full time before it. */
function earliestTermination(terminateAt: string, { deadlines }: MessageOptions, now: Date): string {
  return pickLater(terminateAt, addMillis(now.toISOString(), deadlines.warnBeforeMinutes * 60_000));
}

function endIn(session: Session, event: Extract<Event, { type: 'ended' }>, messageOptions: MessageOptions): TextPart[] {
  const text = selectTexts(messageOptions);
  const { followUps } = text;
  const { operator, target } = named(session);
  const request = requestBefore(session, event);
  const who = createRequester(request.by, text);
  const at = renderTime(event.endedAt, messageOptions);
  if (event.status === 'Unknown') return followUps.unlisted(operator, target, at);
  if (event.how.cause === 'terminated') return followUps.terminated(who, operator, target, at);
  return hadEndedBefore(event.endedAt, request.at)
    ? followUps.alreadyEnded(who, operator, target, at)
    : followUps.endedAfterFailure(who, operator, target, at);
}

/** @returns the request that an event answers. People may request again before the first answer is out. */
function requestBefore({ events }: Session, { seq, by, at }: Event): { by: string; at: string } {
  return events.findLast((event) => event.type === 'terminationRequested' && event.seq <= seq) ?? { by, at };
}

function named({ operator, target }: Session): { operator: TextPart; target: string } {
  const { slackUser, name } = operator;
  return {
    operator: slackUser ? { user: slackUser } : { bold: sanitize(name, 200) },
    target: sanitize(target.name, 200),
  };
}

/** @returns the facts for people who cannot see the notice */
function facts(
  session: Session,
  messageOptions: MessageOptions,
): { kind: string; since: string; notice: TextPart; id: TextPart } {
  const { noticed } = session;
  if (noticed === undefined) throw new Error(`${session.id} has no notice to point to`);
  return {
    kind: describeKind(session.kind, selectTexts(messageOptions), 200),
    since: renderTime(session.startedAt, messageOptions),
    notice: { channel: noticed.channel },
    id: { code: sanitize(session.id, 200) },
  };
}

/** @returns a command to paste into a terminal; quoted, so that the shell reads any session id as one word */
function terminateCommand(id: string): string {
  const word = sanitize(id, 200);
  const quoted = /^[\w+=,.@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return `aws ssm terminate-session --session-id ${quoted}`;
}
