// A container composes its parts again when its secrets are old: at most once a minute, and keeps the old ones when that fails.
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { withSecretRefresh } from '../../../app/composition/secret-refresh.ts';
import { createMemoryPorts } from '../doubles/memory-ports.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** Parts that say which composition they are of; those of the numbers in `failing` cannot be composed. */
function container({ failing = [], mayRefresh = true }: { failing?: readonly number[]; mayRefresh?: boolean } = {}) {
  const memory = createMemoryPorts();
  const monitor = { ...memory.ports.monitor, flush: () => {} };
  let composed = 0;
  const parts = withSecretRefresh(async () => {
    const number = ++composed;
    if (failing.includes(number)) throw new Error('Parameter Store does not answer');
    return { number, monitor };
  }, mayRefresh);
  const after = async (seconds: number, isStale: boolean) => {
    vi.setSystemTime(Date.now() + seconds * 1000);
    return (await parts(() => isStale)).number;
  };
  return { after, faults: memory.faults };
}

test('parts whose secrets are fresh are kept, however old they are', async () => {
  const { after } = container();
  expect([await after(0, false), await after(3_600, false)]).toEqual([1, 1]);
});

test('parts whose secrets are stale are composed again at most once a minute', async () => {
  const { after } = container();
  expect([await after(59, true), await after(1, true), await after(59, true), await after(1, true)]).toEqual([
    1, 2, 2, 3,
  ]);
});

test('the old parts stay in use when they cannot be composed again, and the fault is reported', async () => {
  const { after, faults } = container({ failing: [2] });
  expect([await after(61, true), await after(30, true)]).toEqual([1, 1]);
  expect(faults).toEqual(['secrets not read again']);
  expect(await after(31, true)).toBe(3);
});

test('secrets of the environment are never read again', async () => {
  const { after } = container({ mayRefresh: false });
  expect(await after(3_600, true)).toBe(1);
});

test('a first composition that failed is tried again by the next invocation', async () => {
  const { after } = container({ failing: [1] });
  await expect(after(0, false)).rejects.toThrow('does not answer');
  expect(await after(0, false)).toBe(2);
});
