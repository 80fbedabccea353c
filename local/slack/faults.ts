// Planned faults: a test sets them, and each call consumes one.

export type FaultKind =
  | 'rate-limited'
  | 'server-error'
  | 'time-out'
  | 'cut-off-after-effect'
  /** A proxy responds in Slack's place, with a page and status 200. */
  | 'garbled'
  /** Slack performs the call, but the response is truncated. */
  | 'garbled-after-effect';

export interface FaultOptions {
  /**
   * Number of calls that fail.
   * @default 1
   */
  times?: number;
  /**
   * `Retry-After` of rate-limited calls.
   * @default 1
   */
  retryAfterSeconds?: number;
}

export interface Fault {
  kind: FaultKind;
  retryAfterSeconds: number;
}

export interface Faults {
  plan(method: string, kind: FaultKind, options?: FaultOptions): void;
  /** Takes the next fault of the method. */
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
