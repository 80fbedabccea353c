// What the page shows and what it asks for: the JSON between the page and the local server.
import type { Locale } from '../app/lib/locale.ts';

/** Somebody whom the page can be; the first approver is chosen when the page opens. */
export interface Person {
  /** e.g. "U0APPROVER1" */
  id: string;
  /** e.g. "approver-1" */
  name: string;
  role: 'approver' | 'operator' | 'bystander' | 'guest';
}

/** One message of the channel, or of the app's direct messages, oldest first. */
export interface PageMessage {
  /** Slack's id of the message, whose whole part is epoch seconds, e.g. "1795482000.250000" */
  ts: string;
  /** Set on replies: the ts of the message whose thread it is in. */
  threadTs?: string | undefined;
  /** Person's id, or 'app'. */
  author: string;
  /** What a phone's notification would say (Slack mrkdwn). */
  text: string;
  blocks: unknown[];
  edited: boolean;
  /** Set on ephemeral answers and direct messages: only this person sees it. */
  visibleTo?: string | undefined;
  /** Where it appears. */
  place: 'channel' | 'direct';
  /** Id of the channel or of the direct conversation, e.g. "C0BASTION01" */
  channel: string;
  /** What was uploaded with it. */
  file?: { name: string; base64: string } | undefined;
}

/** A session as the SSM stand-in has it: the truth that the app is measured by. */
export interface PageSession {
  sessionId: string;
  target: string;
  targetName: string;
  operator: string;
  /** The kind with which it was started; undefined for one that the page cannot start. */
  kind?: StartKind | undefined;
  status: 'Connected' | 'Connecting' | 'Disconnected' | 'Terminating' | 'Terminated' | 'Failed';
  /** ISO 8601 UTC */
  startedAt: string;
  endedAt?: string | undefined;
  /** When the terminals of its target showed a warning while it was live, ISO 8601 UTC, oldest first. */
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

/** Who the operator is to AWS: IAM vouches for the name of the first two; of the last, the caller chose it. */
export const PRINCIPALS = ['iam-user', 'identity-center', 'assumed-role'] as const;
export type PrincipalKind = (typeof PRINCIPALS)[number];

/** What can be made to go wrong. */
export const SWITCHES = ['slackDown', 'cloudTrailLate', 'terminateDoesNothing'] as const;
export type SwitchName = (typeof SWITCHES)[number];

/** One run of a handler, as Lambda's log would tell it. */
export interface Invocation {
  /** Counts from 1. */
  id: number;
  /** e.g. "session-events" */
  handler: string;
  /** ISO 8601 UTC */
  at: string;
  millis: number;
  /** What went wrong, in one sentence; undefined when nothing did. */
  fault?: string | undefined;
}

/** The whole state of the page; sent on GET /api/events (server-sent events, one `data:` line of JSON each time anything changes, and one at once). */
export interface Snapshot {
  /** 'workspace' when a real workspace shows the messages: the page then has no channel of its own. */
  mode: 'page' | 'workspace';
  locale: Locale;
  timeZone: string;
  /** What it is in this world when the snapshot is told, ISO 8601 UTC. */
  now: string;
  /** Those that there are here, and whether each is on. */
  switches: Partial<Record<SwitchName, boolean>>;
  /** The first one is that of the notices; a second one is where unanswered sessions are told. */
  channels: { id: string; name: string }[];
  people: Person[];
  targets: { id: string; name: string }[];
  /** Names of the user groups, by id. */
  userGroups: Record<string, string>;
  messages: PageMessage[];
  /** In the order of their start. */
  sessions: PageSession[];
  /** The latest ones, newest first. */
  invocations: Invocation[];
}

/** POST /api/click: a press of a button, after its confirm dialog. */
export interface ClickRequest {
  personId: string;
  messageTs: string;
  actionId: string;
  blockId: string;
  value: string;
}

/** POST /api/say: e.g. text "/bastion who"; what is no command is said in the channel. */
export interface SayRequest {
  personId: string;
  /** That of the notices unless given */
  channelId?: string | undefined;
  text: string;
}

/** POST /api/start */
export interface StartRequest {
  kind: StartKind;
  target: string;
  principal: PrincipalKind;
  /** Free text of at most 256 characters, as `aws ssm start-session --reason` takes it; may be empty. */
  reason: string;
}

/** POST /api/denied: a StartSession that IAM refused. */
export interface DeniedRequest {
  target: string;
}

/** POST /api/repeat, without a body: the last record is delivered again, by the subscription and by EventBridge. */

/** POST /api/end: the operator closes the session. */
export interface EndRequest {
  sessionId: string;
}

/** POST /api/forward: moves the clock of this world. */
export interface ForwardRequest {
  /** Whole minutes, from 1 to those of two days */
  minutes: number;
}

/** POST /api/switch */
export interface SwitchRequest {
  name: SwitchName;
  on: boolean;
}

/** Every POST has a JSON body and answers 200 {"ok":true}, or 4xx {"ok":false,"error":"one sentence"}. */
export type PageAnswer = { ok: true } | { ok: false; error: string };
