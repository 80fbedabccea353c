// Waking the watchdog: asynchronously, for one session, and never for longer than a click can wait.
import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWatchdog } from '../../../app/aws/invoke-watchdog.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { startLambda } from '../../../local/aws/lambda.ts';
import { type Loopback, startLoopback } from '../../../local/aws/loopback.ts';

function clientOf({ url, close }: Loopback): LambdaClient {
  onTestFinished(() => close());
  return new LambdaClient({ ...createClientConfig(url), maxAttempts: 1 });
}

test('the watchdog gets the session, and nobody waits for it', async () => {
  // Here no machine is too slow for its limit.
  const limits = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
  onTestFinished(() => limits.mockRestore());
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const woken: unknown[] = [];
  const run = async (event: unknown) => {
    woken.push(event);
    await over;
  };
  const lambda = await startLambda({ functions: { watchdog: run }, onError: (error) => woken.push(error) });
  await createWatchdog(clientOf(lambda), 'watchdog').wake('operator-0');
  end();
  await lambda.settled();
  expect(woken).toEqual([{ sessionId: 'operator-0' }]);
});

test('an invocation of the watchdog is given up when Lambda does not answer in time', async () => {
  const { promise: never, resolve: end } = Promise.withResolvers<void>();
  const silent = await startLoopback(async () => never.then(() => ({ status: 202, body: '' })));
  onTestFinished(() => end());
  const limits = vi.spyOn(AbortSignal, 'timeout');
  onTestFinished(() => limits.mockRestore());
  await expect(createWatchdog(clientOf(silent), 'watchdog').wake('operator-0')).rejects.toThrow();
  // A click has 3 seconds for all that it asks.
  expect(limits.mock.calls).toEqual([[700]]);
});

test('a watchdog function that does not exist is a fault', async () => {
  const lambda = await startLambda({ functions: {}, onError: () => {} });
  const watchdog = createWatchdog(clientOf(lambda), 'watchdog');
  await expect(watchdog.wake('operator-0')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a handler that does not know the name of the watchdog cannot wake it, and says so', async () => {
  const watchdog = createWatchdog(new LambdaClient(createClientConfig('http://127.0.0.1:9')), undefined);
  await expect(watchdog.wake('operator-0')).rejects.toThrow('WATCHDOG_FUNCTION is not set');
});
