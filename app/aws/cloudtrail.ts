// CloudTrail's records, in every shape in which they arrive, become observations.
import * as v from 'valibot';
import type { Observation, ObservedStart, Origin } from '../ports.ts';
import { canonicalJson, sha256Hex } from '../session/audit-chain.ts';
import { cut } from '../session/cut.ts';
import type { Principal } from '../session/event.ts';
import type { Parameters } from '../session/kind.ts';
import { principalOfArn } from '../session/principal.ts';
import { isSessionId } from '../session/session.ts';
import { ShapeError } from '../shape.ts';

/** A record that lacks what makes it usable. It is never skipped in silence: its batch fails after the others are handled. */
export class RecordError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordError';
  }
}

// Half a surrogate pair cannot be hashed or stored; JSON may carry one all the same.
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);
const present = v.transform((value: string | null | undefined) => value ?? undefined);
const optionalText = v.pipe(v.nullish(text), present);
/** What a notice can do without: an odd shape of it must not keep the session from being announced. */
const spare = <T extends v.GenericSchema>(shape: T) => v.fallback(v.nullish(shape), undefined);
const spareText = v.pipe(spare(text), present);
const identity = v.object({
  type: v.optional(text, 'Unknown'),
  arn: optionalText,
  accountId: optionalText,
  principalId: optionalText,
  userName: optionalText,
  invokedBy: optionalText,
  onBehalfOf: spare(v.object({ userId: optionalText })),
  sessionContext: spare(
    v.object({
      sessionIssuer: v.nullish(v.object({ arn: optionalText, userName: optionalText })),
      attributes: v.nullish(v.object({ mfaAuthenticated: v.nullish(v.union([v.string(), v.boolean()])) })),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const record = v.object({
  eventID: optionalText,
  eventTime: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.check((time) => !Number.isNaN(Date.parse(time))),
    v.transform((time) => new Date(time).toISOString()),
  ),
  userIdentity: identity,
  awsRegion: optionalText,
  recipientAccountId: optionalText,
  sourceIPAddress: spareText,
  userAgent: spareText,
  errorCode: optionalText,
  errorMessage: spareText,
  addendum: spare(v.object({ originalEventID: optionalText })),
  requestParameters: v.nullish(
    v.object({
      target: optionalText,
      documentName: optionalText,
      reason: spareText,
      sessionId: optionalText,
      parameters: spare(v.record(text, v.array(text))),
    }),
  ),
  responseElements: v.nullish(v.object({ sessionId: optionalText })),
});
type StoredRecord = v.InferOutput<typeof record>;

const envelope = v.object({ eventSource: v.string(), eventName: v.string() });

/**
 * @param value one parsed record
 * @throws RecordError when it has no source, name, identity or time
 */
export function observationOf(value: unknown): Observation {
  const head = v.safeParse(envelope, value);
  if (!head.success) throw refused('a record without eventSource or eventName', head.issues);
  const { eventSource, eventName } = head.output;
  if (eventSource !== 'ssm.amazonaws.com') return { type: 'ignored', why: `${eventName} of ${eventSource}` };
  if (eventName !== 'StartSession' && eventName !== 'TerminateSession') return { type: 'ignored', why: eventName };
  const body = v.safeParse(record, value);
  if (!body.success) throw refused(`a ${eventName} record of an unknown shape`, body.issues);
  return eventName === 'StartSession' ? startOf(body.output, value) : terminateCallOf(body.output, value);
}

function startOf(from: StoredRecord, whole: unknown): Observation {
  const origin = originOf(from, whole);
  const principal = principalOf(from.userIdentity);
  if (from.errorCode !== undefined) {
    return {
      type: 'denied',
      ...origin,
      targetIds: instancesIn(from),
      denied: {
        attemptedAt: from.eventTime,
        principal,
        errorCode: from.errorCode,
        // Many attempts share one item: what is kept of each is kept short.
        errorMessage: from.errorMessage && cut(from.errorMessage, KEPT_OF_ERROR),
        sourceIp: from.sourceIPAddress,
        accountId: origin.accountId,
        region: origin.region,
      },
    };
  }
  const sessionId = from.responseElements?.sessionId;
  const targetId = from.requestParameters?.target;
  if (sessionId === undefined || targetId === undefined) {
    return {
      type: 'ignored',
      why: 'a start without session id or target: DescribeSessions shows whether it became one',
    };
  }
  if (!isSessionId(sessionId)) throw new RecordError(leftOut('a StartSession record', 'responseElements.sessionId'));
  const { kept, hash } = keep(from.requestParameters?.parameters ?? {});
  const start: ObservedStart = {
    sessionId,
    source: 'cloudtrail',
    startedAt: from.eventTime,
    principal,
    document: from.requestParameters?.documentName,
    parameters: kept,
    parametersHash: hash,
    accountId: origin.accountId,
    region: origin.region,
    sourceIp: from.sourceIPAddress,
    userAgent: from.userAgent?.slice(0, 256).toWellFormed(),
    // AWS takes 256 characters, of which an emoji is one and two units here.
    reason: from.requestParameters?.reason?.slice(0, 512).toWellFormed(),
    mfa: mfaOf(from.userIdentity),
  };
  return { type: 'start', ...origin, targetId, start };
}

function terminateCallOf(from: StoredRecord, whole: unknown): Observation {
  const sessionId = from.requestParameters?.sessionId;
  // TerminateSession accepts, and answers, whatever its caller types.
  if (from.errorCode !== undefined || sessionId === undefined || !isSessionId(sessionId)) {
    return { type: 'ignored', why: 'a TerminateSession that named no session or was refused' };
  }
  const caller = principalOf(from.userIdentity).name;
  return { type: 'terminate-call', ...originOf(from, whole), sessionId, caller, at: from.eventTime };
}

function originOf(from: StoredRecord, whole: unknown): Origin {
  return {
    // An addendum repeats a record under a new id, and names the first.
    recordId: from.addendum?.originalEventID ?? from.eventID ?? sha256Hex(JSON.stringify(whole).toWellFormed()),
    accountId: from.recipientAccountId ?? from.userIdentity.accountId,
    region: from.awsRegion,
  };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function principalOf(from: v.InferOutput<typeof identity>): Principal {
  const { type, arn, accountId, userName, principalId } = from;
  const ofArn = arn === undefined ? undefined : principalOfArn(arn);
  const issuer = from.sessionContext?.sessionIssuer;
  const roleName = type === 'AssumedRole' ? (issuer?.userName ?? ofArn?.roleName) : undefined;
  return {
    type,
    arn,
    accountId: accountId ?? ofArn?.accountId,
    roleName,
    roleArn: type === 'AssumedRole' ? issuer?.arn : undefined,
    name: nameOf() || type || 'Unknown',
  };

  function nameOf(): string | undefined {
    // The part behind the colon is the name of the role session or of the web or SAML identity.
    const ofId = principalId?.split(':').slice(1).join(':') || principalId;
    switch (type) {
      case 'Root':
        return 'root';
      case 'AssumedRole':
      case 'FederatedUser':
        return ofArn?.name ?? ofId;
      case 'AWSService':
        return from.invokedBy ?? ofId;
      case 'IdentityCenterUser':
        return userName ?? from.onBehalfOf?.userId ?? ofId;
      default:
        return userName ?? ofArn?.name ?? ofId ?? from.invokedBy ?? accountId;
    }
  }
}

function mfaOf(from: v.InferOutput<typeof identity>): boolean | undefined {
  const said = from.sessionContext?.attributes?.mfaAuthenticated;
  return said === undefined || said === null ? undefined : String(said) === 'true';
}

/** The resource of a refusal; the ARN of the caller, who may have chosen its path, stands before it. */
const REFUSED_NODE =
  / on resource: arn:[^:\s]*:(?:ec2|ssm):[^:\s]*:\d*:(?:instance|managed-instance)\/(m?i-[0-9a-f]+)/g;

/** Managed nodes that a refused start was about: named by the request, or only by the text of the refusal. */
function instancesIn(from: StoredRecord): string[] {
  if (from.requestParameters?.target !== undefined) return [from.requestParameters.target];
  const named = from.errorMessage?.matchAll(REFUSED_NODE) ?? [];
  return [...named].flatMap((match) => match[1] ?? []);
}

/** An ordinary refusal, with the ARNs that it names, is shorter. */
const KEPT_OF_ERROR = 500;
const KEPT_BYTES = 2_048;
const KEPT_OF_ONE_VALUE = 256;

/** Up to 2 KB of the parameters, shortest first, so that ports and hosts stay; the hash is of all of them. */
function keep(parameters: Parameters): { kept: Parameters; hash: string | undefined } {
  const names = Object.keys(parameters);
  if (names.length === 0) return { kept: {}, hash: undefined };
  const hash = sha256Hex(canonicalJson(parameters));
  const entries = Object.entries(parameters)
    .map(([name, values]) => [name, values.map((value) => value.slice(0, KEPT_OF_ONE_VALUE).toWellFormed())] as const)
    .sort(([, a], [, b]) => a.join().length - b.join().length);
  const kept: Record<string, readonly string[]> = {};
  for (const [name, values] of entries) {
    if (Buffer.byteLength(JSON.stringify({ ...kept, [name]: values })) <= KEPT_BYTES) kept[name] = values;
  }
  return { kept, hash };
}

function refused(what: string, issues: readonly v.BaseIssue<unknown>[]): RecordError {
  const cause = new ShapeError(issues, 'the record');
  return new RecordError(leftOut(what, cause.places), { cause });
}

function leftOut(what: string, where: string): string {
  return `${what} (see ${where}): it was left out; look it up in the trail's log group`;
}
