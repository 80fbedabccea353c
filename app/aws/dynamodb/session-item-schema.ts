// The exact schema of an item of the sessions table.
import * as v from 'valibot';
import {
  type AssertNever,
  type DifferingMembers,
  type DifferingTags,
  namedValues,
  utcTime as time,
} from '../../lib/schema-error.ts';
import type { StoredStream } from '../../ports.ts';
import { type EndCause, type Event, type Operator, type Principal, type Target, VIAS } from '../../session/event.ts';
import type { FollowUpDelivery } from '../../session/follow-ups.ts';
import type { Kind, Parameters } from '../../session/kind.ts';
import type { Delivery, Lease } from '../../session/stored-state.ts';

/** Member names that the SDK cannot store: it drops one as the map's prototype, and throws at the other. */
const UNSTORABLE = ['__proto__', 'constructor'];

/** Parameters in stored form: a map, or a list of pairs if the SDK could not store a name. */
export function toStoredParameters(parameters: Parameters): unknown {
  return UNSTORABLE.some((name) => Object.hasOwn(parameters, name)) ? Object.entries(parameters) : parameters;
}

// Everything is strict: the hash that is checked would not cover an unknown attribute.
const parametersSchema = v.union([
  namedValues(v.array(v.string())),
  v.pipe(
    v.array(v.strictTuple([v.string(), v.array(v.string())])),
    v.check((pairs) => new Set(pairs.map(([name]) => name)).size === pairs.length),
    v.transform((pairs): Parameters => Object.fromEntries(pairs)),
  ),
]);
const principalSchema = v.strictObject({
  type: v.string(),
  arn: v.optional(v.string()),
  accountId: v.optional(v.string()),
  roleName: v.optional(v.string()),
  roleArn: v.optional(v.string()),
  name: v.string(),
});
export const operatorSchema = v.strictObject({
  name: v.string(),
  verified: v.boolean(),
  slackUser: v.optional(v.string()),
  foundBy: v.optional(v.picklist(['settings', 'settings-caseless', 'email'])),
});
const targetSchema = v.strictObject({ id: v.string(), name: v.string() });
const host = v.optional(v.string());
const port = v.optional(v.number());
const kindSchema = v.variant('type', [
  v.strictObject({ type: v.literal('shell') }),
  v.strictObject({ type: v.literal('ssh'), port }),
  v.strictObject({ type: v.literal('remote-desktop'), host }),
  v.strictObject({ type: v.literal('database'), engine: v.string(), host, port: v.number() }),
  v.strictObject({ type: v.literal('port-forward'), host, port }),
  v.strictObject({ type: v.literal('command'), command: v.optional(v.string()) }),
  v.strictObject({ type: v.literal('custom'), document: v.string() }),
  v.strictObject({ type: v.literal('unknown') }),
]);
const fourEyesSchema = v.picklist(['verified', 'unverified']);
/** Members of every event of a person: how it was given, and with which words. */
const via = v.optional(v.picklist(VIAS));
const note = v.optional(v.string());
const words = { by: v.string(), at: time, via, note };
const eventRefSchema = v.strictObject({ seq: v.number(), at: time });
export const acknowledgementSchema = v.strictObject({
  ...words,
  fourEyes: fourEyesSchema,
  afterTermination: v.boolean(),
  vouchedBy: v.optional(v.string()),
  takenOverFrom: v.optional(v.string()),
  confirmedAt: v.optional(time),
  asked: v.optional(eventRefSchema),
});
export const wordsSchema = v.strictObject(words);
export const reopeningSchema = v.strictObject({
  how: v.picklist(['withdrawn', 'expired']),
  by: v.string(),
  at: time,
  note,
  former: v.string(),
});
const terminationTriggerSchema = v.optional(v.picklist(['deadline', 'no-notice']));
export const terminationSchema = v.strictObject({
  ...words,
  trigger: terminationTriggerSchema,
  failed: v.optional(v.strictObject({ at: time, tries: v.number() })),
});
export const endStatusSchema = v.picklist(['Terminated', 'Failed', 'Unknown']);
export const endCauseSchema = v.variant('cause', [
  v.strictObject({ cause: v.literal('terminated') }),
  v.strictObject({ cause: v.literal('terminate-call'), by: v.string() }),
  v.strictObject({ cause: v.literal('maximum-duration'), inferred: v.literal(true) }),
  v.strictObject({ cause: v.literal('unknown') }),
]);

const postponementCause = v.optional(v.picklist(['endpoint-silent']));

const link = {
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  at: time,
  by: v.string(),
  commandId: v.string(),
  hash: v.string(),
};
const place = { accountId: v.optional(v.string()), region: v.optional(v.string()), sourceIp: v.optional(v.string()) };
const start = {
  ...place,
  document: v.optional(v.string()),
  parametersHash: v.optional(v.string()),
  parameters: v.optional(parametersSchema),
  userAgent: v.optional(v.string()),
  reason: v.optional(v.string()),
  mfa: v.optional(v.boolean()),
};

const eventSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('started'),
    ...link,
    ...start,
    sessionId: v.string(),
    source: v.picklist(['cloudtrail', 'ssm']),
    startedAt: time,
    principal: principalSchema,
    operator: operatorSchema,
    target: targetSchema,
    kind: kindSchema,
  }),
  v.strictObject({
    type: v.literal('enriched'),
    ...link,
    ...start,
    principal: v.optional(principalSchema),
    operator: v.optional(operatorSchema),
    kind: v.optional(kindSchema),
    reportedStart: v.optional(time),
    terminateCall: v.optional(v.strictObject({ by: v.string(), at: time })),
  }),
  v.strictObject({
    type: v.literal('denied'),
    ...link,
    ...place,
    attemptedAt: time,
    principal: principalSchema,
    operator: operatorSchema,
    target: v.optional(targetSchema),
    errorCode: v.string(),
    errorMessage: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('deniedOverflow'), ...link }),
  v.strictObject({ type: v.literal('noticed'), ...link, channel: v.string(), ts: v.string() }),
  v.strictObject({
    type: v.literal('acknowledged'),
    ...link,
    via,
    note,
    fourEyes: fourEyesSchema,
    afterTermination: v.boolean(),
    vouchedBy: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('vouched'), ...link, via, note }),
  v.strictObject({ type: v.literal('acknowledgementWithdrawn'), ...link, via, note }),
  v.strictObject({
    type: v.literal('reasoned'),
    ...link,
    via,
    reason: v.string(),
    ticket: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('reconfirmationAsked'), ...link }),
  v.strictObject({
    type: v.literal('reconfirmed'),
    ...link,
    via,
    fourEyes: fourEyesSchema,
    takenOverFrom: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('acknowledgementExpired'), ...link }),
  v.strictObject({ type: v.literal('terminationRequested'), ...link, via, note, trigger: terminationTriggerSchema }),
  v.strictObject({ type: v.literal('terminationFailed'), ...link, tries: v.number() }),
  v.strictObject({ type: v.literal('ended'), ...link, status: endStatusSchema, endedAt: time, how: endCauseSchema }),
  v.strictObject({ type: v.literal('seenAlive'), ...link }),
  v.strictObject({ type: v.literal('reminded'), ...link }),
  v.strictObject({ type: v.literal('warned'), ...link, terminateAt: time }),
  v.strictObject({ type: v.literal('postponed'), ...link, until: time, cause: postponementCause }),
  v.strictObject({ type: v.literal('escalated'), ...link }),
  v.strictObject({ type: v.literal('lapsed'), ...link }),
]);

const deliverySchema = v.strictObject({
  attempts: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  deliveredAt: v.optional(time),
  refusedAt: v.optional(time),
  givenUpAt: v.optional(time),
  to: v.optional(v.string()),
  place: v.optional(v.strictObject({ channel: v.string(), ts: v.string() })),
});
export const sessionItemSchema = v.object({
  sessionId: v.string(),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  events: v.pipe(v.array(eventSchema), v.minLength(1)),
  shownHash: v.optional(v.string()),
  shownAt: v.optional(v.string()),
  followUps: v.optional(namedValues(deliverySchema), {}),
  retryAt: v.optional(time),
  refusals: v.optional(v.number()),
  slackLease: v.optional(v.object({ owner: v.string(), until: time, takeovers: v.number() })),
  missingSince: v.optional(time),
  eventsPut: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

/** The part of a stream that is stored beside its events */
type Beside = Omit<StoredStream, 'stream' | 'delivery'> &
  Omit<Delivery, 'lease'> & { readonly slackLease?: Lease | undefined };

/** Compile-time check of schemas against types: the compiler names a member that only one of them has. */
export type ItemSchemaMatch = [
  AssertNever<DifferingTags<'type', Event, v.InferOutput<typeof eventSchema>>>,
  AssertNever<DifferingTags<'type', Kind, v.InferOutput<typeof kindSchema>>>,
  AssertNever<DifferingTags<'cause', EndCause, v.InferOutput<typeof endCauseSchema>>>,
  AssertNever<DifferingMembers<Principal, v.InferOutput<typeof principalSchema>>>,
  AssertNever<DifferingMembers<Operator, v.InferOutput<typeof operatorSchema>>>,
  AssertNever<DifferingMembers<Target, v.InferOutput<typeof targetSchema>>>,
  AssertNever<DifferingMembers<FollowUpDelivery, v.InferOutput<typeof deliverySchema>>>,
  AssertNever<DifferingMembers<Beside, Omit<v.InferOutput<typeof sessionItemSchema>, 'sessionId' | 'events'>>>,
];
