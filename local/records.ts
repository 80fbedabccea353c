// CloudTrail records of the page's actions, and the events that deliver them. The same input gives the same record.
import { gzipSync } from 'node:zlib';
import { ACCOUNT, createStreamUrl, LOG_GROUP, REGION } from './aws/account.ts';
import { type Call, type CloudTrailRecord, createRecordBase } from './aws/cloudtrail-record.ts';
import { copyPreset } from './aws/session-presets.ts';
import type { SsmSession } from './aws/ssm-session.ts';
import type { StartKind } from './snapshot.ts';

/** @param start.parameters by default those of the kind */
export function createStartRecord(
  start: Call & {
    session: Pick<SsmSession, 'SessionId' | 'Target'>;
    kind: StartKind;
    reason?: string | undefined;
    parameters?: Record<string, string[]> | undefined;
  },
): CloudTrailRecord {
  const { SessionId: sessionId, Target: target } = start.session;
  const preset = copyPreset(start.kind);
  const parameters = start.parameters ?? preset.parameters;
  return {
    ...createRecordBase('StartSession', start, sessionId),
    requestParameters: {
      target,
      ...(preset.documentName && { documentName: preset.documentName }),
      ...(start.reason && { reason: start.reason }),
      ...(parameters && { parameters }),
    },
    responseElements: {
      sessionId,
      tokenValue: 'Value hidden due to security reasons.',
      streamUrl: createStreamUrl(sessionId),
    },
  };
}

/**
 * A StartSession that IAM refused. Only the error message can name the target.
 * @param denied.names the resource in the message; AWS names either
 */
export function createDeniedRecord(
  denied: Call & { target: string; names?: 'instance' | 'document'; kind?: StartKind | undefined },
): CloudTrailRecord {
  const { target, names = 'instance', kind = 'shell' } = denied;
  const resource = names === 'instance' ? toInstanceArn(target) : toDocumentArn(copyPreset(kind).documentName);
  return {
    ...createRecordBase('StartSession', denied, `${target} ${names}`),
    errorCode: 'AccessDenied',
    errorMessage: `User: ${denied.principal.arn} is not authorized to perform: ssm:StartSession on resource: ${resource} because no identity-based policy allows the ssm:StartSession action`,
    requestParameters: null,
    responseElements: null,
  };
}

/** A call of another service that changes a resource. Only the parameters that name the resource are of interest. */
export interface TamperingRequest extends Call {
  /** e.g. "cloudtrail.amazonaws.com" */
  readonly eventSource: string;
  /** As CloudTrail writes it, e.g. "UpdateFunctionCode20150331v2" */
  readonly eventName: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
}

export function createTamperingRecord(call: TamperingRequest): CloudTrailRecord {
  const { eventSource, eventName, requestParameters } = call;
  const service = eventSource.replace('.amazonaws.com', '');
  const base = createRecordBase(eventName, call, JSON.stringify(requestParameters));
  // IAM is a global service.
  const awsRegion = service === 'iam' ? 'us-east-1' : base.awsRegion;
  return {
    ...base,
    eventSource,
    awsRegion,
    userAgent: call.sourceIp.endsWith('.amazonaws.com') ? call.sourceIp : `aws-cli/2.31.0 md/command#${service}`,
    requestParameters,
    responseElements: null,
    tlsDetails: { ...base.tlsDetails, clientProvidedHostHeader: `${service}.${awsRegion}.amazonaws.com` },
  };
}

function toInstanceArn(target: string): string {
  return target.startsWith('mi-')
    ? `arn:aws:ssm:${REGION}:${ACCOUNT}:managed-instance/${target}`
    : `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${target}`;
}

/** The ARNs of AWS's documents contain no account. */
function toDocumentArn(name = 'SSM-SessionManagerRunShell'): string {
  return `arn:aws:ssm:${REGION}:${name.startsWith('AWS-') ? '' : ACCOUNT}:document/${name}`;
}

/**
 * The event of a CloudWatch Logs subscription filter.
 * @param records a string becomes the message itself, and so can be any text
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function toSubscriptionEvent(records: readonly unknown[]): { awslogs: { data: string } } {
  const payload = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: LOG_GROUP,
    logStream: `${ACCOUNT}_CloudTrail_${REGION}`,
    subscriptionFilters: ['bastion-sessions'],
    logEvents: records.map((record, index) => ({
      id: String(index).padStart(56, '3'),
      timestamp: readTimestamp(record),
      message: typeof record === 'string' ? record : JSON.stringify(record),
    })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } };
}

/**
 * The event of EventBridge.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ssm.html
 */
export function toEventBridgeEvent(record: CloudTrailRecord) {
  return {
    version: '0',
    id: record.requestID,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${record.eventSource.replace('.amazonaws.com', '')}`,
    account: record.recipientAccountId,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  };
}

/** Epoch milliseconds; 0 for a record without a time. */
function readTimestamp(record: unknown): number {
  if (typeof record !== 'object' || record === null || !('eventTime' in record)) return 0;
  return Date.parse(String(record.eventTime)) || 0;
}
