// Direct messages to the operator: where their session stands, and what they can do.
import type { KnownBlock } from '@slack/types';
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import type { FollowUp } from '../../../session/follow-ups.ts';
import type { Session } from '../../../session/session.ts';
import { selectFollowUpTexts } from '../../i18n/follow-up-texts.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import type { TextPart } from '../../i18n/rich-text.ts';
import { describeNote } from '../notice/acknowledgement-lines.ts';
import { createActions, createButton, SAY_WHY } from '../notice/session-buttons.ts';
import { describeDeadlineAt, describeSession, findEarliestTermination, nameBoth } from './facts.ts';

/** @returns the lines; none for an event that is not for the operator */
export function describeToOperator(
  session: Session,
  event: FollowUp['event'],
  messageOptions: MessageOptions,
  now: Date,
): TextPart[][] {
  const text = selectFollowUpTexts(messageOptions);
  const { toOperator: words } = text;
  const { target } = nameBoth(session);
  const { kind, since, notice, id } = describeSession(session, messageOptions);
  const say = (iso: string) => renderTime(iso, messageOptions);
  const standing = (): TextPart[] => {
    const known = describeStanding(session, messageOptions);
    if (known) return known;
    const { until, consequence } = describeDeadlineAt(session, messageOptions, now, event.at);
    return [words.deadline(until, consequence)];
  };
  switch (event.type) {
    case 'noticed':
      return [
        [words.noticed(target, kind, since)],
        standing(),
        words.more(notice),
        ...(isAskedWhy(session) ? [[words.pleaseSayWhy]] : []),
      ];
    case 'acknowledged':
      return [
        words.acknowledged({ user: event.by }, target, say(event.at)),
        ...describeNote(event.note, text.note),
        words.more(notice),
      ];
    case 'postponed':
      return [
        [words.postponed(target, say(findEarliestTermination(event.until, messageOptions, now)))],
        words.askApprover(notice),
      ];
    case 'escalated':
      return [[words.escalated(target, messageOptions.escalates)], words.askApprover(notice)];
    case 'warned': {
      const terminateAt = findEarliestTermination(event.terminateAt, messageOptions, now);
      return [[words.warned(target, kind, since, say(terminateAt))], words.saveWork(notice), words.session(id)];
    }
    case 'terminationRequested': {
      const { trigger, by, note } = event;
      const line = trigger ? [words.requestedByApp[trigger](target)] : words.requested({ user: by }, target);
      return [line, ...describeNote(note, text.reason), words.more(notice)];
    }
    case 'acknowledgementWithdrawn':
      return [
        words.withdrawn({ user: event.by }, target),
        ...describeNote(event.note, text.note),
        standing(),
        words.more(notice),
      ];
    case 'acknowledgementExpired':
      return [[words.expired(target)], standing(), words.more(notice)];
    case 'reminded':
    case 'reconfirmationAsked':
    case 'reconfirmed':
    case 'terminationFailed':
    case 'ended':
    case 'seenAlive':
      return [];
    default:
      throw createUnknownMemberError('the event', event);
  }
}

/** @returns undefined while the session is live, and neither acknowledged nor being terminated */
function describeStanding(
  { acknowledged, termination, ended }: Session,
  messageOptions: MessageOptions,
): TextPart[] | undefined {
  const { toOperator: words } = selectFollowUpTexts(messageOptions);
  if (ended) {
    const say = ended.status === 'Unknown' ? words.unlisted : words.ended;
    return [say(renderTime(ended.at, messageOptions))];
  }
  if (termination) return [words.terminating];
  return acknowledged && words.acknowledgedAlready({ user: acknowledged.by });
}

/** StartSession's own reason counts as said. */
function isAskedWhy({ reason, said, termination }: Session): boolean {
  return !reason && !said && !termination;
}

/** @returns the button to say why; nothing once that is said */
export function createSayWhyButton(session: Session, messageOptions: MessageOptions): KnownBlock[] {
  if (!isAskedWhy(session)) return [];
  const { notice } = selectTexts(messageOptions);
  const button = createButton(SAY_WHY, notice.sayWhy, session, notice.label.sayWhy);
  return createActions([{ ...button, style: 'primary' }], 'why');
}
