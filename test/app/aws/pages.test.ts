// Pages are followed to the last one, and not for ever. The stand-ins of the trial begin each list with an empty page.
import { expect, test } from 'vitest';
import { collectPages } from '../../../app/aws/pages.ts';

test('an empty page with a token is not the end', async () => {
  const pages = new Map([
    [undefined, { items: [], next: 'a' }],
    ['a', { items: [1, 2], next: 'b' }],
    ['b', { items: [3], next: undefined }],
  ]);
  expect(await collectPages(async (token) => pages.get(token) ?? { items: [], next: undefined })).toEqual([1, 2, 3]);
});

test('pages without an end are refused', async () => {
  await expect(collectPages(async () => ({ items: [], next: 'again' }))).rejects.toThrow('more than 100 pages');
});
