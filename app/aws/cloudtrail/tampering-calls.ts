// The calls that change what this deployment relies on: one list for the rules, the subscription and the parser.

/** Calls of one service, and the request parameters that name what they change. */
interface TamperingCalls {
  readonly calls: readonly string[];
  readonly parameters: readonly string[];
  /** CloudTrail appends the version of the API, e.g. "UpdateFunctionCode20150331v2" */
  readonly isVersioned?: boolean;
}

/** By the event source of their records. */
export const TAMPERING_CALLS = {
  'cloudtrail.amazonaws.com': {
    calls: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
    parameters: ['name', 'trailName'],
  },
  'logs.amazonaws.com': {
    calls: ['PutSubscriptionFilter', 'DeleteSubscriptionFilter', 'DeleteLogGroup'],
    parameters: ['logGroupName'],
  },
  'events.amazonaws.com': { calls: ['DisableRule', 'RemoveTargets', 'DeleteRule'], parameters: ['name', 'rule'] },
  'lambda.amazonaws.com': {
    calls: ['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'UpdateAlias', 'PutFunctionConcurrency'],
    parameters: ['functionName'],
    isVersioned: true,
  },
  'kms.amazonaws.com': { calls: ['PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey'], parameters: ['keyId'] },
  's3.amazonaws.com': { calls: ['PutBucketPolicy', 'DeleteBucketPolicy'], parameters: ['bucketName'] },
  'dynamodb.amazonaws.com': { calls: ['UpdateTable', 'DeleteTable'], parameters: ['tableName'] },
  'ssm.amazonaws.com': { calls: ['PutParameter', 'UpdateDocument'], parameters: ['name'] },
  'monitoring.amazonaws.com': { calls: ['DeleteAlarms', 'DisableAlarmActions'], parameters: ['alarmNames'] },
  // A global service: EventBridge has its records in us-east-1 alone, and the trail's log group has them everywhere.
  'iam.amazonaws.com': { calls: ['UpdateAssumeRolePolicy', 'PutRolePolicy'], parameters: ['roleName'] },
} as const satisfies Readonly<Record<string, TamperingCalls>>;
export type TamperingSource = keyof typeof TAMPERING_CALLS;

/** Name of the source address in records of calls that CloudFormation makes. No caller can choose it. */
export const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** @returns the call without the version of its API, and the parameters that name its resource; undefined for other calls */
export function findTamperingCall(
  eventSource: string,
  eventName: string,
): { readonly call: string; readonly parameters: readonly string[] } | undefined {
  if (!isSource(eventSource)) return undefined;
  const { calls, parameters, isVersioned = false }: TamperingCalls = TAMPERING_CALLS[eventSource];
  const call = calls.find((name) => name === eventName || (isVersioned && isVersionOf(name, eventName)));
  return call === undefined ? undefined : { call, parameters };
}

function isSource(eventSource: string): eventSource is TamperingSource {
  return Object.hasOwn(TAMPERING_CALLS, eventSource);
}

function isVersionOf(call: string, eventName: string): boolean {
  return eventName.startsWith(call) && /^\d{8}(v\d+)?$/.test(eventName.slice(call.length));
}
