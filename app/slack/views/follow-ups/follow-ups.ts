// The follow-ups of a notice: in its thread, in the on-call channel, and as direct messages to the operator.
import type { KnownBlock } from '@slack/types';
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import type { Event } from '../../../session/event.ts';
import type { FollowUp } from '../../../session/follow-ups.ts';
import { hadEndedBefore, type Session } from '../../../session/session.ts';
import { selectFollowUpTexts } from '../../i18n/follow-up-texts.ts';
import {
  createMention,
  createRequester,
  type Message,
  type MessageOptions,
  markTrial,
  selectTexts,
} from '../../i18n/message-options.ts';
import { mentionOperator } from '../../i18n/name-operator.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { createRichText, formatMrkdwn, sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { describeNote } from '../notice/acknowledgement-lines.ts';
import { createAnswerButtons, describeQuestion, describeTakeover, explainReopening } from './acknowledgement.ts';
import { describeDeadlineAt, describeSession, findEarliestTermination, nameBoth } from './facts.ts';
import { createSayWhyButton, describeToOperator } from './to-operator.ts';

/** @param now the time of sending: the message names the times that hold then */
export function renderFollowUp(
  session: Session,
  followUp: FollowUp,
  messageOptions: MessageOptions,
  now: Date,
): Message {
  const { audience, event } = followUp;
  const lines =
    audience === 'operator'
      ? describeToOperator(session, event, messageOptions, now)
      : linesOf(session, followUp, messageOptions, now);
  const blocks = [createRichText(...lines), ...buttonsOf(session, event, messageOptions)];
  const message = { text: lines.map(formatMrkdwn).join('\n'), blocks };
  // Outside the thread no notice above it says that this is a trial.
  return messageOptions.trial && audience !== 'thread' ? markTrial(message, messageOptions) : message;
}

function buttonsOf(session: Session, { type }: Event, messageOptions: MessageOptions): KnownBlock[] {
  if (type === 'noticed') return createSayWhyButton(session, messageOptions);
  return type === 'reconfirmationAsked' ? createAnswerButtons(session, messageOptions) : [];
}

/** @returns the lines of the thread and of the on-call channel */
function linesOf(
  session: Session,
  { audience, event }: FollowUp,
  messageOptions: MessageOptions,
  now: Date,
): TextPart[][] {
  const text = selectTexts(messageOptions);
  const followUps = selectFollowUpTexts(messageOptions);
  const { operator, target } = nameBoth(session);
  const who = createRequester(requestBefore(session, event).by, text);
  switch (event.type) {
    case 'reminded': {
      const { until, consequence } = describeDeadlineAt(session, messageOptions, now, event.at);
      return [followUps.reminded(createMention(messageOptions.approvers), operator, target, until, consequence)];
    }
    case 'warned': {
      const terminateAt = findEarliestTermination(event.terminateAt, messageOptions, now);
      return [followUps.warned(operator, target, renderTime(terminateAt, messageOptions))];
    }
    case 'escalated': {
      const { kind, since, notice, id } = describeSession(session, messageOptions);
      const within = messageOptions.deadlines.acknowledgeWithinMinutes;
      return followUps.escalated(mentionOperator(session.operator, text), target, kind, since, within, notice, id);
    }
    case 'terminationRequested': {
      const { trigger, by, note } = event;
      return [
        trigger === undefined
          ? followUps.requested(createRequester(by, text), operator, target)
          : followUps.requestedByApp[trigger](operator, target),
        ...describeNote(note, followUps.reason),
      ];
    }
    case 'terminationFailed': {
      const command: TextPart = { code: terminateCommand(session.id) };
      if (audience === 'thread') return followUps.stillConnected(who, operator, target, event.tries, command);
      const { notice } = describeSession(session, messageOptions);
      return followUps.stillConnectedElsewhere(who, operator, target, event.tries, command, notice);
    }
    case 'ended':
      return [endIn(session, event, messageOptions)];
    case 'seenAlive':
      return [followUps.aliveAgain(operator, target, renderTime(event.at, messageOptions))];
    case 'acknowledgementWithdrawn':
    case 'acknowledgementExpired':
      return explainReopening(session, event, messageOptions, now);
    case 'reconfirmationAsked':
      return describeQuestion(session, messageOptions, now);
    case 'reconfirmed':
      return describeTakeover(session, event, messageOptions);
    case 'noticed':
    case 'acknowledged':
    case 'postponed':
      // Only the operator has these: the notice above the thread shows them.
      return [];
    default:
      throw createUnknownMemberError('the event', event);
  }
}

function endIn(session: Session, event: Extract<Event, { type: 'ended' }>, messageOptions: MessageOptions): TextPart[] {
  const text = selectTexts(messageOptions);
  const followUps = selectFollowUpTexts(messageOptions);
  const { operator, target } = nameBoth(session);
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

/** @returns a command to paste into a terminal; quoted, so that the shell reads any session id as one word */
function terminateCommand(id: string): string {
  const word = sanitize(id, 200);
  const quoted = /^[\w+=,.@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return `aws ssm terminate-session --session-id ${quoted}`;
}
