// Reads a session's outline from the index of the open streams.
import * as v from 'valibot';
import { type AssertNever, type DifferingMembers, utcTime as time } from '../../lib/schema-error.ts';
import type { Outlines } from '../../ports.ts';
import { isSessionId, type Outline } from '../../session/session.ts';
import { TABLE } from '../table.ts';
import {
  acknowledgementSchema,
  endCauseSchema,
  endStatusSchema,
  operatorSchema,
  reopeningSchema,
  terminationSchema,
  wordsSchema,
} from './session-item-schema.ts';

const outlineShape = v.object({
  sessionId: v.string(),
  type: v.literal('session'),
  operatorIdentity: operatorSchema,
  startedAt: time,
  noticed: v.optional(v.strictObject({ channel: v.string(), ts: v.string(), at: time })),
  acknowledged: v.optional(acknowledgementSchema),
  vouched: v.optional(wordsSchema),
  reopened: v.optional(reopeningSchema),
  termination: v.optional(terminationSchema),
  ended: v.optional(v.strictObject({ at: time, status: endStatusSchema, how: endCauseSchema })),
  resumedAt: v.optional(time),
  warned: v.optional(v.strictObject({ seq: v.number(), at: time, terminateAt: time })),
  postponedUntil: v.optional(time),
  lapsedAt: v.optional(time),
});

/** The outline's members under their names in the item. */
type Projected = Omit<Outline, 'id' | 'operator'> & {
  readonly sessionId: Outline['id'];
  readonly operatorIdentity: Outline['operator'];
};

/** Compile-time check of the schema against the type. */
export type OutlineSchemaMatch = AssertNever<DifferingMembers<Projected, v.InferOutput<typeof outlineShape>>>;

/**
 * A row that was edited by hand, or that an index does not fully hold yet, hides no session.
 * @param rows of the index; a row that changes between two pages appears in both, and the later one is newer
 */
export function readOutlines(rows: readonly Record<string, unknown>[]): Outlines {
  const outlines = new Map<string, Outline>();
  const unknown = new Set<string>();
  for (const row of rows) {
    const key = String(row[TABLE.partitionKey]);
    if (row.type === 'denied' && !isSessionId(key)) continue;
    const parsed = v.safeParse(outlineShape, row);
    if (parsed.success) {
      const { sessionId: id, operatorIdentity: operator, ...rest } = parsed.output;
      outlines.set(key, { ...rest, id, operator });
      unknown.delete(key);
    } else {
      outlines.delete(key);
      unknown.add(key);
    }
  }
  return { outlines: [...outlines.values()], unknown: [...unknown] };
}
