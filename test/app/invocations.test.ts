// What a container makes at its start, and keeps.
import { expect, test } from 'vitest';
import { kept } from '../../app/invocations.ts';

test('what was made is kept, and made at once', async () => {
  let made = 0;
  const get = kept(async () => ++made);
  expect(made).toBe(1);
  expect([await get(), await get()]).toEqual([1, 1]);
});

test('what could not be made is tried again by the next invocation', async () => {
  const answers = ['no', 'no', 'yes'];
  const get = kept(async () => {
    const answer = answers.shift();
    if (answer !== 'yes') throw new Error('Parameter Store does not answer');
    return answer;
  });
  await expect(get()).rejects.toThrow('does not answer');
  await expect(get()).rejects.toThrow('does not answer');
  expect(await get()).toBe('yes');
  expect(await get()).toBe('yes');
});
