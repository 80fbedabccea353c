// Everything that the workflow needs from outside, as types only.
import type { Counted, Measured } from './lib/metrics.ts';
import type { Deadlines } from './session/approval.ts';
import type { Observation } from './session/event.ts';
import type { Audience, Audiences, FollowUp, MessagePlace } from './session/follow-ups.ts';
import type { Outline, Session, Stream } from './session/session.ts';
import type { ControlKey, Controls, Delivery, PostedMessage, TamperingNotice } from './session/stored-state.ts';

export interface StoredStream<S extends Stream = Stream> {
  readonly stream: S;
  readonly delivery: Delivery;
  /** ISO time since which SSM lists it neither as active nor in its history */
  readonly missingSince?: string | undefined;
  /** Grows by one with each write of the item; 0 for one that was never written */
  readonly version: number;
}

export interface SessionStore {
  /** Consistent. @throws {StoredItemError} if this program did not write the item */
  read(id: string): Promise<StoredStream | undefined>;
  /** Consistent. Missing items are left out, and items that this program did not write are faults. */
  readMany(ids: readonly string[]): Promise<{
    readonly found: readonly StoredStream[];
    readonly faults: readonly (Error & { readonly id: string })[];
  }>;
  /**
   * Writes the whole item as `stored.version + 1` if the table still holds `stored.version` (or nothing, for 0).
   * @param dueAt ISO time at which the watchdog checks it next; undefined when nothing is left to do
   * @returns the written item, or 'conflict' if another writer was first
   */
  save(stored: StoredStream, dueAt: string | undefined): Promise<StoredStream | 'conflict'>;
  /** Ids of the streams that may still need something, soonest first. An index: it nominates, `read` decides. */
  open(): Promise<string[]>;
  /** The attributes by which the sessions among them are ranked and counted. An index, too. */
  outlines(): Promise<Outlines>;
  /**
   * Ids of the streams of one UTC day, e.g. "2026-11-24", by their start, page by page.
   * @param newest reads at most so many instead, the newest first
   */
  startedOn(day: string, newest?: number): AsyncIterable<readonly string[]>;
  /** Ids of the streams of one operator name, newest first. @param newest reads at most so many */
  byOperator(name: string, newest?: number): Promise<string[]>;
}

/** The open sessions as an index has them, soonest first. */
export interface Outlines {
  readonly outlines: readonly Outline[];
  /** Ids of the streams whose index row this program did not write: only `readMany` shows whether they are sessions */
  readonly unknown: readonly string[];
}

export interface Control<K extends ControlKey> {
  /** Undefined if there is none, or none that this program wrote */
  readonly value: Controls[K] | undefined;
  /** 0 for one that was never written */
  readonly version: number;
}

export interface ControlStore {
  /** Consistent. */
  read<K extends ControlKey>(key: K): Promise<Control<K>>;
  /** @returns false if another writer was first: the table no longer holds `seenVersion` (0: nothing) */
  write<K extends ControlKey>(key: K, value: Controls[K], seenVersion: number): Promise<boolean>;
}

/** How a write to Slack went. `unknown`: it may have had its effect. */
export type SendResult<T> =
  | ({ readonly outcome: 'sent' } & T)
  /** Slack could not just now; `retryAfterSeconds` when it said that there are too many. */
  | { readonly outcome: 'not-sent'; readonly cause: Error; readonly retryAfterSeconds?: number | undefined }
  /** Slack will not: the same again would be refused again, until somebody changes something about us, or about who should read it. */
  | { readonly outcome: 'refused'; readonly cause: Error; readonly fault: 'ours' | 'recipient' }
  | { readonly outcome: 'message-gone'; readonly cause: Error }
  | { readonly outcome: 'unknown'; readonly cause: Error };

/** The sessions that the digest lists at one time, e.g. for "2026-11-24". */
export interface DigestPage {
  readonly date: string;
  /** In the order of the list */
  readonly sessions: readonly Session[];
  /** How many wait behind them */
  readonly left: number;
}

export interface SendOptions {
  /** True if an earlier attempt may have arrived, and this app may not look: the message says so */
  readonly mayRepeat: boolean;
  /** The message below which a direct message stands; undefined for the first one */
  readonly below?: MessagePlace | undefined;
}

/** The app lacks the scope to read the channel: nobody can tell what it has posted there. */
export type NotSearchable = 'not-searchable';

type ShownHash = { readonly shownHash: string };
type SentPlace = { readonly place: MessagePlace };

export interface Messenger {
  /** Hash of what the notice of this stream should show. */
  renderHash(stream: Stream): string;
  /** Posts the notice as it looks once it is recorded. */
  post(stream: Stream, options?: SendOptions): Promise<SendResult<PostedMessage & ShownHash>>;
  /** Makes the notice show the stream as it is. */
  update(stream: Stream): Promise<SendResult<ShownHash>>;
  /** The notice that an earlier holder of the lease may have posted. @throws {Error} if Slack cannot be asked */
  findNotice(stream: Stream): Promise<PostedMessage | undefined | NotSearchable>;
  sendFollowUp(session: Session, followUp: FollowUp, options?: SendOptions): Promise<SendResult<SentPlace>>;
  /**
   * Keys of the follow-ups that Slack has; direct messages cannot be searched.
   * @param since ISO time of the first that is meant @throws {Error} if Slack cannot be asked
   */
  findFollowUps(session: Session, audience: Audience, since: string): Promise<ReadonlySet<string> | NotSearchable>;
  postDigest(digest: DigestPage, options?: SendOptions): Promise<SendResult<PostedMessage & ShownHash>>;
  updateDigest(posted: PostedMessage, digest: DigestPage): Promise<SendResult<ShownHash>>;
  /** Hash of what the digest should show. */
  renderDigestHash(digest: DigestPage): Promise<string>;
  /** @param since ISO time @throws {Error} if Slack cannot be asked */
  findDigest(date: string, since: string): Promise<PostedMessage | undefined | NotSearchable>;
  /** Tells of changes of this deployment's own resources. */
  postTampering(notice: TamperingNotice, options?: SendOptions): Promise<SendResult<PostedMessage>>;
  updateTampering(posted: PostedMessage, notice: TamperingNotice): Promise<SendResult<object>>;
  /** As `findNotice`. */
  findTampering(notice: TamperingNotice): Promise<PostedMessage | undefined | NotSearchable>;
  /** True if Slack answers at all. */
  isReachable(): Promise<boolean>;
}

/** A limit that Slack counts for itself: posts in the notices' channel, edits, and posts in each other place. */
export type PostRoute = 'channel' | 'edits' | 'escalation' | `operator:${string}`;

/** Stands before every write to Slack. */
export interface PostThrottle {
  /** Waits for its turn where that is near. @returns ISO time before which not to ask; undefined when the route is free */
  closedUntil(route: PostRoute): Promise<string | undefined>;
  /** ISO time before which not to ask, from this process's own knowledge alone; undefined when the route is free */
  pausedUntil(route: Exclude<PostRoute, 'channel'>): string | undefined;
  /** True for a while after a 429: then one call at a time goes out, a second apart */
  isPaced(route: Exclude<PostRoute, 'channel'>): boolean;
  /** Closes the route after a 429, for so many seconds. @returns until when, ISO time */
  close(route: PostRoute, seconds: number): Promise<string>;
}

/** The managed nodes themselves. */
export interface ManagedNodes {
  /** Writes the fixed warning to every terminal of a node. @throws {Error} if SSM does not take it */
  warn(targetId: string): Promise<void>;
  /** @returns those of the ids that SSM knows as managed nodes, connected or not */
  list(targetIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The records of one delivery, or of one page of the trail's log group. */
export interface ObservedRecords {
  readonly observations: readonly Observation[];
  /** One for each record that cannot be read */
  readonly faults: readonly Error[];
}

export interface TrailPage extends ObservedRecords {
  /** Undefined on the last page */
  readonly next?: string | undefined;
}

/** The lasting record: what the subscription skipped is still in it. */
export interface Trail {
  /** Records whose own time lies in the range, oldest first. @throws {Error} if it cannot be read */
  page(range: { readonly from: string; readonly to: string }, token?: string): Promise<TrailPage | 'token-too-old'>;
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
  /** The same, or 'more' where they fill more than so many pages: nobody waits for a very long list. */
  active(mostPages: number): Promise<LiveSession[] | 'more'>;
  /** In history when it is over, else among the active; undefined in neither (which proves nothing). */
  find(sessionId: string): Promise<LiveSession | undefined>;
  /** Asks SSM to end it. The answer is no proof. */
  terminate(sessionId: string): Promise<void>;
}

/** People, as Slack knows them. */
export interface Directory {
  /** @throws {Error} if Slack does not tell */
  groupMembers(groupId: string): Promise<ReadonlySet<string>>;
  /** Undefined when nobody has the address. @throws {Error} if Slack does not tell */
  userByEmail(email: string): Promise<string | undefined>;
  /** False for guests, bots and the deactivated. @throws {Error} if Slack does not tell */
  isFullMember(userId: string): Promise<boolean>;
}

/** Starts work of the watchdog, without waiting for it. */
export interface Watchdog {
  /** Confirms the termination of one session. */
  wake(sessionId: string): Promise<void>;
  /** Runs the checks, and answers at the URL. */
  check(responseUrl: string): Promise<void>;
}

/** A request for an export. */
export interface ExportJob {
  /** ISO 8601 UTC; `to` is not part of it */
  readonly from: string;
  readonly to: string;
  /** e.g. "2026-11" */
  readonly label: string;
  readonly format: 'csv' | 'jsonl';
  /** The person who gets the file */
  readonly userId: string;
}

export interface Exporter {
  /** Starts it, without waiting for it. @returns 'not-set-up' where there is no function for it @throws {Error} if it could not be started */
  start(job: ExportJob): Promise<'started' | 'not-set-up'>;
}

/** One event of a chain, in the form in which EventBridge passes it on: see app/audit/bus-event.ts. */
export interface BusEvent {
  /** ISO time */
  readonly at: string;
  /** e.g. "Session acknowledged" */
  readonly detailType: string;
  readonly detail: object;
}

/** Passes events on to other systems. */
export interface EventBus {
  /** Never throws. @returns for each event, in their order, why it was not taken; undefined where it was */
  put(events: readonly BusEvent[]): Promise<readonly (Error | undefined)[]>;
}

/** The public address to which Slack sends the clicks. */
export interface Endpoint {
  /** Sends one request without a signature. Never throws. @returns why its answer is not this app's own refusal; undefined if it is */
  probe(): Promise<Error | undefined>;
}

export interface Clock {
  now(): Date;
  pause(millis: number): Promise<void>;
}

/** Metrics and the log: alarms are made of them. */
export interface Monitor {
  count(metric: Counted, value?: number): void;
  /** A length of time, e.g. of the oldest notice that is not out */
  measure(metric: Measured, seconds: number): void;
  /** A fault that was survived, and that somebody must be able to see. */
  fault(what: string, cause: unknown, about?: Readonly<Record<string, string | number>>): void;
}

/** Everything that it takes to decide and to store. */
export interface AppendPorts {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

/** And to write to Slack about a stream. */
export interface SyncPorts extends AppendPorts {
  readonly messenger: Messenger;
  readonly monitor: Monitor;
  readonly nodes: ManagedNodes;
  readonly throttle: PostThrottle;
  readonly audiences: Audiences;
  /** Undefined where no bus is named: then no event waits to be put on one */
  readonly bus?: EventBus | undefined;
  /** ISO times of the latest warning on the terminals, by target id: a watchdog pass knows them, and adds its own */
  readonly hostsWarnedAt?: Map<string, string> | undefined;
}

/** Everything that the use cases need from outside. */
export interface Ports extends SyncPorts {
  readonly live: LiveSessions;
  readonly controls: ControlStore;
  /** Undefined where no log group is named: then DescribeSessions alone finds what the subscription skips */
  readonly trail?: Trail | undefined;
  /** Undefined where its address is not known: then clicks count as able to arrive */
  readonly endpoint?: Endpoint | undefined;
  readonly directory: Directory;
  readonly watchdog: Watchdog;
  readonly exporter: Exporter;
  /** A new unguessable name each time. */
  readonly newId: () => string;
}
