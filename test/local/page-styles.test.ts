// Each style sheet lies beside its part of the page, and the server joins them.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STYLES } from '../../local/page-server.ts';

test('the server joins every style sheet below local/page, with the one for phones last', () => {
  const there = readdirSync('local/page', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.css'),
  );
  expect([...STYLES].sort()).toEqual(there.sort());
  expect(STYLES.at(-1)).toBe('phone.css');
});
