// A container makes its parts at its start, and keeps them.
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWatchdogHandler } from '../../../app/composition/watchdog-handler.ts';
import { loadEagerly } from '../../../app/lib/lazy.ts';
import { createMemoryPorts, SETTINGS } from '../doubles/memory-ports.ts';

test('parts of the handler are kept, and made at once', async () => {
  let made = 0;
  const get = loadEagerly(async () => ++made);
  expect(made).toBe(1);
  expect([await get(), await get()]).toEqual([1, 1]);
});

test('parts that could not be made are tried again by the next invocation', async () => {
  const answers = ['no', 'no', 'yes'];
  const get = loadEagerly(async () => {
    const answer = answers.shift();
    if (answer !== 'yes') throw new Error('Parameter Store does not answer');
    return answer;
  });
  await expect(get()).rejects.toThrow('does not answer');
  await expect(get()).rejects.toThrow('does not answer');
  expect(await get()).toBe('yes');
  expect(await get()).toBe('yes');
});

test('parts whose token Slack refused are made anew by a later invocation, at most once a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const made: { isRefused: boolean }[] = [];
  const watch = createWatchdogHandler(async () => {
    const { ports } = createMemoryPorts();
    const client = { isRefused: false };
    made.push(client);
    const monitor = { ...ports.monitor, flush: () => {} };
    // biome-ignore lint/suspicious/noExplicitAny: of the client this is what matters here
    return { ports, settings: SETTINGS, monitor, client: client as any };
  });
  const look = () => watch({}, { invokedFunctionArn: '', getRemainingTimeInMillis: () => 60_000 });
  await look();
  await look();
  expect(made).toHaveLength(1);
  for (const client of made) client.isRefused = true;
  await look();
  expect(made).toHaveLength(1);
  vi.setSystemTime(Date.now() + 61_000);
  await look();
  await look();
  expect(made).toHaveLength(2);
});

const invocation = (seconds: number) => ({ invokedFunctionArn: '', getRemainingTimeInMillis: () => seconds * 1000 });

/** A pass that hangs until it is told to end. */
function hanging() {
  const memory = createMemoryPorts();
  const { promise, resolve } = Promise.withResolvers<void>();
  const store = { ...memory.store, open: () => promise.then(memory.store.open) };
  const ports = { ...memory.ports, store };
  const written: string[] = [];
  const limits: number[] = [];
  const monitor = { ...ports.monitor, flush: () => void written.push('metrics') };
  const limit = { endIn: (millis: number) => void limits.push(millis), signal: () => undefined };
  return { parts: { ports, settings: SETTINGS, monitor, limit }, written, limits, resolve };
}

test('metrics are written before the function runs out of time, also where a call hangs', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { parts, written, resolve } = hanging();
  const pass = createWatchdogHandler(async () => parts)({}, invocation(60));
  await vi.advanceTimersByTimeAsync(58_000);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(written).toEqual(['metrics']);
  resolve();
  await pass;
  expect(written).toEqual(['metrics', 'metrics']);
});

test('no call outlives its function, and the next invocation has its own time', async () => {
  const { parts, limits, resolve } = hanging();
  resolve();
  await createWatchdogHandler(async () => parts)({}, invocation(60));
  await createWatchdogHandler(async () => parts)({}, invocation(30));
  expect(limits).toEqual([54_300, Number.POSITIVE_INFINITY, 24_300, Number.POSITIVE_INFINITY]);
});
