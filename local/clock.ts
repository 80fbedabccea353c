// The clock of the made-up world: it goes as every clock does, and can be moved forward.
import * as z from 'zod';
import { readList, writeList } from './json-file-list.ts';

export interface WorldClock {
  /** What it is in this world. */
  now(): Date;
  /** @throws RangeError unless it is a number above 0: nothing that has happened may come to lie in the future */
  forward(minutes: number): void;
  /** Gives the process its own time back. */
  close(): void;
}

const MILLIS_OF_MINUTE = 60_000;

/**
 * Moves the `Date` of this process, so that the handlers, which are the deployed files and know no other clock, move
 * with it. Timers take as long as ever.
 * @param options.keepFile where it outlives the process: what was kept would lie in the future without it
 * @throws Error when `keepFile` holds something else than moves of a clock
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
