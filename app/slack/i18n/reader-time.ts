// Times that Slack shows each reader in their own zone. The catalogues put a time into a sentence as text, so such a time is text
// between marks until the sentence becomes rich text; there it becomes a date element.
import type { RichTextElement } from '@slack/types';
import type { Times } from '../../lib/locale.ts';
import { formatTime, type LocaleOptions } from './format-time.ts';

export interface TimeOptions extends LocaleOptions {
  readonly times: Times;
}

/** @see https://docs.slack.dev/reference/block-kit/block-elements/date-element */
export const FULL_FORMAT = '{date_num} {time}';
export const TIME_FORMAT = '{time}';

type DateElement = Extract<RichTextElement, { type: 'date' }>;

/** Noncharacters of Unicode, which `sanitize` removes from typed text. */
const [OPEN, BETWEEN, CLOSE] = ['\ufdd0', '\ufdd1', '\ufdd2'];
const MARKED = new RegExp(`${OPEN}(-?\\d+)${BETWEEN}([^${BETWEEN}]*)${BETWEEN}([^${CLOSE}]*)${CLOSE}`);

/**
 * @param iso ISO 8601 UTC
 * @param reading the format of the reader's date element, and the text for a client that cannot draw it
 * @returns e.g. "2026/11/24 17:05 JST"; in a reader's time the same text between marks
 */
export function renderTime(
  iso: string,
  options: TimeOptions,
  reading: { readonly format: string; readonly fallback?: string } = { format: FULL_FORMAT },
): string {
  const { format, fallback = formatTime(iso, options) } = reading;
  if (options.times === 'team') return fallback;
  // Whole minutes, as they are shown: times of one minute have one text.
  const timestamp = Math.floor(Date.parse(iso) / 60_000) * 60;
  return `${OPEN}${timestamp}${BETWEEN}${format}${BETWEEN}${fallback}${CLOSE}`;
}

/** @returns the text in pieces: each marked time as an element, the rest as strings */
export function splitTimes(text: string): (string | DateElement)[] {
  // Between two texts, `split` gives the three groups of a mark.
  const pieces = text.split(MARKED);
  return Array.from({ length: Math.ceil(pieces.length / 4) }, (_, index) => {
    const [around = '', timestamp, format = '', fallback = ''] = pieces.slice(index * 4, index * 4 + 4);
    if (timestamp === undefined) return [around];
    return [around, { type: 'date' as const, timestamp: Number(timestamp), format, fallback }];
  }).flat();
}

/** @returns the text with each time in the team's zone, for parts of a message that cannot hold a date element */
export function unmarkTimes(text: string): string {
  return splitTimes(text)
    .map((piece) => (typeof piece === 'string' ? piece : (piece.fallback ?? '')))
    .join('');
}
