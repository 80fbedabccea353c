// A record of a call that changes this deployment's own resources. The rules and the subscription select the resources.
import * as v from 'valibot';
import { truncateBytes } from '../../lib/truncate.ts';
import type { ObservedTampering, TamperingActor } from '../../session/stored-state.ts';
import type { StoredRecord } from './record-schema.ts';
import { CLOUDFORMATION } from './tampering-calls.ts';

/** Bytes of UTF-8: one item holds many. Each is long enough for what this deployment's own resources and roles are called. */
const MAX_RESOURCE = 128;
const MAX_ARN = 256;
const MAX_NAME = 128;
const MAX_SHORT = 64;

const named = v.union([v.string(), v.array(v.string())]);
const request = v.object({
  requestParameters: v.custom<object>((given) => typeof given === 'object' && given !== null),
});

/**
 * @param whole the record itself, whose parameters have as many shapes as there are calls
 * @param found see `findTamperingCall`
 * @param name of the principal
 */
export function parseTampering(
  record: StoredRecord,
  whole: unknown,
  { call, parameters }: { readonly call: string; readonly parameters: readonly string[] },
  name: string,
): ObservedTampering {
  return {
    call,
    at: record.eventTime,
    resource: findResource(whole, parameters),
    errorCode: record.errorCode && truncateBytes(record.errorCode, MAX_SHORT),
    actor: createActor(record, name),
  };
}

function createActor({ userIdentity, sourceIPAddress }: StoredRecord, name: string): TamperingActor {
  const byCloudFormation = sourceIPAddress === CLOUDFORMATION;
  const role = userIdentity.sessionContext?.sessionIssuer;
  return {
    // CloudFormation names each of its role sessions alike.
    name: truncateBytes((byCloudFormation && role?.userName) || name, MAX_NAME),
    arn: userIdentity.arn && truncateBytes(userIdentity.arn, MAX_ARN),
    sourceIp: sourceIPAddress && truncateBytes(sourceIPAddress, MAX_SHORT),
    byCloudFormation,
  };
}

/** @returns the first name that the request has, e.g. of a trail; undefined if none can be read */
function findResource(whole: unknown, parameters: readonly string[]): string | undefined {
  const given = v.safeParse(request, whole);
  if (!given.success) return undefined;
  const members = new Map<string, unknown>(Object.entries(given.output.requestParameters));
  for (const parameter of parameters) {
    const read = v.safeParse(named, members.get(parameter));
    const text = read.success ? [read.output].flat().join(', ').toWellFormed() : '';
    if (text !== '') return truncateBytes(text, MAX_RESOURCE);
  }
  return undefined;
}
