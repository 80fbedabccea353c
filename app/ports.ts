// What the workflow needs from the world, as types only.
import type { DeniedFacts, Event, StartFacts } from './session/event.ts';
import type { Entry, Session } from './session/session.ts';

/** What one CloudTrail record tells, once its shape is checked. Targets are ids: the workflow knows the names. */
export type Observation =
  | ({ readonly type: 'start'; readonly targetId: string; readonly start: ObservedStart } & Origin)
  | ({ readonly type: 'denied'; readonly targetIds: readonly string[]; readonly denied: ObservedDenial } & Origin)
  | ({
      readonly type: 'terminate-call';
      readonly sessionId: string;
      readonly caller: string;
      readonly at: string;
    } & Origin)
  | { readonly type: 'ignored'; readonly why: string };

export type ObservedStart = Omit<StartFacts, 'operator' | 'target' | 'kind'>;
export type ObservedDenial = Omit<DeniedFacts, 'operator' | 'target'>;

/** Where a record comes from. `recordId` is the same for every delivery of it. */
export interface Origin {
  readonly recordId: string;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** Who is writing to Slack about an entry, and until when nobody else may. Outlives the time limit of every handler. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601 UTC */
  readonly until: string;
}

/** What Slack shows of an entry: not part of the chain. */
export interface Delivery {
  /** Hash of what the notice shows; undefined before the notice and when that is not known */
  readonly shownHash?: string | undefined;
  /** ISO time since when the notice is known to show it */
  readonly shownAt?: string | undefined;
  /** Events up to this `seq` have had their reply in the thread, where they want one */
  readonly repliedSeq: number;
  readonly lease?: Lease | undefined;
}

export interface Stored<E extends Entry = Entry> {
  readonly entry: E;
  readonly delivery: Delivery;
  /** Grows by one with each write of the item; 0 for one that was never written */
  readonly version: number;
}

export interface SessionStore {
  /** Consistent. @throws StoredItemError when the item is not what this program wrote */
  read(id: string): Promise<Stored | undefined>;
  /** Consistent; those that are missing are left out, and those that are not what this program wrote are faults. */
  readMany(ids: readonly string[]): Promise<{ readonly found: readonly Stored[]; readonly faults: readonly Error[] }>;
  /**
   * Writes the whole item as `stored.version + 1` if the table still holds `stored.version` (or nothing, for 0).
   * @param dueAt ISO time of the next look, undefined when nothing is left to do
   * @returns the written item, or 'conflict' when somebody else wrote first
   */
  save(stored: Stored, dueAt: string | undefined): Promise<Stored | 'conflict'>;
  /** Ids of entries that may still need something, soonest first. An index: it nominates, `read` tells. */
  open(): Promise<string[]>;
  /** Ids of the entries of one UTC day, e.g. "2026-11-24". */
  startedOn(day: string): Promise<string[]>;
  /** Ids of the entries of one operator name, newest first. */
  byOperator(name: string): Promise<string[]>;
}

/** How a write to Slack went. `unknown`: it may have had its effect. */
export type Sent<T> =
  | ({ readonly outcome: 'sent' } & T)
  | { readonly outcome: 'not-sent'; readonly cause: Error; readonly retryAfterSeconds?: number | undefined }
  | { readonly outcome: 'message-gone'; readonly cause: Error }
  | { readonly outcome: 'unknown'; readonly cause: Error };

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** Slack's own time of the message, ISO 8601 UTC */
  readonly at: string;
}

export interface Messenger {
  /** Hash of what the notice of this entry should show. */
  face(entry: Entry): string;
  /** Posts the notice as it looks once it is recorded. */
  post(entry: Entry): Promise<Sent<Posted & { readonly shownHash: string }>>;
  /** Makes the notice show the entry as it is. */
  update(entry: Entry): Promise<Sent<{ readonly shownHash: string }>>;
  /** The notice that an earlier holder of the lease may have posted. @throws Error when Slack cannot be asked */
  findNotice(entry: Entry): Promise<Posted | undefined>;
  /** Whether an event wants a reply in the notice's thread. */
  wantsReply(session: Session, event: Event): boolean;
  reply(session: Session, event: Event): Promise<Sent<object>>;
  /** Seqs of the events whose replies are in the thread. @throws Error when Slack cannot be asked */
  findReplies(session: Session): Promise<ReadonlySet<number>>;
}

export interface LiveSession {
  readonly sessionId: string;
  readonly target: string;
  /** ARN of the IAM user or role session */
  readonly owner: string;
  readonly state: 'active' | 'history';
  /** SSM's own word, e.g. "Connected" */
  readonly status: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly document?: string | undefined;
  readonly reason?: string | undefined;
  readonly maximumMinutes?: number | undefined;
}

/** SSM's view of the sessions. Every call throws when SSM does not answer. */
export interface LiveSessions {
  /** All that are connected or disconnected; a page that fails fails all. */
  active(): Promise<LiveSession[]>;
  /** Among the active, else in history; undefined in neither (which proves nothing). */
  find(sessionId: string): Promise<LiveSession | undefined>;
  /** Asks SSM to end it. The answer is no proof. */
  terminate(sessionId: string): Promise<void>;
}

/** People, as Slack knows them. */
export interface Directory {
  /** @throws Error when Slack does not tell */
  groupMembers(groupId: string): Promise<ReadonlySet<string>>;
  /** Undefined when nobody has the address. @throws Error when Slack does not tell */
  userByEmail(email: string): Promise<string | undefined>;
  /** False for guests, bots and the deactivated. @throws Error when Slack does not tell */
  isFullMember(userId: string): Promise<boolean>;
}

/** Starts a watchdog pass for one session, without waiting for it. */
export interface Watchdog {
  wake(sessionId: string): Promise<void>;
}

export interface Clock {
  now(): Date;
  pause(millis: number): Promise<void>;
}

/** Metrics and the log: alarms are made of them. */
export interface Monitor {
  count(metric: string, value?: number): void;
  /** A fault that was survived, and that somebody must be able to see. */
  fault(what: string, cause: unknown, about?: Readonly<Record<string, string | number>>): void;
}
