// The places of Chromium, and the message if there is none.
import { expect, test } from 'vitest';
import { findChromium } from '../../local/chromium.ts';

test('CHROMIUM_PATH takes precedence over the usual places', () => {
  expect(findChromium({ CHROMIUM_PATH: '/opt/chromium' }, () => true)).toBe('/opt/chromium');
  expect(findChromium({}, (path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome');
});

test('without a Chromium the error says how to get one', () => {
  expect(() => findChromium({}, () => false)).toThrow(
    'There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH to its path.',
  );
});

test('the error names a CHROMIUM_PATH that does not exist, and no other place is used', () => {
  const isThere = (path: string) => path === '/usr/bin/chromium';
  expect(() => findChromium({ CHROMIUM_PATH: '/opt/chromium' }, isThere)).toThrow(
    'There is no Chromium at CHROMIUM_PATH (/opt/chromium): apt-get install chromium, or set CHROMIUM_PATH',
  );
});
