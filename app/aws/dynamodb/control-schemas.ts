// The schema of each control item's value.
import * as v from 'valibot';
import { type AssertNever, type DifferingMembers, utcTime } from '../../lib/schema-error.ts';
import type { ControlKey, Controls } from '../../session/stored-state.ts';

const lease = { owner: v.string(), until: utcTime };
const posted = v.object({ channel: v.string(), ts: v.string(), at: utcTime });
const optionalText = v.optional(v.string());
const tamperingNotice = v.object({
  id: v.string(),
  actor: v.object({ name: v.string(), arn: optionalText, sourceIp: optionalText, byCloudFormation: v.boolean() }),
  calls: v.array(
    v.object({ recordId: v.string(), at: utcTime, call: v.string(), resource: optionalText, errorCode: optionalText }),
  ),
  more: v.number(),
  others: v.optional(v.array(v.string())),
  posted: v.optional(posted),
  shown: v.optional(v.number()),
  lease: v.optional(v.object({ ...lease, takeovers: v.number() })),
});

const schemas = {
  '#slack': v.object({
    notBefore: v.optional(utcTime),
    retryAt: v.optional(utcTime),
    lease: v.optional(v.object(lease)),
  }),
  '#watermark': v.object({
    first: utcTime,
    at: utcTime,
    unfinished: v.optional(v.object({ from: utcTime, to: utcTime, token: v.string() })),
  }),
  '#approvers': v.object({ group: v.string(), members: v.array(v.string()), at: utcTime }),
  '#lastPoll': v.object({ at: utcTime }),
  '#endpoint': v.object({ silentPasses: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), at: utcTime }),
  '#report': v.object({ month: v.string() }),
  '#slackSeen': v.object({ at: utcTime }),
  '#heartbeat': v.object({
    day: v.pipe(v.string(), v.isoDate()),
    lease: v.optional(v.object({ ...lease, takeovers: v.number() })),
    done: v.optional(v.boolean()),
  }),
  '#digest': v.object({
    date: v.pipe(v.string(), v.isoDate()),
    sessionIds: v.array(v.string()),
    from: v.optional(v.pipe(v.number(), v.safeInteger())),
    posted: v.optional(posted),
    shownHash: v.optional(v.string()),
    lease: v.optional(v.object({ ...lease, takeovers: v.number() })),
    done: v.optional(v.boolean()),
  }),
  '#tampering': v.object({ notices: v.array(tamperingNotice) }),
};
export const CONTROL_SCHEMAS: { readonly [K in ControlKey]: v.GenericSchema<unknown, Controls[K]> } = schemas;

/** Compile-time check of schemas against types: the compiler names a member that only one of them has. */
export type ControlSchemaMatch = AssertNever<
  DifferingMembers<Controls, { [K in keyof typeof schemas]: v.InferOutput<(typeof schemas)[K]> }>
>;
