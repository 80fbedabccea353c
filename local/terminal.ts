// The terminal of the trial: one line for each move of the clock, each switch and each unexpected error.

import { format } from 'node:util';
import * as z from 'zod';
import { POLL_GAP_FAULT } from '../app/workflow/watchdog/run-pass.ts';
import type { SwitchName } from './snapshot.ts';
import type { World } from './world.ts';

export interface Terminal {
  /** Wraps the world, so that its moves and switches print a line. */
  withMessages(world: World): World;
  /** Prints the error of a handler. */
  reportFault(handler: string, fault: unknown): void;
}

export interface TerminalOptions {
  /** Also prints the app's log, as on AWS */
  readonly verbose: boolean;
  readonly print: (line: string) => void;
}

/** Time to count the notices that wait for Slack, before their number is printed. */
const COUNT_MILLIS = 1_000;
/** Time after an outage in which its delays are expected, because a writer's lease may still block the others. */
const AFTERMATH_MILLIS = 120_000;
/** The same error in each watchdog pass is printed once in this time. */
const REPEAT_AFTER_MILLIS = 60_000;
const SWITCH_MESSAGES: Readonly<Record<SwitchName, readonly [off: string, on: string]>> = {
  slackDown: ['Slack is up again.', 'Slack is down.'],
  cloudTrailLate: ['CloudTrail is on time again.', 'CloudTrail is late: its records are delayed.'],
  terminateDoesNothing: [
    'TerminateSession works again.',
    'TerminateSession does nothing: terminated sessions stay connected.',
  ],
  endpointFlooded: ['The endpoint takes requests again.', 'The endpoint is flooded: clicks do not reach the app.'],
};

const logged = z.object({
  level: z.literal('ERROR'),
  message: z.string(),
  id: z.string().optional(),
  cause: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]).optional(),
});
type Logged = z.infer<typeof logged>;

/** Replaces `console.error` and `console.warn` of this process, which the app and Bolt write to. */
export function openTerminal({ verbose, print }: TerminalOptions): Terminal {
  let isSlackDown = false;
  let moving = 0;
  /** Ids of streams with posts that wait for Slack */
  let waiting = new Set<string>();
  let counting: NodeJS.Timeout | undefined;
  let aftermathUntil = 0;
  const printedAt = new Map<string, number>();

  function printOnce(line: string): void {
    const now = performance.now();
    const before = printedAt.get(line);
    if (before !== undefined && now - before < REPEAT_AFTER_MILLIS) return;
    printedAt.set(line, now);
    print(line);
  }

  function printWaiting(): void {
    counting = undefined;
    const count = waiting.size;
    if (isSlackDown) print(`Slack is down: ${count === 1 ? '1 notice is' : `${count} notices are`} waiting.`);
  }

  /** While Slack is down on request, only the number of waiting notices is of interest. */
  function countWaiting(fault: Logged | undefined): void {
    if (fault?.id === undefined || waiting.has(fault.id)) return;
    waiting.add(fault.id);
    if (counting !== undefined) return;
    counting = setTimeout(printWaiting, COUNT_MILLIS);
    counting.unref();
  }

  function handleLine(text: string): void {
    const fault = parseLogged(text);
    if (fault?.message === POLL_GAP_FAULT && moving > 0) return;
    if (verbose) print(text);
    else if (isSlackDown) countWaiting(fault);
    // The outage still delays these streams after it has ended.
    else if (fault?.id !== undefined && waiting.has(fault.id) && performance.now() < aftermathUntil) return;
    else if (fault)
      printOnce(`${fault.message}${fault.cause ? `: ${readFirstLine(fault.cause)}` : ''}. Use --verbose for details.`);
    else printOnce(readFirstLine(text));
  }

  for (const name of ['error', 'warn'] as const) console[name] = (...words: unknown[]) => handleLine(format(...words));

  return {
    withMessages: (world) => ({
      ...world,
      async turn({ name, on }) {
        const before = isSlackDown;
        if (name === 'slackDown') isSlackDown = on;
        try {
          await world.turn({ name, on });
        } catch (fault) {
          isSlackDown = before;
          throw fault;
        }
        if (name === 'slackDown' && on) waiting = new Set();
        if (name === 'slackDown' && !on) aftermathUntil = performance.now() + AFTERMATH_MILLIS;
        print(SWITCH_MESSAGES[name][on ? 1 : 0]);
      },
      async forward(request) {
        moving += 1;
        try {
          await world.forward(request);
        } finally {
          moving -= 1;
        }
        const { now, timeZone } = world.snapshot();
        const time = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
          new Date(now),
        );
        print(
          `The clock moved forward ${request.minutes} ${request.minutes === 1 ? 'minute' : 'minutes'}, to ${time} (${timeZone}).`,
        );
      },
    }),
    reportFault(handler, fault) {
      if (!(fault instanceof Error)) return print(`${handler} failed: ${String(fault)}`);
      print(verbose ? `${handler} failed: ${fault.stack}` : `${handler} failed: ${readFirstLine(fault.message)}`);
    },
  };
}

function parseLogged(text: string): Logged | undefined {
  try {
    return logged.safeParse(JSON.parse(text)).data;
  } catch {
    // Bolt writes plain text.
    return undefined;
  }
}

/** The other lines are for --verbose. */
function readFirstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
