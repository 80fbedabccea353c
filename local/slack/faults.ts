// Which of the next calls fail, and how: set by a test, used up by the calls.

export type FaultKind =
  | 'rate-limited'
  | 'server-error'
  | 'time-out'
  | 'cut-off-after-effect'
  /** A proxy answers in Slack's place, with a page and status 200. */
  | 'garbled'
  /** Slack does what it is asked, and its answer ends in the middle. */
  | 'garbled-after-effect';

export interface FaultOptions {
  /** @default 1 */
  times?: number;
  /** Of rate-limited calls. @default 1 */
  retryAfterSeconds?: number;
}

export interface Fault {
  kind: FaultKind;
  retryAfterSeconds: number;
}

export interface Faults {
  plan(method: string, kind: FaultKind, options?: FaultOptions): void;
  /** Uses one up. */
  next(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const planned = new Map<string, Fault[]>();
  return {
    plan(method, kind, { times = 1, retryAfterSeconds = 1 } = {}) {
      const more = Array.from({ length: times }, () => ({ kind, retryAfterSeconds }));
      planned.set(method, [...(planned.get(method) ?? []), ...more]);
    },
    next: (method) => planned.get(method)?.shift(),
  };
}
