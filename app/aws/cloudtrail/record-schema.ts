// The shape of CloudTrail's records: what has to be readable, what a notice can do without, and what is then not told.
import * as v from 'valibot';
import { isDay } from '../../lib/days.ts';
import { namedValues } from '../../lib/schema-error.ts';

/** Services write one of these into a record in place of a value that they hide. */
const MASK = /^(?:HIDDEN_DUE_TO_SECURITY_REASONS|Value hidden due to security reasons\.?)$/i;
/** Told in a way that cannot be read: it is neither missing nor known, so that nothing follows from it. */
export const UNREADABLE = Symbol('unreadable');
const unreadable = v.pipe(
  v.unknown(),
  v.transform((): typeof UNREADABLE => UNREADABLE),
);

// Half a surrogate pair cannot be hashed or stored; JSON may carry one all the same.
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);
const unmasked = v.pipe(
  text,
  v.check((value) => !MASK.test(value)),
);
const present = <T>() => v.transform((value: T | null | undefined) => value ?? undefined);
/** A notice can do without it: an odd shape must not keep the session from being announced. */
const spare = <T extends v.GenericSchema>(shape: T) => v.fallback(v.nullish(shape), undefined);
const spareText = v.pipe(spare(unmasked), present<string>());
/** Something is decided by it: a shape that cannot be read is told from its absence. */
const decisiveText = v.pipe(v.nullish(v.union([unmasked, unreadable])), present<string | typeof UNREADABLE>());

/** `userIdentity.type` where it cannot be read */
export const UNKNOWN_TYPE = 'Unknown';
export const identitySchema = v.object({
  type: v.pipe(
    v.fallback(v.nullish(unmasked, UNKNOWN_TYPE), UNKNOWN_TYPE),
    v.transform((type) => type || UNKNOWN_TYPE),
  ),
  arn: spareText,
  accountId: spareText,
  principalId: spareText,
  userName: spareText,
  invokedBy: spareText,
  onBehalfOf: spare(v.object({ userId: spareText })),
  sessionContext: spare(
    v.object({
      sessionIssuer: spare(v.object({ arn: spareText, userName: spareText })),
      attributes: spare(v.object({ mfaAuthenticated: spare(v.union([v.string(), v.boolean()])) })),
    }),
  ),
});

const request = v.object({
  target: decisiveText,
  documentName: decisiveText,
  reason: spareText,
  sessionId: decisiveText,
  // Without any AWS's defaults hold; of those that cannot be read nothing is known, and no default either.
  parameters: v.nullish(
    v.union([
      namedValues(v.array(v.string())),
      v.pipe(
        v.unknown(),
        v.transform(() => undefined),
      ),
    ]),
    {},
  ),
});
const UNREADABLE_REQUEST: v.InferOutput<typeof request> = {
  target: UNREADABLE,
  documentName: UNREADABLE,
  reason: undefined,
  sessionId: UNREADABLE,
  parameters: undefined,
};

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const recordSchema = v.object({
  eventID: spareText,
  eventTime: v.pipe(
    v.string(),
    v.isoTimestamp(),
    // JavaScript takes the 30th of February for a day in March.
    v.check((time) => isDay(time.slice(0, 10)) && !Number.isNaN(Date.parse(time))),
    v.transform((time) => new Date(time).toISOString()),
  ),
  userIdentity: identitySchema,
  awsRegion: spareText,
  recipientAccountId: spareText,
  sourceIPAddress: spareText,
  userAgent: spareText,
  // Never a fallback: a refusal that cannot be read must not become a session.
  errorCode: v.pipe(
    v.nullish(text),
    v.transform((code) => code || undefined),
  ),
  errorMessage: spareText,
  addendum: spare(v.object({ originalEventID: spareText })),
  requestParameters: v.nullish(v.fallback(request, UNREADABLE_REQUEST)),
  responseElements: v.nullish(v.fallback(v.object({ sessionId: decisiveText }), { sessionId: UNREADABLE })),
});
