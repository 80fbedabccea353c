// The outcome of a check, and the reasons for it: each has its sentence in every language.

import type { CheckName } from './check-names.ts';

/** The reasons, each with what its sentence names. */
export interface Reasons {
  'secret-missing': { readonly name: string };
  'secret-not-encrypted': { readonly name: string };
  /** `word` is Slack's own, e.g. "invalid_auth" */
  'token-refused': { readonly word: string };
  'other-workspace': { readonly expected: string; readonly found: string };
  'scopes-missing': { readonly scopes: string };
  'not-in-channel': { readonly channel: string };
  'channel-archived': { readonly channel: string };
  'channel-not-found': { readonly channel: string };
  'channel-unseen': { readonly channel: string; readonly scopes: string };
  'no-approver': object;
  'approver-group-empty': { readonly group: string };
  'approver-group-refused': { readonly group: string; readonly word: string };
  'endpoint-silent': { readonly url: string; readonly cause: string };
  'no-slack-request': object;
  /** `at`: ISO time of the latest one */
  'slack-request-seen': { readonly at: string };
  'slack-request-old': { readonly at: string; readonly days: number };
  /** `at`: ISO time of the last poll; undefined before the first */
  'no-poll': { readonly at: string | undefined };
  /** Positive where this machine is ahead */
  'clock-off': { readonly seconds: number };
  'table-missing': { readonly table: string };
  'table-not-active': { readonly table: string; readonly status: string };
  'index-missing': { readonly index: string };
  'index-not-active': { readonly index: string; readonly status: string };
  'no-point-in-time-recovery': { readonly table: string };
  'not-protected': { readonly table: string };
  'no-trail': { readonly logGroup: string };
  'trail-stopped': { readonly trail: string };
  'trail-not-delivering': { readonly trail: string; readonly error: string };
  'subscription-missing': { readonly logGroup: string; readonly function: string };
  'subscription-differs': { readonly logGroup: string };
  'rule-missing': { readonly function: string };
  'rules-missing': { readonly function: string; readonly expected: number; readonly found: number };
  'rule-disabled': { readonly rule: string };
  'rule-differs': { readonly rule: string };
  'targets-unmanaged': { readonly targets: string };
  'targets-offline': { readonly targets: string };
  /** `decision` is IAM's own, e.g. "implicitDeny" */
  'may-not-terminate': { readonly role: string; readonly decision: string; readonly target: string };
  'key-missing': { readonly keyId: string };
  'key-unusable': { readonly keyId: string; readonly state: string };
  'key-of-another-kind': { readonly keyId: string; readonly kind: string };
  'archive-not-locked': { readonly bucket: string };
  'archive-lock-weak': { readonly bucket: string; readonly mode: string };
  /** `last`: the latest sealed UTC day; undefined if none is */
  'not-sealed': { readonly expected: string; readonly last: string | undefined };
  'topic-missing': { readonly topic: string };
  'topic-refuses-alarms': { readonly topic: string };
  'topic-key-refuses-alarms': { readonly topic: string; readonly keyId: string };
  'topic-refuses-rules': { readonly topic: string };
  'topic-key-refuses-rules': { readonly topic: string; readonly keyId: string };
  'nobody-subscribed': { readonly topic: string };
  /** Nothing could be seen: these count as failed */
  'no-permission': { readonly permission: string };
  'not-answered': { readonly cause: string };
  'no-time': { readonly seconds: number };
  /** Nothing is there to check: these do not */
  'not-set': { readonly variable: string };
  'every-node-watched': object;
  'first-night-ahead': object;
}

export type ReasonKey = keyof Reasons;
/** A reason with its parameters. */
export type Reason = { readonly [K in ReasonKey]: { readonly key: K } & Reasons[K] }[ReasonKey];

/** `unknown`: it could not be seen, and counts as failed. */
export type Outcome =
  | { readonly outcome: 'passed'; readonly reason?: Reason }
  | { readonly outcome: 'failed' | 'unknown' | 'not-applicable'; readonly reason: Reason };

export interface CheckResult {
  readonly name: CheckName;
  readonly outcome: Outcome;
}

/** Failed or unknown: somebody must act. */
export function needsAttention({ outcome: { outcome } }: CheckResult): boolean {
  return outcome === 'failed' || outcome === 'unknown';
}

export const PASSED: Outcome = { outcome: 'passed' };

export function failed(reason: Reason): Outcome {
  return { outcome: 'failed', reason };
}

export function notApplicable(reason: Reason): Outcome {
  return { outcome: 'not-applicable', reason };
}

/** @returns the outcome for a setting that the deployment does not have */
export function notSet(variable: string): Outcome {
  return notApplicable({ key: 'not-set', variable });
}

/** A port was refused what it asked for. */
export class PermissionError extends Error {
  /** e.g. "cloudtrail:GetTrailStatus" */
  readonly permission: string;

  constructor(permission: string, options?: ErrorOptions) {
    super(`${permission} is not allowed: grant it to whoever runs the checks`, options);
    this.name = 'PermissionError';
    this.permission = permission;
  }
}
