// The clock of the trial, which people can move forward.
import * as z from 'zod';
import { readList, writeList } from './json-file-list.ts';

export interface WorldClock {
  /** The current time of the trial. */
  now(): Date;
  /** @throws {RangeError} for 0 or less, because past events must never be in the future */
  forward(minutes: number): void;
  /** Restores the real `Date` of the process. */
  close(): void;
}

const MILLIS_OF_MINUTE = 60_000;

/**
 * Replaces the `Date` of this process, because the handlers are the deployed files and read no other clock. Timers
 * keep real time.
 * @param options.keepFile file that keeps the moves; without it, kept events would be in the future
 * @throws {Error} if `keepFile` does not contain valid moves
 */
export function startClock({ keepFile }: { keepFile?: string | undefined } = {}): WorldClock {
  const realDate = globalThis.Date;
  let moves = keepFile === undefined ? [] : readList(keepFile, 'minutes', z.number().positive());
  const now = () => realDate.now() + moves.reduce((sum, minutes) => sum + minutes, 0) * MILLIS_OF_MINUTE;

  const shiftedDate = new Proxy(realDate, {
    apply: () => new realDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  globalThis.Date = shiftedDate;

  return {
    now: () => new realDate(now()),
    forward(minutes) {
      if (!(minutes > 0)) throw new RangeError(`The clock can only move forward, not by ${minutes} minutes.`);
      moves = [...moves, minutes];
      if (keepFile !== undefined) writeList(keepFile, 'minutes', moves);
    },
    close() {
      if (globalThis.Date === shiftedDate) globalThis.Date = realDate;
    },
  };
}
