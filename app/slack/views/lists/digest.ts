// The daily list of what ended and was acknowledged by nobody, with one button for all of it.
import type { KnownBlock } from '@slack/types';
import type { DigestPage } from '../../../ports.ts';
import { isLive, type Session } from '../../../session/session.ts';
import { formatTime } from '../../i18n/format-time.ts';
import { kindText, type Message, type MessageOptions, markTrial, textsOf } from '../../i18n/message-options.ts';
import { mrkdwn, plain, richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { actions } from '../notice/session-buttons.ts';
import { endText } from '../notice/session-timeline.ts';

export const ACKNOWLEDGE_LISTED = 'acknowledge_listed';

/** Slack takes twenty sessions in one message, with the longest of names. */
export function renderDigest({ date, sessions, left }: DigestPage, messageOptions: MessageOptions): Message {
  const text = textsOf(messageOptions);
  const { digest } = text;
  const header = digest.header(sessions.length + left);
  const waiting = sessions.filter((session) => !session.acknowledged && !session.lapsedAt).length;
  const day = date.replaceAll('-', '/');
  const message: Message = {
    text: mrkdwn([digest.inOneLine(header, day, waiting)]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      ...listed(sessions, left, messageOptions),
      ...actions(
        waiting === 0
          ? []
          : [
              {
                type: 'button',
                action_id: ACKNOWLEDGE_LISTED,
                text: plain(digest.acknowledgeAll),
                value: date,
                style: 'primary',
              },
            ],
        'digest',
      ),
      ...smallPrint(digest.date(day), waiting > 0 && digest.hint),
    ],
  };
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}

function listed(sessions: readonly Session[], left: number, messageOptions: MessageOptions): KnownBlock[] {
  const { digest } = textsOf(messageOptions);
  const lines = sessions.map((session) => line(session, messageOptions));
  return lines.length === 0 ? [] : [richText(...lines, ...(left > 0 ? [[digest.more(left)]] : []))];
}

function line(session: Session, messageOptions: MessageOptions): TextPart[] {
  const text = textsOf(messageOptions);
  const { digest } = text;
  const { operator, target, kind, startedAt, ended } = session;
  const to = ended ? formatTime(ended.at, messageOptions) : digest.now;
  const how = isLive(session) ? digest.live : endText(session, digest.how, 32);
  return [
    ...digest.session(
      sanitize(operator.name, 40),
      sanitize(target.name, 32),
      kindText(kind, text, 32),
      formatTime(startedAt, messageOptions),
      to,
      how,
    ),
    ': ',
    ...stateOf(session, messageOptions),
  ];
}

function stateOf({ acknowledged, lapsedAt }: Session, messageOptions: MessageOptions): TextPart[] {
  const { digest } = textsOf(messageOptions);
  if (acknowledged) return digest.acknowledged({ user: acknowledged.by }, formatTime(acknowledged.at, messageOptions));
  return [lapsedAt ? digest.lapsed(formatTime(lapsedAt, messageOptions)) : digest.waiting];
}
