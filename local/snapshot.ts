// The JSON between the page and its server: snapshots and actions.
import type { CheckName } from '../app/checks/check-names.ts';
import type { Locale } from '../app/lib/locale.ts';
import type { SubmissionResult } from './slack/modal-client.ts';
import type { HomeView, ModalView } from './slack/view.ts';

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
  /** True for a reply that is shown in the channel as well. */
  broadcast?: boolean | undefined;
  /** Emoji, each with the ids of the people who chose it, in order. */
  reactions?: { name: string; users: string[] }[] | undefined;
  /** Id of the channel or of the direct conversation, e.g. "C0BASTION01" */
  channel: string;
  /** The uploaded file. */
  file?: { name: string; base64: string } | undefined;
}

/** The dialog that a person sees now. */
export interface PageModal {
  id: string;
  personId: string;
  /** The page that asked for it; undefined for all pages of the person */
  client?: string | undefined;
  view: ModalView;
}

/** The Home tab that the app has published for a person. */
export interface PageHome {
  id: string;
  personId: string;
  blocks: HomeView['blocks'];
}

/** An emoji to react with. */
export interface PageEmoji {
  /** e.g. "white_check_mark" */
  name: string;
  /** Undefined for a custom emoji */
  character?: string | undefined;
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
  /** At most one for each person */
  modals: PageModal[];
  homes: PageHome[];
  emoji: PageEmoji[];
  /** Begins the links to messages, e.g. "https://stand-in.slack.com/"; undefined with a real workspace */
  workspaceUrl?: string | undefined;
  /** In order of their start. */
  sessions: PageSession[];
  /** The latest runs, newest first. */
  invocations: Invocation[];
  bus: BusJournal;
}

/** POST /api/click: clicks a button or an option of an overflow menu, after its confirmation dialog. */
export interface ClickRequest {
  personId: string;
  /** The message; undefined in a view */
  messageTs?: string | undefined;
  /** The Home tab or the modal; undefined in a message */
  viewId?: string | undefined;
  actionId: string;
  blockId: string;
  value: string;
  /** This page, which alone shows the modal that the app opens; all pages of the person without it */
  client?: string | undefined;
}

/** POST /api/submit: submits a modal. Its answer has a `submission`. */
export interface SubmitRequest {
  personId: string;
  viewId: string;
  /** Typed texts by block_id */
  typed: Record<string, string>;
}

/** POST /api/close: closes a modal. */
export interface CloseRequest {
  personId: string;
  viewId: string;
}

/** POST /api/home: opens the app's Home tab. */
export interface HomeRequest {
  personId: string;
}

/** POST /api/react: adds or removes a reaction. */
export interface ReactRequest {
  personId: string;
  messageTs: string;
  /** Name of the emoji */
  reaction: string;
  on: boolean;
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
export type PageAnswer = { ok: true; submission?: SubmissionResult } | { ok: false; error: string };
