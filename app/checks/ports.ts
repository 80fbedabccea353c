// Everything that the checks ask of the outside, as types: an answer is a fact, and a refusal by IAM a PermissionError.
import type { SendResult } from '../ports.ts';
import type { Approvers } from '../session/approval.ts';
import type { Targets } from '../session/event.ts';
import type { CheckResult } from './outcome.ts';

/** The settings that the checks compare the facts with. A part that is not set is not checked. */
export interface CheckSettings extends Approvers {
  readonly approverGroup?: string | undefined;
  readonly secretsPath?: string | undefined;
  readonly teamId?: string | undefined;
  readonly channel: string;
  readonly escalationChannel?: string | undefined;
  /** The scopes that the other settings need */
  readonly neededScopes: readonly string[];
  readonly endpointUrl?: string | undefined;
  readonly table: string;
  readonly trailLogGroup?: string | undefined;
  readonly targets: Targets;
  readonly sealKey?: string | undefined;
  readonly archiveBucket?: string | undefined;
}

/** Facts that only the deployment knows; its resources by their ARNs. A part that is missing is not checked. */
export interface CheckedResources {
  /** Without an alias, as the next one */
  readonly sessionEventsFunction?: string | undefined;
  readonly auditExportFunction?: string | undefined;
  /** The roles that terminate sessions */
  readonly terminatingRoles?: readonly string[] | undefined;
  readonly alarmTopic?: string | undefined;
  /** Filter pattern of the subscription to the trail's log group: it names the deployment's own roles */
  readonly recordsPattern?: string | undefined;
  /** Number of EventBridge's rules that call session-events */
  readonly sessionEventsRules?: number | undefined;
}

/** Slack's answer about the token. */
export type TokenFacts =
  | { readonly refusal: string }
  | {
      readonly teamId: string | undefined;
      readonly scopes: readonly string[];
      /** Slack's own time less this machine's, in seconds; undefined if the answer had no time */
      readonly aheadSeconds: number | undefined;
    };

/** A channel as Slack shows it; `refusal` is Slack's word, e.g. "channel_not_found"; `unseen` names optional scopes that lack. */
export type ChannelFacts =
  | { readonly refusal: string }
  | { readonly unseen: string }
  | { readonly isMember: boolean; readonly isArchived: boolean };

export interface TableFacts {
  /** e.g. "ACTIVE" */
  readonly status: string;
  readonly isProtected: boolean;
  /** Status of each index by its name */
  readonly indexes: ReadonlyMap<string, string>;
}

export interface TrailFacts {
  readonly name: string;
  readonly isLogging: boolean;
  /** CloudTrail's own word about the latest delivery that failed; undefined when it went well */
  readonly deliveryError: string | undefined;
}

export interface SubscriptionFacts {
  readonly pattern: string;
  /** ARN of its destination */
  readonly destination: string;
}

export interface RuleFacts {
  readonly name: string;
  readonly isEnabled: boolean;
  /** JSON of the events that it matches; undefined for a schedule */
  readonly pattern: string | undefined;
}

export interface KeyFacts {
  /** e.g. "Enabled" */
  readonly state: string;
  /** e.g. "ECC_NIST_P256 SIGN_VERIFY" */
  readonly kind: string;
}

export interface TopicFacts {
  /** JSON of its policy */
  readonly policy: string;
  readonly confirmedSubscribers: number;
  /** Undefined for a topic without a key of its own; the policy is undefined for a key of AWS */
  readonly key: { readonly id: string; readonly policy: string | undefined } | undefined;
}

/** Each call throws a PermissionError where it is not allowed, and another error where nothing answers. */
export interface CheckPorts {
  resources(): Promise<CheckedResources>;
  /** True for each stored secret that is encrypted, by its name below the path, e.g. "bot-token" */
  secrets(path: string): Promise<ReadonlyMap<string, boolean>>;
  token(): Promise<TokenFacts>;
  channel(id: string): Promise<ChannelFacts>;
  /** Members of the group, or Slack's word for a refusal */
  groupMembers(group: string): Promise<ReadonlySet<string> | { readonly refusal: string }>;
  /** Sends one unsigned request. @returns why the answer is not the app's own refusal; undefined if it is */
  endpoint(): Promise<Error | undefined>;
  /** ISO time of the latest request that Slack signed; undefined if there was none */
  slackSeenAt(): Promise<string | undefined>;
  /** ISO time of the latest poll of SSM; undefined if there was none */
  polledAt(): Promise<string | undefined>;
  /** ISO time of the first watchdog pass; undefined before it */
  firstPassAt(): Promise<string | undefined>;
  /** Undefined if there is no such table */
  table(name: string): Promise<TableFacts | undefined>;
  hasPointInTimeRecovery(table: string): Promise<boolean>;
  /** The trails that deliver to the log group */
  trails(logGroup: string): Promise<readonly TrailFacts[]>;
  subscriptions(logGroup: string): Promise<readonly SubscriptionFacts[]>;
  /** The rules of EventBridge that call the function */
  rules(functionArn: string): Promise<readonly RuleFacts[]>;
  /** True for each managed node that is online; one that SSM does not know is left out */
  nodes(ids: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  /** IAM's decision about TerminateSession for the role, on a session of the target, e.g. "allowed" */
  simulateTermination(role: string, target: string): Promise<string>;
  /** Undefined if there is no such key */
  sealKey(key: string): Promise<KeyFacts | undefined>;
  /** Mode of the lock that a new object gets, e.g. "COMPLIANCE"; undefined without a lock */
  lockMode(bucket: string): Promise<string | undefined>;
  /** Keys of the sealed files and of the seals */
  archiveKeys(bucket: string): Promise<readonly string[]>;
  /** Undefined if there is no such topic */
  topic(arn: string): Promise<TopicFacts | undefined>;
}

/** The sessions of one day. */
export interface DayFigures {
  readonly sessions: number;
  /** Sessions whose notice came later than NOTICE_WITHIN_MINUTES, or never */
  readonly missed: number;
  /** Nearest rank, from the start to the notice; undefined without a notice */
  readonly p99Seconds: number | undefined;
}

export interface DailyReport {
  /** Undefined if they could not be counted */
  readonly yesterday: DayFigures | undefined;
  readonly results: readonly CheckResult[];
}

/** Runs the checks, and reports them in Slack. */
export interface Checking {
  /** Never throws: what cannot be asked is an outcome. */
  run(): Promise<readonly CheckResult[]>;
  /** Posts into the notices' channel. */
  postDaily(report: DailyReport): Promise<SendResult<object>>;
  /**
   * Answers the person who typed a slash command.
   * @throws {Error} if the URL is not Slack's, or Slack does not take the answer
   */
  answer(responseUrl: string, results: readonly CheckResult[]): Promise<void>;
}
