// CloudTrail's records, in every shape in which they arrive, become observations.
import * as z from 'zod/mini';
import type { Observation, ObservedStart, Origin } from '../ports.ts';
import { canonicalJson, sha256Hex } from '../session/audit-chain.ts';
import { cut } from '../session/cut.ts';
import type { Principal } from '../session/event.ts';
import type { Parameters } from '../session/kind.ts';
import { principalOfArn } from '../session/principal.ts';
import { isSessionId } from '../session/session.ts';

/** A record that lacks what makes it usable. It is never skipped in silence: its batch fails after the others are handled. */
export class RecordError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordError';
  }
}

// Half a surrogate pair cannot be hashed or stored; JSON may carry one all the same.
const text = z.pipe(
  z.string(),
  z.transform((value: string) => value.toWellFormed()),
);
const present = z.transform((value: string | null | undefined) => value ?? undefined);
const optionalText = z.pipe(z.nullish(text), present);
/** What a notice can do without: an odd shape of it must not keep the session from being announced. */
const spareText = z.pipe(z.catch(z.nullish(text), undefined), present);
const spare = <T extends z.ZodMiniType>(shape: T) => z.catch(z.nullish(shape), undefined);
const identity = z.looseObject({
  type: z._default(text, 'Unknown'),
  arn: optionalText,
  accountId: optionalText,
  principalId: optionalText,
  userName: optionalText,
  invokedBy: optionalText,
  onBehalfOf: spare(z.looseObject({ userId: optionalText })),
  sessionContext: spare(
    z.looseObject({
      sessionIssuer: z.nullish(z.looseObject({ arn: optionalText, userName: optionalText })),
      attributes: z.nullish(z.looseObject({ mfaAuthenticated: z.nullish(z.union([z.string(), z.boolean()])) })),
    }),
  ),
});

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const record = z.looseObject({
  eventID: optionalText,
  eventTime: z.pipe(
    z.iso.datetime({ offset: true }),
    z.transform((time: string) => new Date(time).toISOString()),
  ),
  userIdentity: identity,
  awsRegion: optionalText,
  recipientAccountId: optionalText,
  sourceIPAddress: spareText,
  userAgent: spareText,
  errorCode: optionalText,
  errorMessage: spareText,
  addendum: spare(z.looseObject({ originalEventID: optionalText })),
  requestParameters: z.nullish(
    z.looseObject({
      target: optionalText,
      documentName: optionalText,
      reason: spareText,
      sessionId: optionalText,
      parameters: spare(z.record(text, z.array(text))),
    }),
  ),
  responseElements: z.nullish(z.looseObject({ sessionId: optionalText })),
});
type StoredRecord = z.infer<typeof record>;

const envelope = z.looseObject({ eventSource: z.string(), eventName: z.string() });

/**
 * @param value one parsed record
 * @throws RecordError when it has no source, name, identity or time
 */
export function observationOf(value: unknown): Observation {
  const head = envelope.safeParse(value);
  if (!head.success) throw refused('a record without eventSource or eventName', head.error);
  const { eventSource, eventName } = head.data;
  if (eventSource !== 'ssm.amazonaws.com') return { type: 'ignored', why: `${eventName} of ${eventSource}` };
  if (eventName !== 'StartSession' && eventName !== 'TerminateSession') return { type: 'ignored', why: eventName };
  const body = record.safeParse(value);
  if (!body.success) throw refused(`a ${eventName} record of an unknown shape`, body.error);
  return eventName === 'StartSession' ? startOf(body.data, value) : terminateCallOf(body.data, value);
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
function principalOf(from: z.infer<typeof identity>): Principal {
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

function mfaOf(from: z.infer<typeof identity>): boolean | undefined {
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

function refused(what: string, cause: z.core.$ZodError): RecordError {
  const where = cause.issues.map((issue) => issue.path.join('.') || 'the record').join(', ');
  return new RecordError(leftOut(what, where), { cause });
}

function leftOut(what: string, where: string): string {
  return `${what} (see ${where}): it was left out; look it up in the trail's log group`;
}
