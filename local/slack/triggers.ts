// Trigger ids of clicks, commands and submissions: each opens one view, within three seconds.
import { randomInt, randomUUID } from 'node:crypto';

/** Somebody at one client. */
export interface Triggered {
  readonly personId: string;
  /** The page that was used; undefined for all pages of that person */
  readonly client?: string | undefined;
}

export interface Triggers {
  /** @returns a new trigger id */
  issue(by: Triggered): string;
  /** Uses the trigger up. @returns Slack's error code for one that cannot be used */
  exchange(triggerId: unknown): Triggered | string;
}

/** @see https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
const VALID_MILLIS = 3_000;
/** e.g. "132456.7890123.abcdef" */
const FORM = /^\d+\.\d+\.[0-9a-f]+$/;

/** @param now returns epoch milliseconds */
export function createTriggers(now: () => number): Triggers {
  const issued = new Map<string, Triggered & { readonly until: number; isExchanged: boolean }>();
  return {
    issue(by) {
      const triggerId = `${Math.floor(now())}.${randomInt(1e12)}.${randomUUID().replaceAll('-', '')}`;
      issued.set(triggerId, { ...by, until: now() + VALID_MILLIS, isExchanged: false });
      return triggerId;
    },
    exchange(triggerId) {
      if (typeof triggerId !== 'string' || !FORM.test(triggerId)) return 'invalid_trigger_id';
      const found = issued.get(triggerId);
      if (found === undefined) return 'invalid_trigger_id';
      if (found.isExchanged) return 'exchanged_trigger_id';
      if (now() > found.until) return 'expired_trigger_id';
      found.isExchanged = true;
      return { personId: found.personId, client: found.client };
    },
  };
}
