// What is remembered of a session: facts as the sources tell them, and the events that the chain is made of.
import type { Kind, Parameters } from './kind.ts';

/** The IAM identity that started a session. */
export interface Principal {
  /** CloudTrail's `userIdentity.type`, e.g. "AssumedRole"; "Unknown" when a source tells no more than an ARN */
  readonly type: string;
  /** e.g. "arn:aws:sts::111122223333:assumed-role/BastionOperator/operator" */
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly roleName?: string | undefined;
  /** ARN of the role itself, whose path tells Identity Center's roles from imitations */
  readonly roleArn?: string | undefined;
  /** The person as AWS names them: IAM user name, or the name of the role session */
  readonly name: string;
}

/** The person behind a principal, as far as the settings and the directory know them. */
export interface Operator {
  readonly name: string;
  /** True when IAM, and not the caller, chose the name. */
  readonly verified: boolean;
  /** e.g. "U0OPERATOR" */
  readonly slackUser?: string | undefined;
  /** How `slackUser` was found: named in OPERATORS to the letter, or in other letter case only, or by an e-mail address. */
  readonly foundBy?: 'settings' | 'settings-caseless' | 'email' | undefined;
}

export interface Target {
  /** e.g. "i-0123456789abcdef0" */
  readonly id: string;
  /** The name that BASTION_TARGETS gives it; the id when it gives none */
  readonly name: string;
}

/** What one source tells of a start. Times are ISO 8601 UTC. */
export interface StartFacts {
  readonly sessionId: string;
  readonly source: 'cloudtrail' | 'ssm';
  readonly startedAt: string;
  readonly principal: Principal;
  readonly operator: Operator;
  readonly target: Target;
  readonly kind: Kind;
  readonly document?: string | undefined;
  /** At most 2 KB of them; `parametersHash` stands for all. Undefined when the source does not tell them. */
  readonly parameters?: Parameters | undefined;
  readonly parametersHash?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly reason?: string | undefined;
  readonly mfa?: boolean | undefined;
}

/** What a second source can add to a start. */
export type Enrichment = Partial<Omit<StartFacts, 'sessionId' | 'source' | 'startedAt' | 'target'>> & {
  /** The later source's own time of the start; the first one stays. */
  readonly reportedStart?: string | undefined;
  /** Somebody called TerminateSession; whether that ended the session is another matter. */
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

/** Why this program asked for a termination that nobody had asked for. */
export type TerminationTrigger = 'deadline' | 'no-notice';

/** What SSM's history says of a session that is over; 'Unknown' where SSM has known nothing of it for a while. */
export type EndStatus = 'Terminated' | 'Failed' | 'Unknown';

/** How a session ended, as far as it can be known. */
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
  | { readonly type: 'acknowledged'; readonly fourEyes: FourEyes; readonly afterTermination: boolean }
  /** Without `because` a person asked. */
  | { readonly type: 'terminationRequested'; readonly trigger?: TerminationTrigger | undefined }
  | { readonly type: 'terminationFailed'; readonly tries: number }
  | {
      readonly type: 'ended';
      readonly status: EndStatus;
      readonly endedAt: string;
      readonly how: EndCause;
    }
  /** SSM lists as active what was taken for over. */
  | { readonly type: 'seenAlive' }
  | { readonly type: 'reminded' }
  /** Tells the operator when the session is cut unless somebody acknowledges it. */
  | { readonly type: 'warned'; readonly terminateAt: string }
  /** The deadline passed, and what the cut needs was not there: it waits as long again. */
  | { readonly type: 'postponed'; readonly until: string }
  | { readonly type: 'escalated' }
  | { readonly type: 'lapsed' };

/** An event as the chain keeps it. */
export type Event = EventData & {
  /** 1 for the first */
  readonly seq: number;
  /** ISO 8601 UTC; never before the event before it */
  readonly at: string;
  /** Slack user id, or the source: "cloudtrail", "ssm", "app" */
  readonly by: string;
  /** Id of the command that made it; meeting it again changes nothing */
  readonly commandId: string;
  /** See audit-chain.ts */
  readonly hash: string;
};
