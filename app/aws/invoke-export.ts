// Starts an export in its own function, by asynchronous invocation.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Exporter } from '../ports.ts';

/** The slash command has 3 seconds in total. */
const START_TIMEOUT_MILLIS = 1_500;

/** Uses a client of its own, which asks Lambda once: a retry could start two exports. */
export function openExporter(functionName: string | undefined): Exporter {
  return createExporter(new LambdaClient({ maxAttempts: 1 }), functionName);
}

export function createExporter(lambda: LambdaClient, functionName: string | undefined): Exporter {
  return {
    async start(job) {
      if (functionName === undefined) return 'not-set-up';
      const Payload = Buffer.from(JSON.stringify({ export: job }));
      const command = new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload });
      await lambda.send(command, { abortSignal: AbortSignal.timeout(START_TIMEOUT_MILLIS) });
      return 'started';
    },
  };
}
