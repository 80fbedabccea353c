// Times that the page draws as Slack does: in the zone of the reader, with the tokens of the format.
import { expect, test } from 'vitest';
import { drawDate, getReaderZone } from '../../local/page/blocks/slack-date.ts';

const AT = { type: 'date', timestamp: Date.parse('2026-11-24T18:20:00.000Z') / 1000 } as const;

test.each([
  ['Asia/Tokyo', '{date_num} {time}', '2026-11-25 03:20'],
  ['Asia/Kathmandu', '{date_num} {time}', '2026-11-25 00:05'],
  ['America/St_Johns', '{time}', '14:50'],
  ['UTC', 'ended {date_num}', 'ended 2026-11-24'],
])('in %s the page draws the format "%s" as "%s"', (timeZone, format, shown) => {
  expect(drawDate({ ...AT, format, fallback: 'the fallback' }, timeZone)).toBe(shown);
});

test('a token that the page does not draw leaves the fallback', () => {
  expect(drawDate({ ...AT, format: '{ago} {time}', fallback: '2026/11/25 03:20 JST' }, 'UTC')).toBe(
    '2026/11/25 03:20 JST',
  );
  expect(drawDate({ ...AT, format: '{ago}' }, 'UTC')).toBe('2026-11-24T18:20:00.000Z');
});

test('the zone of this machine has a name that Intl knows', () => {
  expect(Intl.supportedValuesOf('timeZone').concat('UTC')).toContain(getReaderZone());
});
