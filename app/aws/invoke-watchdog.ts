// Wakes the watchdog for one session or for the checks, by asynchronous invocation.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type * as v from 'valibot';
import type { Watchdog } from '../ports.ts';
import type { checkEventSchema } from './invocation-events.ts';

/** A click waits for this call. The next scheduled pass finds a session that was not woken. */
const WAKE_TIMEOUT_MILLIS = 700;

/** Uses a client of its own without retries: the next scheduled pass finds a session that Lambda did not accept. */
export function openWatchdog(functionName: string | undefined): Watchdog {
  return createWatchdog(new LambdaClient({ maxAttempts: 1 }), functionName);
}

export function createWatchdog(lambda: LambdaClient, functionName: string | undefined): Watchdog {
  async function invoke(event: object): Promise<void> {
    if (functionName === undefined) throw new Error('WATCHDOG_FUNCTION is not set: this handler cannot wake it');
    const Payload = Buffer.from(JSON.stringify(event));
    const command = new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload });
    await lambda.send(command, { abortSignal: AbortSignal.timeout(WAKE_TIMEOUT_MILLIS) });
  }

  return {
    wake: (sessionId) => invoke({ sessionId }),
    check: (responseUrl) => invoke({ check: { responseUrl } } satisfies v.InferOutput<typeof checkEventSchema>),
  };
}
