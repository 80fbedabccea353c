// Fields that CloudTrail records of all SSM calls share.
import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from './account.ts';
import type { LocalPrincipal } from './principals.ts';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export interface CloudTrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  /** ISO 8601 UTC, whole seconds */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: string;
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: string;
  readonly tlsDetails: Readonly<Record<string, string>>;
}

/** Principal, source address and time of an API call. */
export interface Call {
  principal: LocalPrincipal;
  /** e.g. "203.0.113.24" */
  sourceIp: string;
  at: Date;
}

/**
 * Everything in a record except the call's parameters and response.
 * @param about distinguishes calls of one principal in one millisecond
 */
export function createRecordBase(eventName: string, { principal, sourceIp, at }: Call, about: string) {
  const seed = [eventName, principal.arn, sourceIp, at.toISOString(), about].join('\n');
  return {
    eventVersion: '1.11',
    userIdentity: principal.userIdentity,
    eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'ssm.amazonaws.com',
    eventName,
    awsRegion: REGION,
    sourceIPAddress: sourceIp,
    userAgent: `aws-cli/2.31.0 md/command#ssm.${eventName === 'StartSession' ? 'start' : 'terminate'}-session`,
    requestID: uuidFrom(`request\n${seed}`),
    eventID: uuidFrom(`event\n${seed}`),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `ssm.${REGION}.amazonaws.com`,
    },
  };
}

function uuidFrom(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}
