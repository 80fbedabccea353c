// Turns CloudTrail's records, in every shape in which they arrive, into observations.
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import { truncate } from '../../lib/truncate.ts';
import type { Observation, ObservedStart, Origin, Principal } from '../../session/event.ts';
import { canonicalize, sha256Hex } from '../../session/hash-chain.ts';
import type { Parameters } from '../../session/kind.ts';
import { parsePrincipalArn } from '../../session/operator.ts';
import { isSessionId } from '../../session/session.ts';
import { parseTampering } from './parse-tampering.ts';
import { type identitySchema, recordSchema, type StoredRecord, UNKNOWN_TYPE, UNREADABLE } from './record-schema.ts';
import { findTamperingCall } from './tampering-calls.ts';
import { EVENT_SOURCE, isSessionCall } from './trail-filter.ts';

/**
 * A record without its essential members. It is never skipped silently: its batch fails after the others are handled.
 */
export class RecordError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordError';
  }
}

type Identity = v.InferOutput<typeof identitySchema>;

const envelope = v.object({ eventSource: v.string(), eventName: v.string() });

/**
 * @param value one parsed record
 * @throws {RecordError} if it has no source, name, identity or time
 */
export function parseRecord(value: unknown): Observation {
  const head = v.safeParse(envelope, value);
  if (!head.success) throw createRecordError('a record without eventSource or eventName', head.issues);
  const { eventSource, eventName } = head.output;
  const tampering = findTamperingCall(eventSource, eventName);
  if (tampering !== undefined) {
    const record = checkRecord(value, eventName);
    const { name } = parsePrincipal(record.userIdentity);
    return {
      type: 'tampering',
      ...parseOrigin(record, value),
      tampering: parseTampering(record, value, tampering, name),
    };
  }
  if (eventSource !== EVENT_SOURCE) return { type: 'ignored', why: `${eventName} of ${eventSource}` };
  if (!isSessionCall(eventName)) return { type: 'ignored', why: eventName };
  switch (eventName) {
    case 'ResumeSession':
      return { type: 'ignored', why: eventName };
    case 'StartSession':
      return parseStart(checkRecord(value, eventName), value);
    case 'TerminateSession':
      return parseTerminateCall(checkRecord(value, eventName), value);
  }
}

function checkRecord(value: unknown, call: string): StoredRecord {
  const body = v.safeParse(recordSchema, value);
  if (!body.success) throw createRecordError(`a ${call} record of an unknown shape`, body.issues);
  return body.output;
}

function parseStart(from: StoredRecord, whole: unknown): Observation {
  const origin = parseOrigin(from, whole);
  const principal = parsePrincipal(from.userIdentity);
  if (from.errorCode !== undefined) {
    return {
      type: 'denied',
      ...origin,
      targetIds: findRefusedNodes(from),
      denied: {
        attemptedAt: from.eventTime,
        principal,
        errorCode: from.errorCode,
        // Many attempts share one item, so each one is kept short.
        errorMessage: from.errorMessage && truncate(from.errorMessage, MAX_ERROR_LENGTH),
        sourceIp: from.sourceIPAddress,
        accountId: origin.accountId,
        region: origin.region,
      },
    };
  }
  const { responseElements, requestParameters } = from;
  const sessionId = responseElements?.sessionId;
  const targetId = requestParameters?.target;
  if (sessionId === undefined || targetId === undefined) {
    return {
      type: 'ignored',
      why: 'a start without session id or target: DescribeSessions shows whether it became one',
    };
  }
  if (sessionId === UNREADABLE || !isSessionId(sessionId)) {
    throw new RecordError(formatOmission('a StartSession record', 'responseElements.sessionId'));
  }
  if (targetId === UNREADABLE)
    throw new RecordError(formatOmission('a StartSession record', 'requestParameters.target'));
  const document = requestParameters?.documentName;
  const start: ObservedStart = {
    sessionId,
    source: 'cloudtrail',
    startedAt: from.eventTime,
    principal,
    document: document === UNREADABLE ? null : document,
    ...limitParameters(requestParameters?.parameters),
    accountId: origin.accountId,
    region: origin.region,
    sourceIp: from.sourceIPAddress,
    userAgent: from.userAgent?.slice(0, 256).toWellFormed(),
    // AWS accepts 256 characters; an emoji counts as one there and as two units here.
    reason: requestParameters?.reason?.slice(0, 512).toWellFormed(),
    mfa: parseMfa(from.userIdentity),
  };
  return { type: 'start', ...origin, targetId, start };
}

function parseTerminateCall(from: StoredRecord, whole: unknown): Observation {
  const sessionId = from.requestParameters?.sessionId;
  // TerminateSession accepts any text as a session id, and succeeds.
  if (
    from.errorCode !== undefined ||
    sessionId === undefined ||
    (sessionId !== UNREADABLE && !isSessionId(sessionId))
  ) {
    return { type: 'ignored', why: 'a TerminateSession that named no session or was refused' };
  }
  if (sessionId === UNREADABLE) {
    throw new RecordError(formatOmission('a TerminateSession record', 'requestParameters.sessionId'));
  }
  const caller = parsePrincipal(from.userIdentity).name;
  return { type: 'terminate-call', ...parseOrigin(from, whole), sessionId, caller, at: from.eventTime };
}

function parseOrigin(from: StoredRecord, whole: unknown): Origin {
  return {
    // An addendum repeats a record under a new id, and names the original's.
    recordId: from.addendum?.originalEventID || from.eventID || sha256Hex(JSON.stringify(whole).toWellFormed()),
    accountId: from.recipientAccountId ?? from.userIdentity.accountId,
    region: from.awsRegion,
  };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function parsePrincipal(from: Identity): Principal {
  const { type, arn, accountId, userName, principalId } = from;
  const ofArn = arn === undefined ? undefined : parsePrincipalArn(arn);
  const issuer = from.sessionContext?.sessionIssuer;
  const roleName = type === 'AssumedRole' ? (issuer?.userName ?? ofArn?.roleName) : undefined;
  return {
    type,
    arn,
    accountId: accountId ?? ofArn?.accountId,
    // If the type is unreadable, the ARN is all there is, as in DescribeSessions.
    roleName: type === UNKNOWN_TYPE ? ofArn?.roleName : roleName,
    roleArn: type === 'AssumedRole' ? issuer?.arn : undefined,
    name: nameOf() || type,
  };

  function nameOf(): string | undefined {
    // The part behind the colon is the name of the role session, or of the web or SAML identity.
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

function parseMfa(from: Identity): boolean | undefined {
  const said = String(from.sessionContext?.attributes?.mfaAuthenticated);
  return said === 'true' || said === 'false' ? said === 'true' : undefined;
}

/** The resource of a refusal. The principal's ARN precedes it, and may contain a path of the principal's choice. */
const REFUSED_NODE =
  / on resource: arn:[^:\s]*:(?:ec2|ssm):[^:\s]*:\d*:(?:instance|managed-instance)\/(m?i-[0-9a-f]+)/g;

/** Managed nodes of a refused start: named by the request, or only by the text of the refusal. */
function findRefusedNodes(from: StoredRecord): string[] {
  const target = from.requestParameters?.target;
  if (target !== undefined && target !== UNREADABLE) return [target];
  const named = from.errorMessage?.matchAll(REFUSED_NODE) ?? [];
  return [...named].flatMap((match) => match[1] ?? []);
}

/** Longer than an ordinary refusal with its ARNs. */
const MAX_ERROR_LENGTH = 500;
const MAX_PARAMETERS_BYTES = 2_048;
const MAX_VALUE_LENGTH = 256;

/** Up to 2 KB of the parameters, shortest first, so that hosts are kept; the hash covers all of them. */
function limitParameters(parameters: Parameters | undefined): Pick<ObservedStart, 'parameters' | 'parametersHash'> {
  if (parameters === undefined) return { parameters: undefined, parametersHash: undefined };
  const names = Object.keys(parameters);
  if (names.length === 0) return { parameters: {} };
  const shortened = Object.entries(parameters)
    .map(([name, values]) => {
      const kept = values.map((value) => value.slice(0, MAX_VALUE_LENGTH).toWellFormed());
      return [name.toWellFormed(), kept] as const;
    })
    .sort((a, b) => rankByLength(a) - rankByLength(b));
  const kept: Named[] = [];
  for (const [name, values] of shortened) {
    // Only the first port counts.
    const shorter = name === PORT ? [values, values.slice(0, 1)] : [values];
    const fitting = shorter
      .map((some) => [name, some] as const)
      .find((one) => countBytes([...kept, one]) <= MAX_PARAMETERS_BYTES);
    if (fitting !== undefined) kept.push(fitting);
  }
  return { parameters: Object.fromEntries(kept), parametersHash: hashParameters(parameters) };
}

type Named = readonly [name: string, values: readonly string[]];

/** First of all parameters: without it, the default port would be assumed. */
const PORT = 'portNumber';

function rankByLength([name, values]: Named): number {
  return name === PORT ? -1 : values.join().length;
}

function countBytes(kept: readonly Named[]): number {
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(kept)));
}

/**
 * Different parameters have different hashes, even if a text is not well formed and only its escapes distinguish it.
 */
function hashParameters(parameters: Parameters): string {
  const texts = Object.entries(parameters).flatMap(([name, values]) => [name, ...values]);
  if (texts.every((one) => one.isWellFormed())) return sha256Hex(canonicalize(parameters));
  const escaped = Object.entries(parameters).map(
    ([name, values]) => [JSON.stringify(name), values.map((value) => JSON.stringify(value))] as const,
  );
  return sha256Hex(`escaped ${canonicalize(Object.fromEntries(escaped))}`);
}

function createRecordError(what: string, issues: readonly v.BaseIssue<unknown>[]): RecordError {
  const cause = new SchemaError(issues, 'the record');
  return new RecordError(formatOmission(what, cause.places), { cause });
}

function formatOmission(what: string, where: string): string {
  return `${what} (see ${where}): it was left out; look it up in the trail's log group`;
}
