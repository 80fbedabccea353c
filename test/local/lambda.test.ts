// The Lambda stand-in, called by the real SDK client.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { type LambdaFunction, startLambda } from '../../local/aws/lambda.ts';

/** Long enough for any machine. */
const TIMEOUT_SECONDS = 900;

async function lambdaWith(functions: Record<string, LambdaFunction>, onError: (...what: unknown[]) => void = raise) {
  const lambda = await startLambda({ functions, onError, timeoutSeconds: TIMEOUT_SECONDS });
  const client = new LambdaClient({
    endpoint: lambda.url,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    maxAttempts: 1,
  });
  onTestFinished(() => lambda.close());
  onTestFinished(() => client.destroy());
  const invoke = (FunctionName: string, event: unknown, InvocationType?: 'Event' | 'RequestResponse' | 'DryRun') =>
    client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }));
  return { ...lambda, client, invoke };
}

function raise(error: unknown): never {
  throw error;
}

test('a synchronous invocation answers with the result of the function', async () => {
  const lambda = await lambdaWith({ greet: async (event) => ({ event }) });
  const answer = await lambda.invoke('greet', { name: '操作者' });
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ event: { name: '操作者' } });
});

test('a function that returns nothing answers null', async () => {
  const lambda = await lambdaWith({ silent: async () => undefined });
  expect((await lambda.invoke('silent', {})).Payload?.transformToString()).toBe('null');
});

test('the context of a function has its name and its remaining time', async () => {
  const lambda = await lambdaWith({
    watchdog: async (_event, { getRemainingTimeInMillis, ...context }) => ({
      ...context,
      left: getRemainingTimeInMillis(),
    }),
  });
  const { Payload } = await lambda.invoke('arn:aws:lambda:ap-northeast-1:111122223333:function:watchdog', {});
  const context = JSON.parse(Payload?.transformToString() ?? '');
  expect(context).toMatchObject({
    functionName: 'watchdog',
    invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:watchdog',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(context.left).toBeGreaterThan(0);
  expect(context.left).toBeLessThanOrEqual(TIMEOUT_SECONDS * 1_000);
});

test('an error that a function throws is a function error, and the call itself succeeds', async () => {
  const lambda = await lambdaWith({
    broken: async () => {
      throw new TypeError('no table');
    },
  });
  const answer = await lambda.invoke('broken', {});
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'no table',
  });
});

test('an asynchronous invocation answers before the end of the function, and settles with it', async () => {
  const gate = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  const lambda = await lambdaWith({
    watchdog: async (event) => {
      await gate.promise;
      seen.push(event);
    },
  });
  expect(await lambda.invoke('watchdog', { sessionId: 'operator-1' }, 'Event')).toMatchObject({ StatusCode: 202 });
  expect(seen).toEqual([]);
  gate.resolve();
  await lambda.settled();
  expect(seen).toEqual([{ sessionId: 'operator-1' }]);
});

test('settling includes the invocations that an invocation makes', async () => {
  const seen: unknown[] = [];
  const lambda = await lambdaWith({
    first: async () => {
      await lambda.invoke('second', {}, 'Event');
    },
    second: async () => {
      await new Promise((done) => setTimeout(done, 20));
      seen.push('second');
    },
  });
  await lambda.invoke('first', {}, 'Event');
  await lambda.settled();
  expect(seen).toEqual(['second']);
});

test('an error in an asynchronous invocation is reported with the name of the function', async () => {
  const told: unknown[][] = [];
  const cause = new Error('Slack is away');
  const lambda = await lambdaWith({ watchdog: () => Promise.reject(cause) }, (...what) => told.push(what));
  expect(await lambda.invoke('watchdog', {}, 'Event')).toMatchObject({ StatusCode: 202 });
  await lambda.settled();
  expect(told).toEqual([[cause, 'watchdog']]);
});

test('a dry run does not call the function', async () => {
  const lambda = await lambdaWith({ watchdog: () => Promise.reject(new Error('it ran')) });
  expect(await lambda.invoke('watchdog', {}, 'DryRun')).toMatchObject({ StatusCode: 204 });
});

test('an unknown function and an event that is not JSON are refused by their names', async () => {
  const lambda = await lambdaWith({ greet: async () => 'hello' });
  await expect(lambda.invoke('nobody', {}, 'Event')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:ap-northeast-1:111122223333:function:nobody',
  });
  await expect(
    lambda.client.send(new InvokeCommand({ FunctionName: 'greet', Payload: Buffer.from('{') })),
  ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
});

test('the Lambda stand-in closes although a function never ends', async () => {
  const lambda = await lambdaWith({ endless: () => new Promise(() => {}) });
  const waiting = lambda.invoke('endless', {});
  const cut = expect(waiting).rejects.toThrow();
  await new Promise((done) => setTimeout(done, 30));
  await lambda.close();
  await cut;
});
