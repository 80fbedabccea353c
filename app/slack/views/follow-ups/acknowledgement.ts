// Follow-ups in the thread about an acknowledgement that is taken back, asked for again, taken over, or expired.
import type { KnownBlock } from '@slack/types';
import { findExpiryTime } from '../../../session/approval.ts';
import type { EventData } from '../../../session/event.ts';
import type { Session } from '../../../session/session.ts';
import { selectFollowUpTexts } from '../../i18n/follow-up-texts.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import type { TextPart } from '../../i18n/rich-text.ts';
import { describeNote } from '../notice/acknowledgement-lines.ts';
import {
  createActions,
  createButton,
  createTerminateButton,
  STILL_MINE,
  TAKE_OVER,
} from '../notice/session-buttons.ts';
import { describeDeadlineAt, nameBoth } from './facts.ts';

type Of<T extends EventData['type']> = Extract<EventData, { type: T }> & { readonly by: string; readonly at: string };

export function explainReopening(
  session: Session,
  event: Of<'acknowledgementWithdrawn' | 'acknowledgementExpired'>,
  messageOptions: MessageOptions,
  now: Date,
): TextPart[][] {
  const text = selectFollowUpTexts(messageOptions);
  const { operator, target } = nameBoth(session);
  const { until, consequence } = describeDeadlineAt(session, messageOptions, now, event.at);
  const former = session.reopened?.former ?? event.by;
  const anew = [text.startsAnew(until, consequence)];
  if (event.type === 'acknowledgementExpired') return [text.expired({ user: former }, operator, target), anew];
  const { by, note } = event;
  const line = text.withdrawn({ user: by }, by === former ? undefined : { user: former }, operator, target);
  return [line, ...describeNote(note, text.note), anew];
}

/** @param now the time of sending, from which people have the usual time to answer */
export function describeQuestion(session: Session, messageOptions: MessageOptions, now: Date): TextPart[][] {
  const { acknowledged, startedAt } = session;
  if (acknowledged === undefined) throw new Error(`${session.id} has no acknowledgement to ask about`);
  const { deadlines } = messageOptions;
  const text = selectFollowUpTexts(messageOptions);
  const { operator, target } = nameBoth(session);
  const minutes = Math.max(1, Math.floor((now.getTime() - Date.parse(startedAt)) / 60_000));
  const until = findExpiryTime(session, deadlines, now.toISOString());
  const isTerminated = deadlines.onDeadline === 'terminate';
  return [
    text.asked({ user: acknowledged.by }, operator, target, text.duration(minutes)),
    ...(until === undefined ? [] : [[text.expires(renderTime(until, messageOptions), isTerminated)]]),
  ];
}

export function createAnswerButtons(session: Session, messageOptions: MessageOptions): KnownBlock[] {
  const text = selectTexts(messageOptions);
  const { notice } = text;
  const buttons = [
    { ...createButton(STILL_MINE, notice.stillMine, session, notice.label.stillMine), style: 'primary' as const },
    createButton(TAKE_OVER, notice.takeOver, session, notice.label.takeOver),
    createTerminateButton(session, text),
  ];
  return createActions(buttons, 'reconfirm');
}

/** @returns nothing if the acknowledger answered */
export function describeTakeover(
  session: Session,
  { by, takenOverFrom }: Of<'reconfirmed'>,
  messageOptions: MessageOptions,
): TextPart[][] {
  if (takenOverFrom === undefined) return [];
  const { operator, target } = nameBoth(session);
  return [selectFollowUpTexts(messageOptions).takenOver({ user: by }, { user: takenOverFrom }, operator, target)];
}
