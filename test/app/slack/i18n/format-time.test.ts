// Times in the zones of teams here and there, at the edges of a minute and of summer.
import { describe, expect, test } from 'vitest';
import { findZoneName, formatTime } from '../../../../app/slack/i18n/format-time.ts';

const shown = (iso: string, timeZone: string) => formatTime(iso, { timeZone, locale: 'en' });

test.each([
  ['Asia/Tokyo', '2026-11-24T08:05:00.000Z', '2026/11/24 17:05 JST'],
  ['Asia/Tokyo', '2026-12-31T15:00:00.000Z', '2027/01/01 00:00 JST'],
  ['UTC', '2026-11-24T08:05:00.000Z', '2026/11/24 08:05 UTC'],
  ['America/New_York', '2026-01-15T12:00:00.000Z', '2026/01/15 07:00 EST'],
  ['America/New_York', '2026-07-15T12:00:00.000Z', '2026/07/15 08:00 EDT'],
  ['America/New_York', '2026-11-01T05:59:59.999Z', '2026/11/01 01:59 EDT'],
  ['America/New_York', '2026-11-01T06:00:00.000Z', '2026/11/01 01:00 EST'],
  ['Europe/Berlin', '2026-03-29T00:59:59.999Z', '2026/03/29 01:59 CET'],
  ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026/03/29 03:00 CEST'],
  ['Europe/London', '2026-07-15T12:00:00.000Z', '2026/07/15 13:00 BST'],
  ['Asia/Kathmandu', '2026-11-24T08:05:00.000Z', '2026/11/24 13:50 UTC+5:45'],
  ['Asia/Kolkata', '2026-11-24T08:05:00.000Z', '2026/11/24 13:35 IST'],
  ['America/St_Johns', '2026-01-15T12:00:00.000Z', '2026/01/15 08:30 UTC-3:30'],
  ['Australia/Sydney', '2026-01-15T12:00:00.000Z', '2026/01/15 23:00 AEDT'],
])('the time %s is written as %s', (timeZone, iso, expected) => {
  expect(shown(iso, timeZone)).toBe(expected);
});

test('a minute lasts until its last millisecond', () => {
  expect(shown('2026-11-24T08:05:59.999Z', 'Asia/Tokyo')).toBe('2026/11/24 17:05 JST');
  expect(shown('2026-11-24T08:06:00.000Z', 'Asia/Tokyo')).toBe('2026/11/24 17:06 JST');
});

describe('the name of a zone', () => {
  test('the name of a zone is the same in both languages', () => {
    const iso = '2026-11-24T08:05:00.000Z';
    for (const timeZone of ['Asia/Tokyo', 'Europe/Berlin', 'Asia/Kathmandu']) {
      expect(formatTime(iso, { timeZone, locale: 'ja' })).toBe(shown(iso, timeZone));
    }
  });

  test('the name of a zone is short, and never GMT+9, wherever on earth', () => {
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      for (const iso of ['2026-01-15T12:00:00.000Z', '2026-07-15T12:00:00.000Z']) {
        expect(findZoneName(iso, timeZone), timeZone).toMatch(/^([A-Z]{2,5}|UTC[+-]\d{1,2}(:\d\d)?)$/);
      }
    }
  });
});
