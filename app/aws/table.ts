// The one definition of the sessions table: for the store, the infrastructure and the local run.

import type { Outline } from '../session/session.ts';

/** Attributes of an item beside its key that make an outline of a session. `operator` is the key of an index and a name alone. */
const OUTLINE = [
  'type',
  'operatorIdentity',
  'startedAt',
  'noticed',
  'acknowledged',
  'termination',
  'ended',
  'resumedAt',
  'warned',
  'postponedUntil',
  'lapsedAt',
] as const satisfies readonly (keyof Outline | 'operatorIdentity')[];

/** Keys are strings. Indexes nominate, and a consistent read tells: so most project keys only. */
export const TABLE = {
  partitionKey: 'sessionId',
  indexes: {
    /**
     * Open entries: `watch` is present only while something may still have to be done. A list that shows ten of thousands ranks
     * and counts them by what stands here.
     */
    due: { partitionKey: 'watch', sortKey: 'dueAt', projects: OUTLINE },
    /** History and export by UTC date. */
    day: { partitionKey: 'startedOn', sortKey: 'startedAt', projects: [] },
    /** One person's history. */
    operator: { partitionKey: 'operator', sortKey: 'startedAt', projects: [] },
  },
} as const;

/** The one value of `watch`. */
export const WATCHED = 'open';
