// The latest runs of the handlers for the page, and their faults for the terminal.
import type { LambdaInvocation } from './aws/lambda.ts';
import type { Invocation } from './snapshot.ts';

export interface HandlerJournal {
  add(invocation: LambdaInvocation): void;
  /** Newest first. */
  latest(): Invocation[];
}

const MAX_RUNS = 12;

export interface Listeners {
  /** Called after each change of the snapshot. */
  readonly onChange: () => void;
  /** Called for each error of a handler. */
  readonly onFault: (handler: string, fault: unknown) => void;
}

export function createHandlerJournal({ onChange, onFault }: Listeners): HandlerJournal {
  let latest: Invocation[] = [];
  let count = 0;
  return {
    add({ functionName, event, at, millis, error }) {
      if (error !== undefined) onFault(functionName, error);
      // Watchdog passes, and their questions to the endpoint, come every few seconds and would displace all other runs.
      if (error === undefined && (isSchedule(functionName, event) || isProbe(functionName, event))) return;
      count += 1;
      const fault = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
      latest = [
        { id: count, handler: functionName, at: at.toISOString(), millis: Math.round(millis), fault },
        ...latest,
      ].slice(0, MAX_RUNS);
      onChange();
    },
    latest: () => [...latest],
  };
}

function isSchedule(functionName: string, event: unknown): boolean {
  return functionName === 'watchdog' && !(typeof event === 'object' && event !== null && 'sessionId' in event);
}

function isProbe(functionName: string, event: unknown): boolean {
  const { headers = {} }: { headers?: object } = Object(event);
  return functionName === 'slack' && !('x-slack-signature' in headers);
}
