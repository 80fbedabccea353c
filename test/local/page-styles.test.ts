// The styles of the page stand beside what they are for, and the server puts them together.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STYLES } from '../../local/page-server.ts';

test('every style sheet below local/page is served, and phones have the last word', () => {
  const there = readdirSync('local/page', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.css'),
  );
  expect([...STYLES].sort()).toEqual(there.sort());
  expect(STYLES.at(-1)).toBe('phone.css');
});
