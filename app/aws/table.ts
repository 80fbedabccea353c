// The one definition of the sessions table: for the store, the infrastructure and the local run.

/** Keys are strings. Indexes project keys only: they nominate, and a consistent read tells. */
export const TABLE = {
  partitionKey: 'sessionId',
  indexes: {
    /** Open entries: `watch` is present only while something may still have to be done. */
    due: { partitionKey: 'watch', sortKey: 'dueAt' },
    /** History and export by UTC date. */
    day: { partitionKey: 'startedOn', sortKey: 'startedAt' },
    /** One person's history. */
    operator: { partitionKey: 'operator', sortKey: 'startedAt' },
  },
} as const;

/** The one value of `watch`. */
export const WATCHED = 'open';
