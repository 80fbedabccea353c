// Times that Slack shows each reader in their own zone: as elements in the blocks, and as the team's text everywhere else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderTime, splitTimes, unmarkTimes } from '../../../../app/slack/i18n/reader-time.ts';
import { createRichText, createSmallPrint, formatMrkdwn, sanitize } from '../../../../app/slack/i18n/rich-text.ts';
import { anyText } from '../any-notice-content.ts';
import { MESSAGE_OPTIONS } from '../notice-states-fixture.ts';

const READERS = { ...MESSAGE_OPTIONS, times: 'reader' } as const;
const AT = '2026-11-24T08:05:59.999Z';
const ELEMENT = {
  type: 'date',
  timestamp: Date.parse('2026-11-24T08:05:00.000Z') / 1000,
  format: '{date_num} {time}',
  fallback: '2026/11/24 17:05 JST',
};

test('a time for the team is its text', () => {
  expect(renderTime(AT, MESSAGE_OPTIONS)).toBe('2026/11/24 17:05 JST');
});

describe('a reader’s time', () => {
  const sentence = `Ended at ${renderTime(AT, READERS)}, and ${renderTime(AT, READERS, { format: '{time}' })}.`;

  test('a reader’s time is an element in rich text, of a whole minute, with the team’s text for a client that cannot draw it', () => {
    expect(createRichText([sentence])).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Ended at ' },
            ELEMENT,
            { type: 'text', text: ', and ' },
            { ...ELEMENT, format: '{time}' },
            { type: 'text', text: '.' },
          ],
        },
      ],
    });
  });

  test('a reader’s time is the team’s text in a notification and in small print', () => {
    const text = 'Ended at 2026/11/24 17:05 JST, and 2026/11/24 17:05 JST.';
    expect([formatMrkdwn([sentence]), unmarkTimes(sentence)]).toEqual([text, text]);
    expect(createSmallPrint(sentence)).toEqual([
      { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] },
    ]);
  });

  test('a reader’s time is found in any sentence, and nowhere else', () => {
    const anySanitized = anyText(40).map((text) => sanitize(text, 80));
    fc.assert(
      fc.property(fc.array(anySanitized, { maxLength: 4 }), (texts) => {
        const around = texts.flatMap((text) => [text, ELEMENT]);
        const marked = texts.map((text) => `${text}${renderTime(AT, READERS)}`).join('');
        expect(splitTimes(marked).filter((piece) => piece !== '')).toEqual(around);
        for (const text of texts) expect(splitTimes(text)).toEqual([text]);
      }),
    );
  });
});

test('nobody can type a time that is an element', () => {
  expect(createRichText([sanitize(renderTime(AT, READERS), 200)])).toMatchObject({
    elements: [{ elements: [{ type: 'text', text: `${ELEMENT.timestamp}{date_num} {time}2026/11/24 17:05 JST` }] }],
  });
});
