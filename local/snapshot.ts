// The JSON between the page and its server: snapshots and actions.
import type { CheckName } from '../app/checks/check-names.ts';
import type { Locale } from '../app/lib/locale.ts';

/** A person to use the page as; initially the first approver. */
export interface Person {
  /** e.g. "U0APPROVER1" */
  id: string;
  /** e.g. "approver-1" */
  name: string;
  role: 'approver' | 'operator' | 'bystander' | 'guest';
}

/** One message of a channel or of a direct conversation. */
export interface PageMessage {
  /** Slack's id of the message, whose whole part is epoch seconds, e.g. "1795482000.250000" */
  ts: string;
  /** In replies, the ts of the thread's parent. */
  threadTs?: string | undefined;
  /** Person's id, or 'app' */
  author: string;
  /** Text of a notification (Slack mrkdwn). */
  text: string;
  blocks: unknown[];
  edited: boolean;
  /** In ephemeral and direct messages, the id of the only person who sees it. */
  visibleTo?: string | undefined;
  place: 'channel' | 'direct';
  /** Id of the channel or of the direct conversation, e.g. "C0BASTION01" */
  channel: string;
  /** The uploaded file. */
  file?: { name: string; base64: string } | undefined;
}

/** A session of the SSM stand-in. */
export interface PageSession {
  sessionId: string;
  target: string;
  targetName: string;
  operator: string;
  /** Undefined if the page cannot start such a session */
  kind?: StartKind | undefined;
  status: 'Connected' | 'Connecting' | 'Disconnected' | 'Terminating' | 'Terminated' | 'Failed';
  /** ISO 8601 UTC */
  startedAt: string;
  endedAt?: string | undefined;
  /** Times of warnings on the target's terminals during the session, ISO 8601 UTC, oldest first. */
  warnedAt: string[];
}

export const START_KINDS = [
  'shell',
  'ssh',
  'remote-desktop',
  'remote-desktop-via-host',
  'database',
  'port-forward',
  'command',
  'custom-document',
] as const;
export type StartKind = (typeof START_KINDS)[number];

/** Kinds of IAM identity. IAM vouches for the name of the first two; the caller chooses that of the third. */
export const PRINCIPALS = ['iam-user', 'identity-center', 'assumed-role'] as const;
export type PrincipalKind = (typeof PRINCIPALS)[number];

/** Failures that the page can simulate. */
export const SWITCHES = ['slackDown', 'cloudTrailLate', 'terminateDoesNothing', 'endpointFlooded'] as const;
export type SwitchName = (typeof SWITCHES)[number];

/** The event bus of other systems. */
export interface BusJournal {
  count: number;
  /** The latest events, newest first. */
  latest: { id: string; at: string; detailType: string; number: number }[];
}

/** One run of a handler. */
export interface Invocation {
  /** Counts from 1. */
  id: number;
  /** e.g. "session-events" */
  handler: string;
  /** ISO 8601 UTC */
  at: string;
  millis: number;
  /** Message of the error; undefined after success. */
  fault?: string | undefined;
}

/** One check of the deployment. */
export interface PageCheck {
  name: CheckName;
  title: string;
  /** Undefined if it cannot be broken here */
  broken?: boolean | undefined;
  /** Of the latest run; undefined before it */
  outcome?: { line: string; needsAttention: boolean } | undefined;
}

/** The checks of the deployment, in the language of the team. */
export interface CheckBoard {
  /** Time and summary of the latest run; undefined before it. `at`: ISO 8601 UTC */
  latest?: { at: string; summary: string } | undefined;
  checks: PageCheck[];
}

/**
 * The whole state of the page. GET /api/events sends it as server-sent events, one `data:` line of JSON each: the first
 * immediately, the others after changes.
 */
export interface Snapshot {
  /** 'workspace' if a real workspace shows the messages; the page then shows none. */
  mode: 'page' | 'workspace';
  locale: Locale;
  timeZone: string;
  /** The trial's time of the snapshot, ISO 8601 UTC. */
  now: string;
  /** State of each available switch. */
  switches: Partial<Record<SwitchName, boolean>>;
  board: CheckBoard;
  /** The channel of the notices, then the escalation channel if there is one. */
  channels: { id: string; name: string }[];
  people: Person[];
  targets: { id: string; name: string }[];
  /** Names of the user groups, by id. */
  userGroups: Record<string, string>;
  messages: PageMessage[];
  /** In order of their start. */
  sessions: PageSession[];
  /** The latest runs, newest first. */
  invocations: Invocation[];
  bus: BusJournal;
}

/** POST /api/click: clicks a button, after its confirmation dialog. */
export interface ClickRequest {
  personId: string;
  messageTs: string;
  actionId: string;
  blockId: string;
  value: string;
}

/** POST /api/say: runs a slash command, e.g. "/bastion who", or posts other text to the channel. */
export interface SayRequest {
  personId: string;
  /** By default that of the notices */
  channelId?: string | undefined;
  text: string;
}

/** POST /api/start */
export interface StartRequest {
  kind: StartKind;
  target: string;
  principal: PrincipalKind;
  /** At most 256 characters, like `--reason` of `aws ssm start-session`; may be empty. */
  reason: string;
}

/** POST /api/denied: a StartSession that IAM refused. */
export interface DeniedRequest {
  target: string;
}

/** The one who changes the deployment itself. */
export const TAMPERERS = ['person', 'cloudformation'] as const;
export type Tamperer = (typeof TAMPERERS)[number];

/** POST /api/tamper: changes the deployment itself, by one call of a person or by the calls of a stack update. */
export interface TamperRequest {
  by: Tamperer;
}

/** POST /api/repeat, with an empty object: delivers the last record again, by the subscription and by EventBridge. */

/** POST /api/end: ends the session as its operator. */
export interface EndRequest {
  sessionId: string;
}

/** POST /api/forward: moves the trial's clock forward. */
export interface ForwardRequest {
  /** Whole minutes, from 1 to 2,880 (two days) */
  minutes: number;
}

/** POST /api/switch: turns a simulated failure on or off. */
export interface SwitchRequest {
  name: SwitchName;
  on: boolean;
}

/** POST /api/break: breaks what a check looks for, or repairs it. */
export interface BreakRequest {
  check: CheckName;
  broken: boolean;
}

/** POST /api/check, with an empty object: runs every check. */

/** The JSON response of every POST: 200 with `ok: true`, or 4xx with an error in one sentence. */
export type PageAnswer = { ok: true } | { ok: false; error: string };
