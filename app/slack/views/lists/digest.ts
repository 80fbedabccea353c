// The digest: once a day, the sessions that ended unacknowledged, with one button for all of them.
import type { KnownBlock } from '@slack/types';
import type { DigestPage } from '../../../ports.ts';
import { isLive, type Session } from '../../../session/session.ts';
import { type Message, type MessageOptions, markTrial, selectTexts } from '../../i18n/message-options.ts';
import {
  createPlainText,
  createRichText,
  createSmallPrint,
  formatMrkdwn,
  type TextPart,
} from '../../i18n/rich-text.ts';
import { createRowLink } from '../links.ts';
import { createActions } from '../notice/session-buttons.ts';
import { describeEnd } from '../notice/session-timeline.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { ACKNOWLEDGE_LISTED } from './digest-action.ts';
import { createListTimes, type ListTimes, type Row } from './list-times.ts';
import { createRowLines } from './row-lines.ts';

/**
 * Twenty sessions with the longest names fit into one message, but not always with a link to each notice, and a date
 * element for each time.
 */
export function renderDigest(page: DigestPage, messageOptions: MessageOptions): Message {
  const plainer = { ...messageOptions, workspaceUrl: undefined };
  const isFitting = ({ blocks }: Message) => JSON.stringify(blocks).length <= MAX_LIST_CHARACTERS;
  const [linked, unlinked] = [messageOptions, plainer].map((options) => digestIn(page, options));
  return (
    [linked, unlinked].find((message) => message && isFitting(message)) ?? digestIn(page, { ...plainer, times: 'team' })
  );
}

function digestIn({ date, sessions, left }: DigestPage, messageOptions: MessageOptions): Message {
  const text = selectTexts(messageOptions);
  const { digest, list } = text;
  const times = createListTimes(sessions, messageOptions);
  const header = digest.header(sessions.length + left);
  const unacknowledged = sessions.filter((session) => !session.acknowledged && !session.lapsedAt).length;
  const day = date.replaceAll('-', '/');
  const message: Message = {
    text: formatMrkdwn([digest.inOneLine(header, day, unacknowledged)]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      ...listed(times, left, messageOptions),
      ...createActions(
        unacknowledged === 0
          ? []
          : [
              {
                type: 'button',
                action_id: ACKNOWLEDGE_LISTED,
                text: createPlainText(digest.acknowledgeAll),
                value: date,
                style: 'primary',
              },
            ],
        'digest',
      ),
      ...createSmallPrint(
        digest.date(day),
        unacknowledged > 0 && digest.hint,
        times.zone !== undefined && list.zone(times.zone),
      ),
    ],
  };
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}

function listed(times: ListTimes<Session>, left: number, messageOptions: MessageOptions): KnownBlock[] {
  const { digest } = selectTexts(messageOptions);
  const lines = times.rows.flatMap((row) => linesOf(row, times, messageOptions));
  return lines.length === 0 ? [] : [createRichText(...lines, ...(left > 0 ? [[digest.more(left)]] : []))];
}

function linesOf(row: Row<Session>, times: ListTimes<Session>, options: MessageOptions): TextPart[][] {
  const { session } = row;
  const text = selectTexts(options);
  const { digest } = text;
  const range = times.rangeOf(session, session.ended?.at);
  const how = isLive(session) ? digest.live : describeEnd(session, digest.how, 32);
  const state = stateOf(session, times, options);
  return createRowLines(
    row,
    text,
    (...words) => [...digest.session(...words, range, how), ': ', ...state, ...createRowLink(session, options)],
    [40, 32, 32],
  );
}

function stateOf(session: Session, times: ListTimes<Session>, options: MessageOptions): TextPart[] {
  const { digest } = selectTexts(options);
  const { acknowledged, lapsedAt } = session;
  if (acknowledged) return digest.acknowledged({ user: acknowledged.by }, times.timeIn(session, acknowledged.at));
  return [lapsedAt ? digest.lapsed(times.timeIn(session, lapsedAt)) : digest.unacknowledged];
}
