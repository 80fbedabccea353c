// What an item of the sessions table may hold, to the letter.
import * as z from 'zod/mini';
import type { Event } from '../session/event.ts';

let shape: ReturnType<typeof draw> | undefined;

/** Drawn when it is first asked for: a cold start that reads no session does without. */
export function itemShape() {
  shape ??= draw();
  return shape;
}

function draw() {
  const time = z.iso.datetime();
  // Strict, all of it: an attribute that is not known here would not be covered by the hash that is checked.
  const parameters = z.record(z.string(), z.array(z.string()));
  const principal = z.strictObject({
    type: z.string(),
    arn: z.optional(z.string()),
    accountId: z.optional(z.string()),
    roleName: z.optional(z.string()),
    roleArn: z.optional(z.string()),
    name: z.string(),
  });
  const operator = z.strictObject({
    name: z.string(),
    verified: z.boolean(),
    slackUser: z.optional(z.string()),
    foundBy: z.optional(z.enum(['settings', 'email'])),
  });
  const target = z.strictObject({ id: z.string(), name: z.string() });
  const host = z.optional(z.string());
  const port = z.optional(z.number());
  const kind = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('shell') }),
    z.strictObject({ type: z.literal('ssh'), port }),
    z.strictObject({ type: z.literal('remote-desktop'), host }),
    z.strictObject({ type: z.literal('database'), engine: z.string(), host, port: z.number() }),
    z.strictObject({ type: z.literal('port-forward'), host, port }),
    z.strictObject({ type: z.literal('command'), command: z.optional(z.string()) }),
    z.strictObject({ type: z.literal('custom'), document: z.string() }),
  ]);
  const how = z.discriminatedUnion('cause', [
    z.strictObject({ cause: z.literal('cut') }),
    z.strictObject({ cause: z.literal('terminate-call'), by: z.string() }),
    z.strictObject({ cause: z.literal('maximum-duration'), inferred: z.literal(true) }),
    z.strictObject({ cause: z.literal('unknown') }),
  ]);

  const link = { seq: z.int().check(z.positive()), at: time, by: z.string(), commandId: z.string(), hash: z.string() };
  const place = { accountId: z.optional(z.string()), region: z.optional(z.string()), sourceIp: z.optional(z.string()) };
  const start = {
    ...place,
    document: z.optional(z.string()),
    parametersHash: z.optional(z.string()),
    parameters: z.optional(parameters),
    userAgent: z.optional(z.string()),
    reason: z.optional(z.string()),
    mfa: z.optional(z.boolean()),
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
      principal: z.optional(principal),
      operator: z.optional(operator),
      kind: z.optional(kind),
      reportedStart: z.optional(time),
      terminateCall: z.optional(z.strictObject({ by: z.string(), at: time })),
    }),
    z.strictObject({
      type: z.literal('denied'),
      ...link,
      ...place,
      attemptedAt: time,
      principal,
      operator,
      target: z.optional(target),
      errorCode: z.string(),
      errorMessage: z.optional(z.string()),
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
      because: z.optional(z.enum(['deadline', 'no-notice'])),
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
  ]) satisfies z.ZodMiniType<Event>;

  return z.looseObject({
    sessionId: z.string(),
    version: z.int().check(z.positive()),
    events: z.array(event).check(z.minLength(1)),
    shownHash: z.optional(z.string()),
    shownAt: z.optional(z.string()),
    announced: z._default(z.record(z.string(), time), {}),
    retryAt: z.optional(time),
    refusals: z.optional(z.number()),
    slackLease: z.optional(z.object({ owner: z.string(), until: time, takeovers: z.number() })),
    missingSince: z.optional(time),
  });
}
