// The notice of changes of this deployment's own resources: loud, unless they are one stack update.

import type { Locale } from '../../lib/locale.ts';
import { countCalls, type TamperingCall, type TamperingNotice } from '../../session/stored-state.ts';
import { tampering as en, type TamperingText } from '../i18n/en/tampering.ts';
import { tampering as ja } from '../i18n/ja/tampering.ts';
import { createMention, type Message, type MessageOptions, markTrial, selectTexts } from '../i18n/message-options.ts';
import { renderTime } from '../i18n/reader-time.ts';
import { createRichText, createSmallPrint, formatMrkdwn, sanitize, type TextPart } from '../i18n/rich-text.ts';
import { MAX_LIST_CHARACTERS } from './lists/block-budget.ts';

/** Outside the catalogue of a click, which has no time to load them. */
const TEXTS: Readonly<Record<Locale, TamperingText>> = { en, ja };

/** UTF-16 units of one name. */
const MAX_NAME = 100;

/** Lists as many calls as Slack takes, and counts the others. */
export function renderTampering(notice: TamperingNotice, messageOptions: MessageOptions): Message {
  for (let listed = notice.calls.length; ; listed--) {
    const message = draw(notice, listed, messageOptions);
    if (listed <= 1 || JSON.stringify(message.blocks).length <= MAX_LIST_CHARACTERS)
      return messageOptions.trial ? markTrial(message, messageOptions) : message;
  }
}

function draw(notice: TamperingNotice, listed: number, messageOptions: MessageOptions): Message {
  const { actor, calls } = notice;
  const { byCloudFormation } = actor;
  const text = selectTexts(messageOptions);
  const tampering = TEXTS[messageOptions.locale];
  const header = byCloudFormation ? tampering.headerOfUpdate : tampering.header;
  const name = sanitize(actor.name, MAX_NAME);
  const mention = byCloudFormation ? [] : createMention(messageOptions.approvers);
  const more = countCalls(notice) - listed;
  return {
    text: formatMrkdwn([tampering.inOneLine(header, name, namesOf(calls.slice(0, listed)))]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      createRichText(
        byCloudFormation ? tampering.role(name) : tampering.who(name),
        ...calls.slice(0, listed).map((call) => lineOf(call, messageOptions)),
        ...(more > 0 ? [[tampering.more(more)]] : []),
      ),
      createRichText(
        [byCloudFormation ? tampering.update : tampering.askWhy],
        ...(mention.length > 0 ? [text.approvers(mention)] : []),
      ),
      ...createSmallPrint(
        // CloudFormation's own calls come from its name, not from an address.
        !byCloudFormation && actor.sourceIp && text.sourceIp(sanitize(actor.sourceIp, MAX_NAME)),
        actor.arn && tampering.principal(sanitize(actor.arn, 300)),
      ),
    ],
  };
}

function lineOf({ call, resource = '', at, errorCode }: TamperingCall, messageOptions: MessageOptions): TextPart[] {
  const tampering = TEXTS[messageOptions.locale];
  const where = sanitize(resource, MAX_NAME);
  return [
    ...tampering.call(sanitize(call, MAX_NAME), where, renderTime(at, messageOptions)),
    ...(errorCode === undefined ? [] : [tampering.refused(sanitize(errorCode, MAX_NAME))]),
  ];
}

/** @returns each call once, e.g. "StopLogging, DeleteTrail" */
function namesOf(calls: readonly TamperingCall[]): string {
  return [...new Set(calls.map(({ call }) => sanitize(call, MAX_NAME)))].join(', ');
}
