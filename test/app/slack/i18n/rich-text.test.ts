// Truncation at graphemes, and escaping.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { truncate } from '../../../../app/lib/truncate.ts';
import { escapeMrkdwn, formatCode, formatMrkdwn, sanitize } from '../../../../app/slack/i18n/rich-text.ts';
import { anyText } from '../any-notice-content.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const graphemes = (text: string) =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map((one) => one.segment);

describe('truncate', () => {
  test.each([
    ['what fits is left alone', 'abcde', 5, 'abcde'],
    ['what does not fit ends in an ellipsis, which has room too', 'abcdef', 5, 'abcd…'],
    ['a family is one character', `ab${FAMILY}c`, 12, 'ab…'],
    ['a family that fits stays', `ab${FAMILY}cdef`, 14, `ab${FAMILY}…`],
    ['a flag is one character', 'a🇯🇵🇯🇵', 8, 'a🇯🇵…'],
    ['an accent stays with its letter', 'abe\u0301\u0302x', 4, 'ab…'],
    ['a letter of two units is not split', 'ab𠮷野', 4, 'ab…'],
    ['one character that is longer than all there is', `${FAMILY}a`, 4, '…'],
  ])('truncated text keeps whole characters: %s', (_, text, most, expected) => {
    expect(truncate(text, most)).toBe(expected);
  });

  test('truncated text keeps as many whole characters as fit, and nothing else', () => {
    fc.assert(
      fc.property(anyText(80), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const kept = truncate(text, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        const isCut = kept !== text;
        expect(isCut).toBe(text.length > most);
        if (!isCut) return;
        const whole = graphemes(text);
        const count = graphemes(kept.slice(0, -1)).length;
        expect(kept).toBe(`${whole.slice(0, count).join('')}…`);
        expect(kept.length - 1 + (whole[count]?.length ?? 0)).toBeGreaterThan(most - 1);
      }),
    );
  });
});

describe('sanitize', () => {
  test.each([
    ['lines become one', 'a\r\nb\u2028c\td', 'a b c d'],
    ['turns of direction are left out', 'a\u202eb\u2066c\u2069', 'abc'],
    ['writing from right to left stays', 'שלום', 'שלום'],
    ['half a character is replaced', 'a\ud83db', 'a\ufffdb'],
    ['nothing is a dash', '', '–'],
    ['nothing to see is a dash', ' \n\u0000\u202e', '–'],
    ['families keep their joiners', FAMILY, FAMILY],
  ])('sanitized text is safe: %s', (_, text, expected) => {
    expect(sanitize(text, 20)).toBe(expected);
  });

  test('sanitized text is one well-formed line that is never empty nor too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const shown = sanitize(text, most);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('escape', () => {
  test('escaped text keeps what was typed to the letter, for a reader who sees neither entities nor zero-width spaces', () => {
    fc.assert(
      fc.property(anyText(60), (text) => {
        const read = escapeMrkdwn(text)
          .replaceAll('\u200b', '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&');
        expect(read).toBe(text.replaceAll('\u200b', ''));
      }),
    );
  });

  test('escaped text keeps a time and a lone colon', () => {
    expect(escapeMrkdwn('2026/11/24 17:05 JST: a:b')).toBe('2026/11/24 17:05 JST: a:b');
    expect(escapeMrkdwn(':smile: 👍 :+1:')).toBe(':\u200bsmile: 👍 :\u200b+1:');
    // At the start of a line it would be a quotation.
    expect(escapeMrkdwn('> a > b')).toBe('\u200b&gt; a &gt; b');
  });

  test('escaped text mentions nobody that the app does not mention', () => {
    expect(formatMrkdwn([{ user: 'U0A' }, ' <@U0B> ', { group: 'S0A' }, { bold: '*' }, { code: '`' }])).toBe(
      '<@U0A> &lt;@U0B&gt; <!subteam^S0A>*\u200b`\u200b',
    );
  });

  test('escaped text cannot leave its code', () => {
    expect(formatCode('a`b<c>&')).toBe('`aˋb&lt;c&gt;&amp;`');
  });
});
