// The reports of the checks: the line of each day, the answer to /bastion check, and the test notice.
import type { KnownBlock } from '@slack/types';
import { REPORT_TEXTS } from '../../audit/reports/report-texts.ts';
import { type CheckResult, needsAttention } from '../../checks/outcome.ts';
import type { DailyReport } from '../../checks/ports.ts';
import { formatCheck, selectCheckTexts } from '../i18n/check-texts.ts';
import type { LocaleOptions } from '../i18n/format-time.ts';
import { type Message, type MessageOptions, markTrial } from '../i18n/message-options.ts';
import { renderTime } from '../i18n/reader-time.ts';
import { createPlainText, createRichText, type TextPart } from '../i18n/rich-text.ts';
import { joinMessages, renderSentence } from './answers.ts';
import { ANSWER_TEST } from './test-action.ts';

/** More lines than anybody reads in a channel. */
const MAX_LINES = 10;

/** One line; with what fails below it. */
export function renderDaily({ yesterday, results }: DailyReport, messageOptions: MessageOptions): Message {
  const texts = selectCheckTexts(messageOptions);
  const failing = results.filter(needsAttention);
  const failed = failing.length;
  const { duration } = REPORT_TEXTS[messageOptions.locale];
  const line =
    yesterday === undefined
      ? `${summaryOf(results, messageOptions)} (${texts.noFigures})`
      : texts.daily({
          ...yesterday,
          p99: yesterday.p99Seconds === undefined ? undefined : duration(yesterday.p99Seconds),
          failed,
        });
  const header: TextPart[] = failed === 0 ? [`✅ ${line}`] : ['⚠️ ', { bold: line }];
  const lines = failing.slice(0, MAX_LINES).map((result): TextPart[] => [formatCheck(result, messageOptions)]);
  const left = failed - lines.length;
  const message = renderSentence(header, ...lines, ...(left > 0 ? [[texts.moreInLog(left)]] : []));
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}

/** Every check, for the person who asked. */
export function renderChecks(results: readonly CheckResult[], reading: LocaleOptions): Message {
  return joinMessages(
    renderSentence([{ bold: summaryOf(results, reading) }]),
    renderSentence(...results.map((result): TextPart[] => [formatCheck(result, reading)])),
  );
}

/** e.g. "All 22 checks pass." */
export function summaryOf(results: readonly CheckResult[], reading: LocaleOptions): string {
  const { allPass, someFail } = selectCheckTexts(reading);
  const failed = results.filter(needsAttention).length;
  return failed === 0 ? allPass(results.length) : someFail(failed, results.length);
}

/** A notice that is plainly none, with a button that changes nothing. */
export function renderTestNotice(messageOptions: MessageOptions): Message {
  const { header, explanation, button } = selectCheckTexts(messageOptions).testNotice;
  const message: Message = {
    text: `${header}. ${explanation}`,
    blocks: [
      createHeader(header),
      createRichText([explanation]),
      { type: 'actions', elements: [{ type: 'button', action_id: ANSWER_TEST, text: createPlainText(button) }] },
    ],
  };
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}

/** A press of that button. */
export interface TestPress {
  readonly userId: string;
  /** When it arrived */
  readonly at: Date;
  /** From the press to its arrival */
  readonly seconds: number;
}

/** Takes the place of the test notice. */
export function renderTestAnswer({ userId, at, seconds }: TestPress, messageOptions: MessageOptions): Message {
  const { header, arrived } = selectCheckTexts(messageOptions).testNotice;
  const sentence = renderSentence(arrived({ user: userId }, renderTime(at.toISOString(), messageOptions), seconds));
  return { text: sentence.text, blocks: [createHeader(header), ...sentence.blocks] };
}

function createHeader(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: true } };
}
