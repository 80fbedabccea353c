// The shape of CloudTrail's records: required members, and optional ones that may be unreadable.
import * as v from 'valibot';
import { isDay } from '../../lib/days.ts';
import { namedValues } from '../../lib/schema-error.ts';

/** Services write one of these into a record in place of a hidden value. */
const MASK = /^(?:HIDDEN_DUE_TO_SECURITY_REASONS|Value hidden due to security reasons\.?)$/i;
/** Present but unreadable: neither missing nor known, so that nothing is inferred from it. */
export const UNREADABLE = Symbol('unreadable');
const unreadable = v.pipe(
  v.unknown(),
  v.transform((): typeof UNREADABLE => UNREADABLE),
);

// Half a surrogate pair cannot be hashed or stored, and JSON may contain one.
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);
const unmasked = v.pipe(
  text,
  v.check((value) => !MASK.test(value)),
);
const present = <T>() => v.transform((value: T | null | undefined) => value ?? undefined);
/** Optional for a notice: an odd shape must not keep the session from being announced. */
const spare = <T extends v.GenericSchema>(shape: T) => v.fallback(v.nullish(shape), undefined);
const spareText = v.pipe(spare(unmasked), present<string>());
/** A decision depends on it: an unreadable shape is distinguished from a missing member. */
const decisiveText = v.pipe(v.nullish(v.union([unmasked, unreadable])), present<string | typeof UNREADABLE>());

/** `userIdentity.type` if it is unreadable */
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
  // Without parameters, AWS's defaults apply. If they are unreadable, nothing is known, and no default applies.
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
    // JavaScript reads the 30th of February as a day in March.
    v.check((time) => isDay(time.slice(0, 10)) && !Number.isNaN(Date.parse(time))),
    v.transform((time) => new Date(time).toISOString()),
  ),
  userIdentity: identitySchema,
  awsRegion: spareText,
  recipientAccountId: spareText,
  sourceIPAddress: spareText,
  userAgent: spareText,
  // No fallback: an unreadable refusal must not become a session.
  errorCode: v.pipe(
    v.nullish(text),
    v.transform((code) => code || undefined),
  ),
  errorMessage: spareText,
  addendum: spare(v.object({ originalEventID: spareText })),
  requestParameters: v.nullish(v.fallback(request, UNREADABLE_REQUEST)),
  responseElements: v.nullish(v.fallback(v.object({ sessionId: decisiveText }), { sessionId: UNREADABLE })),
});
export type StoredRecord = v.InferOutput<typeof recordSchema>;
