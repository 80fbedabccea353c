// The lines of a notice about its acknowledgement: who gave it, with which words, and what became of it.
import type { Reopening } from '../../../session/acknowledgement.ts';
import { MAX_NOTE_CHARACTERS, MAX_TICKET_CHARACTERS } from '../../../session/acts/act.ts';
import type { Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';

/** @returns a person's own words, which fit: a character has two UTF-16 units at most */
function sanitizeNote(note: string): string {
  return sanitize(note, 2 * MAX_NOTE_CHARACTERS);
}

/** @returns the line that says a person's words; nothing where there are none */
export function describeNote(note: string | undefined, say: (note: string) => string): TextPart[][] {
  return note === undefined ? [] : [[say(sanitizeNote(note))]];
}

/**
 * @param reader who reads it: the channel, or the operator themselves
 * @returns why the operator is connected, in their own words; nothing while they have not said it
 */
export function describeReason(
  { said }: Session,
  messageOptions: MessageOptions,
  reader: 'channel' | 'operator' = 'channel',
): TextPart[][] {
  if (said === undefined) return [];
  const { notice } = selectTexts(messageOptions);
  const say = reader === 'operator' ? notice.saidByYou : notice.said;
  const ticket = said.ticket === undefined ? undefined : sanitize(said.ticket, 2 * MAX_TICKET_CHARACTERS);
  return [[say(sanitizeNote(said.reason))], [notice.saidWhen(ticket, renderTime(said.at, messageOptions))]];
}

/** @returns the latest acknowledgement that no longer stands, then the one that does */
export function describeAcknowledgement(session: Session, messageOptions: MessageOptions): TextPart[][] {
  return [
    ...describeReopening(session, messageOptions),
    ...describeVouching(session, messageOptions),
    ...describeStanding(session, messageOptions),
  ];
}

function describeReopening({ reopened }: Session, messageOptions: MessageOptions): TextPart[][] {
  if (reopened === undefined) return [];
  const text = selectTexts(messageOptions);
  const line = nameReopening(reopened, renderTime(reopened.at, messageOptions), text);
  return [line, ...describeNote(reopened.note, text.notice.withdrawalNote)];
}

/** @param at the time of the end, as the list or the notice shows it */
export function nameReopening({ how, by, former }: Reopening, at: string, { notice }: Text): TextPart[] {
  if (how === 'expired') return notice.expired({ user: former }, at);
  return by === former ? notice.withdrawn({ user: by }, at) : notice.withdrawnFor({ user: by }, { user: former }, at);
}

function describeVouching({ vouched }: Session, messageOptions: MessageOptions): TextPart[][] {
  if (vouched === undefined) return [];
  const { notice } = selectTexts(messageOptions);
  const { by, at, note } = vouched;
  const line = notice.vouchedBy({ user: by }, renderTime(at, messageOptions));
  return [line, ...describeNote(note, notice.acknowledgementNote)];
}

function describeStanding({ acknowledged, termination, ended }: Session, messageOptions: MessageOptions): TextPart[][] {
  if (acknowledged === undefined) return [];
  const text = selectTexts(messageOptions);
  const { notice } = text;
  const { by, at, note, vouchedBy, takenOverFrom, confirmedAt, asked, afterTermination, fourEyes } = acknowledged;
  const say = (iso: string) => renderTime(iso, messageOptions);
  return [
    [
      ...text.acknowledgedBy({ user: by }, say(at)),
      ...(vouchedBy === undefined ? [] : notice.afterVouching({ user: vouchedBy })),
      ...(takenOverFrom === undefined ? [] : notice.takenOverFrom({ user: takenOverFrom })),
      ...(confirmedAt === undefined ? [] : [notice.confirmedAt(say(confirmedAt))]),
      ...(afterTermination ? [text.afterTermination] : []),
    ],
    ...describeNote(note, notice.acknowledgementNote),
    ...(asked === undefined || termination || ended ? [] : [[notice.askedAt(say(asked.at))]]),
    ...(fourEyes === 'unverified' ? [[text.fourEyesUnverified]] : []),
  ];
}
