// Converts a stored stream to its DynamoDB item, and back.
import * as v from 'valibot';
import { toUtcDay } from '../../lib/days.ts';
import { SchemaError } from '../../lib/schema-error.ts';
import type { StoredStream } from '../../ports.ts';
import type { Event } from '../../session/event.ts';
import { findBrokenLink } from '../../session/hash-chain.ts';
import type { Parameters } from '../../session/kind.ts';
import { fold, type Stream } from '../../session/session.ts';
import { TABLE, WATCHED } from '../table.ts';
import { sessionItemSchema, toStoredParameters } from './session-item-schema.ts';

/** The table holds something that this program did not write, or that somebody edited. */
export class StoredItemError extends Error {
  readonly id: string;
  constructor(id: string, message: string, options?: ErrorOptions) {
    super(`${id}: ${message}: verify its chain, and do not write to it before`, options);
    this.name = 'StoredItemError';
    this.id = id;
  }
}

/**
 * The folded state is stored beside the events for the index of open streams, and for people who read the table. Only
 * the events are read back.
 */
export function toItem(
  { stream, delivery, missingSince, version }: StoredStream,
  dueAt: string | undefined,
): Record<string, unknown> {
  const { id, events, ...state } = withoutNotes(stream);
  const { operator, startedAt } = readIndexKeys(stream);
  return {
    ...toStorable(state),
    [TABLE.partitionKey]: id,
    version,
    events: events.map((event) => toStorable(event)),
    // `operator` is an index key, so the person has another attribute.
    operatorIdentity: stream.type === 'session' ? stream.operator : stream.first.operator,
    operator,
    startedAt,
    startedOn: toUtcDay(new Date(startedAt)),
    noticeChannel: stream.noticed?.channel,
    noticeTs: stream.noticed?.ts,
    shownHash: delivery.shownHash,
    shownAt: delivery.shownAt,
    followUps: delivery.followUps,
    retryAt: delivery.retryAt,
    refusals: delivery.refusals,
    slackLease: delivery.lease,
    eventsPut: delivery.eventsPut,
    missingSince,
    ...(dueAt === undefined ? {} : { watch: WATCHED, dueAt }),
  };
}

/** An index holds the folded acts of people: their notes stand in the events alone. */
function withoutNotes(stream: Stream): Stream {
  if (stream.type === 'denied') return stream;
  const acts = ACTS.flatMap((act) => {
    const { note, ...rest } = stream[act] ?? {};
    return note === undefined ? [] : [[act, rest]];
  });
  return { ...stream, ...Object.fromEntries(acts) };
}

const ACTS = ['acknowledged', 'vouched', 'reopened', 'termination'] as const;

/** @throws {StoredItemError} if the item is not in the form of `toItem` */
export function fromItem(value: Record<string, unknown>): StoredStream {
  const id = String(value[TABLE.partitionKey]);
  const parsed = v.safeParse(sessionItemSchema, value);
  if (!parsed.success) {
    const cause = new SchemaError(parsed.issues, 'the item');
    throw new StoredItemError(id, 'an item of an unknown shape', { cause });
  }
  const { version, events, missingSince, slackLease: lease, ...rest } = parsed.output;
  const { shownHash, shownAt, followUps, retryAt, refusals, eventsPut } = rest;
  const stream = foldStored(id, events);
  return {
    stream,
    version,
    missingSince,
    delivery: { shownHash, shownAt, followUps, retryAt, refusals, lease, eventsPut },
  };
}

/**
 * One item that was edited by hand hides none of the others.
 * @param ids the order of the result: a batch has none
 */
export function fromItems(items: readonly Record<string, unknown>[], ids: readonly string[]) {
  const found: StoredStream[] = [];
  const faults: StoredItemError[] = [];
  const byId = new Map(items.map((value) => [value[TABLE.partitionKey], value]));
  for (const id of ids) {
    const value = byId.get(id);
    if (value === undefined) continue;
    try {
      found.push(fromItem(value));
    } catch (fault) {
      if (!(fault instanceof StoredItemError)) throw fault;
      faults.push(fault);
    }
  }
  return { found, faults };
}

function foldStored(id: string, events: readonly Event[]): Stream {
  let stream: Stream | undefined;
  try {
    stream = fold(events);
  } catch (cause) {
    throw new StoredItemError(id, 'its events do not follow from one another', { cause });
  }
  if (stream?.id !== id) throw new StoredItemError(id, `its events are those of ${stream?.id}`);
  const broken = findBrokenLink(id, events);
  if (broken !== undefined) throw new StoredItemError(id, `event ${broken} is not the one that was written`);
  return stream;
}

function toStorable<T extends object>(facts: T & { readonly parameters?: Parameters | undefined }): object {
  return facts.parameters === undefined ? facts : { ...facts, parameters: toStoredParameters(facts.parameters) };
}

function readIndexKeys(stream: Stream): { operator: string; startedAt: string } {
  return stream.type === 'session'
    ? { operator: stream.operator.name, startedAt: stream.startedAt }
    : { operator: stream.first.operator.name, startedAt: stream.first.attemptedAt };
}
