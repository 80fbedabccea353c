// What an item of the sessions table may hold, to the letter.
import * as z from 'zod';
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

  return z.looseObject({
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
}
