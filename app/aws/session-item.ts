// A stored entry and its DynamoDB item, each from the other.
import { z } from 'zod';
import type { Stored } from '../ports.ts';
import { firstBrokenLink } from '../session/audit-chain.ts';
import type { Event } from '../session/event.ts';
import { type Entry, fold } from '../session/session.ts';
import { TABLE, WATCHED } from './table.ts';

/** The table holds something that this program did not write, or that somebody changed. */
export class StoredItemError extends Error {
  readonly id: string;
  constructor(id: string, message: string, options?: ErrorOptions) {
    super(`${id}: ${message}: verify its chain, and do not write to it before`, options);
    this.name = 'StoredItemError';
    this.id = id;
  }
}

const time = z.iso.datetime();
// Strict, all of it: an attribute that is not known here would not be covered by the hash that is checked.
const parameters = z.record(z.string(), z.array(z.string()));
const principal = z.strictObject({
  type: z.string(),
  arn: z.string().optional(),
  accountId: z.string().optional(),
  roleName: z.string().optional(),
  roleArn: z.string().optional(),
  name: z.string(),
});
const operator = z.strictObject({
  name: z.string(),
  verified: z.boolean(),
  slackUser: z.string().optional(),
  foundBy: z.enum(['settings', 'email']).optional(),
});
const target = z.strictObject({ id: z.string(), name: z.string() });
const host = z.string().optional();
const port = z.number().optional();
const kind = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('shell') }),
  z.strictObject({ type: z.literal('ssh'), port }),
  z.strictObject({ type: z.literal('remote-desktop'), host }),
  z.strictObject({ type: z.literal('database'), engine: z.string(), host, port: z.number() }),
  z.strictObject({ type: z.literal('port-forward'), host, port }),
  z.strictObject({ type: z.literal('command'), command: z.string().optional() }),
  z.strictObject({ type: z.literal('custom'), document: z.string() }),
]);
const how = z.discriminatedUnion('cause', [
  z.strictObject({ cause: z.literal('cut') }),
  z.strictObject({ cause: z.literal('terminate-call'), by: z.string() }),
  z.strictObject({ cause: z.literal('maximum-duration'), inferred: z.literal(true) }),
  z.strictObject({ cause: z.literal('unknown') }),
]);

const link = { seq: z.number().int().positive(), at: time, by: z.string(), commandId: z.string(), hash: z.string() };
const place = { accountId: z.string().optional(), region: z.string().optional(), sourceIp: z.string().optional() };
const start = {
  ...place,
  document: z.string().optional(),
  parametersHash: z.string().optional(),
  parameters: parameters.optional(),
  userAgent: z.string().optional(),
  reason: z.string().optional(),
  mfa: z.boolean().optional(),
};

const event = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    ...link,
    ...start,
    sessionId: z.string(),
    source: z.enum(['cloudtrail', 'ssm']),
    startedAt: time,
    principal,
    operator,
    target,
    kind,
  }),
  z.strictObject({
    type: z.literal('enriched'),
    ...link,
    ...start,
    principal: principal.optional(),
    operator: operator.optional(),
    kind: kind.optional(),
    reportedStart: time.optional(),
    terminateCall: z.strictObject({ by: z.string(), at: time }).optional(),
  }),
  z.strictObject({
    type: z.literal('denied'),
    ...link,
    ...place,
    attemptedAt: time,
    principal,
    operator,
    target: target.optional(),
    errorCode: z.string(),
    errorMessage: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('deniedMore'), ...link }),
  z.strictObject({ type: z.literal('noticed'), ...link, channel: z.string(), ts: z.string() }),
  z.strictObject({
    type: z.literal('acknowledged'),
    ...link,
    fourEyes: z.enum(['verified', 'unverified']),
    afterTermination: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('terminationRequested'),
    ...link,
    because: z.enum(['deadline', 'no-notice']).optional(),
  }),
  z.strictObject({ type: z.literal('terminationFailed'), ...link, tries: z.number() }),
  z.strictObject({
    type: z.literal('ended'),
    ...link,
    status: z.enum(['Terminated', 'Failed', 'Unknown']),
    endedAt: time,
    how,
  }),
  z.strictObject({ type: z.literal('seenAlive'), ...link }),
  z.strictObject({ type: z.literal('reminded'), ...link }),
  z.strictObject({ type: z.literal('warned'), ...link, cutAt: time }),
  z.strictObject({ type: z.literal('postponed'), ...link, until: time }),
  z.strictObject({ type: z.literal('escalated'), ...link }),
  z.strictObject({ type: z.literal('lapsed'), ...link }),
]) satisfies z.ZodType<Event>;

const item = z.looseObject({
  sessionId: z.string(),
  version: z.number().int().positive(),
  events: z.array(event).min(1),
  shownHash: z.string().optional(),
  shownAt: z.string().optional(),
  announced: z.record(z.string(), time).default({}),
  retryAt: time.optional(),
  refusals: z.number().optional(),
  slackLease: z.object({ owner: z.string(), until: time, takeovers: z.number() }).optional(),
  missingSince: time.optional(),
});

/** The folded state stands beside the events for whoever reads the table; here the events alone are the truth. */
export function toItem(
  { entry, delivery, missingSince, version }: Stored,
  dueAt: string | undefined,
): Record<string, unknown> {
  const { id, events, ...state } = entry;
  const { operator, startedAt } = indexed(entry);
  return {
    ...state,
    [TABLE.partitionKey]: id,
    version,
    events,
    // `operator` is an index key, so the person goes by another name here.
    operatorIdentity: entry.type === 'session' ? entry.operator : entry.first.operator,
    operator,
    startedAt,
    startedOn: startedAt.slice(0, 10),
    noticeChannel: entry.noticed?.channel,
    noticeTs: entry.noticed?.ts,
    shownHash: delivery.shownHash,
    shownAt: delivery.shownAt,
    announced: delivery.announced,
    retryAt: delivery.retryAt,
    refusals: delivery.refusals,
    slackLease: delivery.lease,
    missingSince,
    ...(dueAt === undefined ? {} : { watch: WATCHED, dueAt }),
  };
}

/** @throws StoredItemError when the item is not what `toItem` makes */
export function fromItem(value: Record<string, unknown>): Stored {
  const id = String(value[TABLE.partitionKey]);
  const parsed = item.safeParse(value);
  if (!parsed.success) throw new StoredItemError(id, 'an item of an unknown shape', { cause: parsed.error });
  const { version, events, missingSince, slackLease: lease, ...rest } = parsed.data;
  const { shownHash, shownAt, announced, retryAt, refusals } = rest;
  const entry = foldStored(id, events);
  return { entry, version, missingSince, delivery: { shownHash, shownAt, announced, retryAt, refusals, lease } };
}

/** One item that somebody changed by hand hides none of the others. @param ids the order of what is found: a batch comes in any */
export function fromItems(items: readonly Record<string, unknown>[], ids: readonly string[]) {
  const found: Stored[] = [];
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

function foldStored(id: string, events: readonly Event[]): Entry {
  let entry: Entry | undefined;
  try {
    entry = fold(events);
  } catch (cause) {
    throw new StoredItemError(id, 'its events do not follow from one another', { cause });
  }
  if (entry?.id !== id) throw new StoredItemError(id, `its events are those of ${entry?.id}`);
  const broken = firstBrokenLink(id, events);
  if (broken !== undefined) throw new StoredItemError(id, `event ${broken} is not the one that was written`);
  return entry;
}

function indexed(entry: Entry): { operator: string; startedAt: string } {
  return entry.type === 'session'
    ? { operator: entry.operator.name, startedAt: entry.startedAt }
    : { operator: entry.first.operator.name, startedAt: entry.first.attemptedAt };
}
