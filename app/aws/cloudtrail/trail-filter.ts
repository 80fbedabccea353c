// The records of the trail that are read: one list for the subscription, EventBridge, the replay and the parser.

import { CLOUDFORMATION, TAMPERING_CALLS } from './tampering-calls.ts';

export const EVENT_SOURCE = 'ssm.amazonaws.com';
/** The filter does not match the target: a denied attempt names none, and would be lost. */
export const SESSION_CALLS = ['StartSession', 'ResumeSession', 'TerminateSession'] as const;
export type SessionCall = (typeof SESSION_CALLS)[number];

export function isSessionCall(name: string): name is SessionCall {
  return SESSION_CALLS.some((call) => call === name);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const SESSION_RECORDS_PATTERN = `{ ($.eventSource = "${EVENT_SOURCE}") && (${SESSION_CALLS.map(
  (call) => `($.eventName = "${call}")`,
).join(' || ')}) }`;

/** IAM's records are not on EventBridge here: the log group has them. */
const IAM = 'iam.amazonaws.com';

/**
 * Pattern of the records that the subscription delivers: the calls of Session Manager, and changes of the deployment's own
 * roles.
 * @param roleNames each exact, or with a `*` at its end; one or more
 */
export function createSubscriptionPattern(roleNames: readonly string[]): string {
  const session = `(($.eventSource = "${EVENT_SOURCE}") && ${either('eventName', SESSION_CALLS)})`;
  return `{ ${session} || (${changesOfRoles(roleNames)}) }`;
}

/** Pattern of the changes of these roles, except by CloudFormation. */
export function createRoleChangesPattern(roleNames: readonly string[]): string {
  return `{ ${changesOfRoles(roleNames)} && ($.sourceIPAddress != "${CLOUDFORMATION}") }`;
}

function changesOfRoles(roleNames: readonly string[]): string {
  const { calls } = TAMPERING_CALLS[IAM];
  return `($.eventSource = "${IAM}") && ${either('eventName', calls)} && ${either('requestParameters.roleName', roleNames)}`;
}

function either(field: string, values: readonly string[]): string {
  return `(${values.map((value) => `($.${field} = "${value}")`).join(' || ')})`;
}
