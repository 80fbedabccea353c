// The notice of denied attempts. There is no session, so there are no buttons.
import type { DeniedAttempts } from '../../../session/session.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { createRichText, createSmallPrint, formatMrkdwn, sanitize } from '../../i18n/rich-text.ts';

/** Other codes mean that the start failed, e.g. because the node is not connected or the document does not exist. */
const REFUSED_BY_IAM = /^(AccessDenied|Unauthorized)/;

export function renderDenied(attempts: DeniedAttempts, messageOptions: MessageOptions): Message {
  const { first, last, count, more } = attempts;
  const text = selectTexts(messageOptions);
  const header = REFUSED_BY_IAM.test(last.errorCode) ? text.header.denied : text.header.failed;
  const operator = first.operator.name;
  const target = targetsOf(attempts).join(', ') || text.noTarget;
  const times = text.attempts(
    count,
    more,
    renderTime(first.attemptedAt, messageOptions),
    renderTime(last.attemptedAt, messageOptions),
  );
  const { sourceIp, errorCode, errorMessage, accountId, region } = last;
  return {
    text: formatMrkdwn([text.deniedInOneLine(header, sanitize(operator, 64), sanitize(target, 64), times)]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: header, emoji: true } },
      createRichText([{ bold: sanitize(operator, 200) }, ' → ', { bold: sanitize(target, 200) }], [times]),
      createRichText([text.nothingToDo]),
      ...createSmallPrint(
        sourceIp && text.sourceIp(sanitize(sourceIp, 200)),
        text.refusedWith(sanitize([errorCode, errorMessage].filter(Boolean).join(': '), 400)),
      ),
      ...createSmallPrint(
        accountId && region && text.account(sanitize(accountId, 64), sanitize(region, 64)),
        last.target && text.instance(sanitize(last.target.id, 400)),
      ),
      ...createSmallPrint(!first.operator.verified && text.unverifiedName),
    ],
  };
}

/** @returns each target once: one notice may hold attempts on several */
function targetsOf({ events }: DeniedAttempts): string[] {
  return [...new Set(events.flatMap((event) => (event.type === 'denied' ? (event.target?.name ?? []) : [])))];
}
