// Facts about a session as the sources report them, and the events that make up the chain.
import type { Kind, Parameters } from './kind.ts';
import type { ObservedTampering } from './stored-state.ts';

/** The IAM identity that started a session. */
export interface Principal {
  /** CloudTrail's `userIdentity.type`, e.g. "AssumedRole"; "Unknown" if a source gives only an ARN */
  readonly type: string;
  /** e.g. "arn:aws:sts::111122223333:assumed-role/BastionOperator/operator" */
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly roleName?: string | undefined;
  /** ARN of the role itself; its path distinguishes Identity Center's roles from imitations */
  readonly roleArn?: string | undefined;
  /** The person's name in AWS: the IAM user name, or the name of the role session */
  readonly name: string;
}

/** The person behind a principal, as far as the settings and the directory know them. */
export interface Operator {
  readonly name: string;
  /** True if IAM, and not the principal, chose the name. */
  readonly verified: boolean;
  /** e.g. "U0OPERATOR" */
  readonly slackUser?: string | undefined;
  /**
   * How `slackUser` was found: by the exact name in OPERATORS, by the name in other letter case, or by e-mail address.
   */
  readonly foundBy?: 'settings' | 'settings-caseless' | 'email' | undefined;
}

export interface Target {
  /** e.g. "i-0123456789abcdef0" */
  readonly id: string;
  /** The name that BASTION_TARGETS gives it; the id when it gives none */
  readonly name: string;
}

/** The facts of a start from one source. Times are ISO 8601 UTC. */
export interface StartFacts {
  readonly sessionId: string;
  readonly source: 'cloudtrail' | 'ssm';
  readonly startedAt: string;
  readonly principal: Principal;
  readonly operator: Operator;
  readonly target: Target;
  readonly kind: Kind;
  readonly document?: string | undefined;
  /** At most 2 KB of them; `parametersHash` covers all. Undefined if the source does not give them. */
  readonly parameters?: Parameters | undefined;
  readonly parametersHash?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly reason?: string | undefined;
  readonly mfa?: boolean | undefined;
}

/** Facts that a second source can add to a start. */
export type Enrichment = Partial<Omit<StartFacts, 'sessionId' | 'source' | 'startedAt' | 'target'>> & {
  /** The later source's own time of the start; the first one stays. */
  readonly reportedStart?: string | undefined;
  /** A call of TerminateSession; it may not be the cause of the end. */
  readonly terminateCall?: { readonly by: string; readonly at: string } | undefined;
};

/** A StartSession that was refused. It has no session id. */
export interface DeniedFacts {
  readonly attemptedAt: string;
  readonly principal: Principal;
  readonly operator: Operator;
  /** Undefined when the refusal names no instance */
  readonly target?: Target | undefined;
  readonly errorCode: string;
  readonly errorMessage?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

export type FourEyes = 'verified' | 'unverified';

/** How a person gave what they gave. Events of earlier releases do not say it. */
export const VIAS = ['notice', 'private-card', 'digest', 'home', 'reaction', 'follow-up'] as const;
export type Via = (typeof VIAS)[number];

/** Members of every event that a person causes, beside who they are. */
interface Given {
  readonly via?: Via | undefined;
  /** The person's own words, at most `MAX_NOTE_CHARACTERS` */
  readonly note?: string | undefined;
}

/** The reason why this program itself requested a termination. */
export type TerminationTrigger = 'deadline' | 'no-notice';

/** The condition of a termination that failed; undefined if not everyone could be warned, or Slack did not answer. */
export type PostponementCause = 'endpoint-silent';

/** Status of an ended session in SSM's history; 'Unknown' if SSM has not listed the session for a while. */
export type EndStatus = 'Terminated' | 'Failed' | 'Unknown';

/** The cause of a session's end, as far as it is known. */
export type EndCause =
  | { readonly cause: 'terminated' }
  | { readonly cause: 'terminate-call'; readonly by: string }
  | { readonly cause: 'maximum-duration'; readonly inferred: true }
  | { readonly cause: 'unknown' };

export type EventData =
  | ({ readonly type: 'started' } & StartFacts)
  | ({ readonly type: 'enriched' } & Enrichment)
  | ({ readonly type: 'denied' } & DeniedFacts)
  | { readonly type: 'deniedOverflow' }
  | { readonly type: 'noticed'; readonly channel: string; readonly ts: string }
  | ({
      readonly type: 'acknowledged';
      readonly fourEyes: FourEyes;
      readonly afterTermination: boolean;
      /** The first of the two approvers, where two had to press */
      readonly vouchedBy?: string | undefined;
    } & Given)
  /** The first of two approvers pressed, one of whom cannot be the operator. */
  | ({ readonly type: 'vouched' } & Given)
  /** Takes back the acknowledgement that stands, or the first of two presses. */
  | ({ readonly type: 'acknowledgementWithdrawn' } & Given)
  /** The operator said why. */
  | ({ readonly type: 'reasoned'; readonly reason: string; readonly ticket?: string | undefined } & Omit<Given, 'note'>)
  /** Asks approvers if the acknowledgement still holds. */
  | { readonly type: 'reconfirmationAsked' }
  | ({
      readonly type: 'reconfirmed';
      readonly fourEyes: FourEyes;
      /** The former acknowledger, if another person took over */
      readonly takenOverFrom?: string | undefined;
    } & Omit<Given, 'note'>)
  /** Nobody reconfirmed the acknowledgement in time. */
  | { readonly type: 'acknowledgementExpired' }
  /** A person asked, if `trigger` is missing. */
  | ({ readonly type: 'terminationRequested'; readonly trigger?: TerminationTrigger | undefined } & Given)
  | { readonly type: 'terminationFailed'; readonly tries: number }
  | {
      readonly type: 'ended';
      readonly status: EndStatus;
      readonly endedAt: string;
      readonly how: EndCause;
    }
  /** SSM lists a session as active that was recorded as ended. */
  | { readonly type: 'seenAlive' }
  | { readonly type: 'reminded' }
  /** Warns the operator of the time at which the session is terminated unless somebody acknowledges it. */
  | { readonly type: 'warned'; readonly terminateAt: string }
  /** The deadline passed and the conditions of a termination were not met: it waits as long again. */
  | { readonly type: 'postponed'; readonly until: string; readonly cause?: PostponementCause | undefined }
  | { readonly type: 'escalated' }
  | { readonly type: 'lapsed' };

/** An event in the chain. */
export type Event = EventData & {
  /** 1 for the first */
  readonly seq: number;
  /** ISO 8601 UTC; never earlier than the event before it */
  readonly at: string;
  /** Slack user id, or the source: "cloudtrail", "ssm", "app" */
  readonly by: string;
  /** Id of the command that made it; meeting it again changes nothing */
  readonly commandId: string;
  /** See hash-chain.ts */
  readonly hash: string;
};

/** A CloudTrail record whose shape is checked. Targets are ids: the workflow knows the names. */
export type Observation =
  | ({ readonly type: 'start'; readonly targetId: string; readonly start: ObservedStart } & Origin)
  | ({ readonly type: 'denied'; readonly targetIds: readonly string[]; readonly denied: ObservedDenial } & Origin)
  | ({
      readonly type: 'terminate-call';
      readonly sessionId: string;
      readonly caller: string;
      readonly at: string;
    } & Origin)
  | ({ readonly type: 'tampering'; readonly tampering: ObservedTampering } & Origin)
  | { readonly type: 'ignored'; readonly why: string };

export type ObservedStart = Omit<StartFacts, 'operator' | 'target' | 'kind' | 'document'> & {
  /** Undefined for the account's default, null where the record tells one that cannot be read */
  readonly document?: string | null | undefined;
};
export type ObservedDenial = Omit<DeniedFacts, 'operator' | 'target'>;

/** Where a record comes from. `recordId` is the same for every delivery of it. */
export interface Origin {
  readonly recordId: string;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** Names by id, e.g. `{"i-0123456789abcdef0": "bastion"}`; '*' for every managed node */
export type Targets = Readonly<Record<string, string>> | '*';

/** @param id e.g. "i-0123456789abcdef0"; a container's is "ecs:…", which `*` does not include */
export function isWatched(targets: Targets, id: string): boolean {
  return targets === '*' ? /^m?i-/.test(id) : Object.hasOwn(targets, id);
}

/** The node with its name from the settings, or with its id as the name. */
export function resolveTarget(targets: Targets, id: string): Target {
  const name = targets !== '*' && Object.hasOwn(targets, id) ? targets[id] : undefined;
  return { id, name: name ?? id };
}
