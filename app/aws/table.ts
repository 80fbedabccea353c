// The single definition of the sessions table, for the store, the infrastructure and the local run.

import type { Outline } from '../session/session.ts';

/**
 * Attributes of an item, beside its key, that make a session's outline. `operator` is an index key and holds only a
 * name.
 */
const OUTLINE = [
  'type',
  'operatorIdentity',
  'startedAt',
  'noticed',
  'acknowledged',
  'vouched',
  'reopened',
  'termination',
  'ended',
  'resumedAt',
  'warned',
  'postponedUntil',
  'lapsedAt',
] as const satisfies readonly (keyof Outline | 'operatorIdentity')[];

/**
 * Keys are strings. Most indexes project keys only: an index gives candidates, and a consistent read gives their state.
 */
export const TABLE = {
  partitionKey: 'sessionId',
  indexes: {
    /** Open streams: `watch` is present only while work may be left. */
    due: { partitionKey: 'watch', sortKey: 'dueAt', projects: [] },
    /**
     * The same with outlines, which let a list rank and count thousands of sessions without reading them. DynamoDB
     * changes no index, and adds or drops one an update: another projection needs an index of another name.
     */
    outline: { partitionKey: 'watch', sortKey: 'dueAt', projects: OUTLINE },
    /** History and export by UTC date. */
    day: { partitionKey: 'startedOn', sortKey: 'startedAt', projects: [] },
    /** The history of one operator. */
    operator: { partitionKey: 'operator', sortKey: 'startedAt', projects: [] },
  },
} as const;

/** The only value of `watch`. */
export const WATCHED = 'open';
