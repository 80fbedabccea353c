// Where Chromium is looked for, and what is said when there is none.
import { expect, test } from 'vitest';
import { findChromium } from '../../local/chromium.ts';

test('CHROMIUM_PATH goes before the usual places', () => {
  expect(findChromium({ CHROMIUM_PATH: '/opt/chromium' }, () => true)).toBe('/opt/chromium');
  expect(findChromium({}, (path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome');
});

test('without a Chromium it is said how to get one', () => {
  expect(() => findChromium({}, () => false)).toThrow(
    'There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH to its path.',
  );
});

test('a CHROMIUM_PATH that leads nowhere is named, and nothing else is taken', () => {
  const isThere = (path: string) => path === '/usr/bin/chromium';
  expect(() => findChromium({ CHROMIUM_PATH: '/opt/chromium' }, isThere)).toThrow(
    'There is no Chromium at CHROMIUM_PATH (/opt/chromium): apt-get install chromium, or set CHROMIUM_PATH',
  );
});
