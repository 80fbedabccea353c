// What the page shows and what it asks for: the JSON between the page and the local server.

/** Somebody whom the page can be; the first approver is chosen when the page opens. */
export interface Person {
  /** e.g. "U0APPROVER1" */
  id: string;
  /** e.g. "approver-1" */
  name: string;
  role: 'approver' | 'operator' | 'bystander' | 'guest';
}

/** One message as somebody in the channel sees it. */
export interface PageMessage {
  ts: string;
  /** Set on replies: the ts of the message whose thread it is in. */
  threadTs?: string;
  /** Person's id, or 'app'. */
  author: string;
  /** What a phone's notification would say (Slack mrkdwn). */
  text: string;
  blocks: unknown[];
  edited: boolean;
  /** Set on ephemeral answers and direct messages: only this person sees it. */
  visibleTo?: string;
  /** Where it appears. */
  place: 'channel' | 'direct';
}

/** A session as the SSM stand-in has it: the truth that the app is measured by. */
export interface PageSession {
  sessionId: string;
  target: string;
  targetName: string;
  operator: string;
  /** e.g. "shell", "ssh", "remote-desktop", "database": the key with which it was started. */
  kind: StartKind;
  status: 'Connected' | 'Terminating' | 'Terminated' | 'Failed';
  /** ISO 8601 UTC */
  startedAt: string;
  endedAt?: string;
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

/** The whole state of the page; sent on GET /api/events (server-sent events, one `data:` line of JSON each time anything changes, and one at once). */
export interface Snapshot {
  /** 'socket' when a real workspace shows the messages: the page then has no channel of its own. */
  mode: 'page' | 'socket';
  locale: 'en' | 'ja';
  timeZone: string;
  channelName: string;
  people: Person[];
  targets: { id: string; name: string }[];
  /** Names of the user groups, by id. */
  userGroups: Record<string, string>;
  messages: PageMessage[];
  sessions: PageSession[];
}

/** POST /api/click: a press of a button, after its confirm dialog. */
export interface ClickRequest {
  personId: string;
  messageTs: string;
  actionId: string;
  blockId: string;
  value: string;
}

/** POST /api/command: e.g. text "/bastion who". */
export interface CommandRequest {
  personId: string;
  text: string;
}

/** POST /api/start */
export interface StartRequest {
  kind: StartKind;
  target: string;
  /** Free text of at most 256 characters, as `aws ssm start-session --reason` takes it. */
  reason: string;
}

/** POST /api/denied (a StartSession that IAM refused): no body. POST /api/repeat: the last record is delivered again. */
/** POST /api/end: the operator closes the session. */
export interface EndRequest {
  sessionId: string;
}

/** Every POST answers 200 {"ok":true} or 4xx {"ok":false,"error":"one sentence"}. */
export type PageAnswer = { ok: true } | { ok: false; error: string };
