// What the workflow needs from the world, as types only.
import type { Counted, Measured } from './lib/metrics.ts';
import type { DeniedFacts, StartFacts } from './session/event.ts';
import type { Audience, FollowUp, FollowUpDeliveries } from './session/follow-ups.ts';
import type { Outline, Session, Stream } from './session/session.ts';

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

/** Who is writing to Slack about an entry, and until when nobody else may. Outlives the time limit of every handler. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601 UTC */
  readonly until: string;
  /** How many holders in a row let it run out: each of them may have died with a message that nobody knows of */
  readonly takeovers: number;
}

/** What Slack shows of an entry: not part of the chain. */
export interface Delivery {
  /** Hash of what the notice shows; undefined before the notice and when that is not known */
  readonly shownHash?: string | undefined;
  /** ISO time since when the notice is known to show it */
  readonly shownAt?: string | undefined;
  readonly announced: FollowUpDeliveries;
  /** Set after a write that Slack refused: ISO time before which nobody tries again */
  readonly retryAt?: string | undefined;
  /** How many times in a row Slack refused */
  readonly refusals?: number | undefined;
  readonly lease?: Lease | undefined;
}

export interface StoredStream<E extends Stream = Stream> {
  readonly entry: E;
  readonly delivery: Delivery;
  /** ISO time since when SSM lists it neither as active nor in its history, though it should be one of both */
  readonly missingSince?: string | undefined;
  /** Grows by one with each write of the item; 0 for one that was never written */
  readonly version: number;
}

export interface SessionStore {
  /** Consistent. @throws StoredItemError when the item is not what this program wrote */
  read(id: string): Promise<StoredStream | undefined>;
  /** Consistent; those that are missing are left out, and those that are not what this program wrote are faults. */
  readMany(ids: readonly string[]): Promise<{
    readonly found: readonly StoredStream[];
    readonly faults: readonly (Error & { readonly id: string })[];
  }>;
  /**
   * Writes the whole item as `stored.version + 1` if the table still holds `stored.version` (or nothing, for 0).
   * @param dueAt ISO time of the next look, undefined when nothing is left to do
   * @returns the written item, or 'conflict' when somebody else wrote first
   */
  save(stored: StoredStream, dueAt: string | undefined): Promise<StoredStream | 'conflict'>;
  /** Ids of entries that may still need something, soonest first. An index: it nominates, `read` tells. */
  open(): Promise<string[]>;
  /** Of the sessions among them, what ranks and counts them. An index, too. */
  outlines(): Promise<Outlines>;
  /** Ids of the entries of one UTC day, e.g. "2026-11-24", by their start, page by page: a day may have very many. */
  startedOn(day: string): AsyncIterable<readonly string[]>;
  /** Ids of the entries of one operator name, newest first. */
  byOperator(name: string): Promise<string[]>;
}

/** The open sessions as an index has them, soonest first. */
export interface Outlines {
  readonly outlines: readonly Outline[];
  /** Ids of entries of which the index does not hold what this program writes: only `readMany` tells whether they are sessions */
  readonly unknown: readonly string[];
}

/** What is remembered beside the sessions: at most one of each, in no index. */
export interface Controls {
  /** Who may post in the notices' channel: nobody before `notBefore` but the holder of the lease */
  '#slack': {
    readonly notBefore?: string | undefined;
    /** Slack itself takes nothing before, whoever asks: ISO time */
    readonly retryAt?: string | undefined;
    readonly lease?: Omit<Lease, 'takeovers'> | undefined;
  };
  /** How far the trail's log group was read again, and a reading that is not finished */
  '#watermark': {
    /** ISO time of the first pass: what lies before it was not watched */
    readonly first: string;
    readonly at: string;
    readonly unfinished?: { readonly from: string; readonly to: string; readonly token: string } | undefined;
  };
  /** The group of approvers, when Slack last told */
  '#approvers': { readonly group: string; readonly members: readonly string[]; readonly at: string };
  /** When SSM last said who is connected */
  '#look': { readonly at: string };
  /** The month whose report was posted last, e.g. "2026-11" */
  '#report': { readonly month: string };
  /** The latest digest of what ended unacknowledged */
  '#digest': {
    /** Day in the team's time zone, e.g. "2026-11-24" */
    readonly date: string;
    readonly sessionIds: readonly string[];
    /** How many of them were listed before those that are listed now; 0 in the beginning */
    readonly from?: number | undefined;
    readonly posted?: PostedMessage | undefined;
    readonly shownHash?: string | undefined;
    readonly lease?: Lease | undefined;
    /** True when nothing that it lists can change any more */
    readonly done?: boolean | undefined;
  };
}
export type ControlKey = keyof Controls;

export interface Control<K extends ControlKey> {
  /** Undefined when there is none, or none that this program has written */
  readonly value: Controls[K] | undefined;
  /** 0 for one that was never written */
  readonly version: number;
}

export interface ControlStore {
  /** Consistent. */
  read<K extends ControlKey>(key: K): Promise<Control<K>>;
  /** Writes if the table still holds `seenVersion` (0: nothing). @returns false when somebody else wrote first */
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

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Slack's own time of the message, ISO 8601 UTC */
  readonly at: string;
}

/** What the digest lists at one time. */
export interface DigestPage {
  /** e.g. "2026-11-24" */
  readonly date: string;
  /** In the order of the list */
  readonly sessions: readonly Session[];
  /** How many wait behind them */
  readonly left: number;
}

export interface Messenger {
  /** Hash of what the notice of this entry should show. */
  renderHash(stream: Stream): string;
  /** Posts the notice as it looks once it is recorded. */
  post(stream: Stream): Promise<SendResult<PostedMessage & { readonly shownHash: string }>>;
  /** Makes the notice show the entry as it is. */
  update(stream: Stream): Promise<SendResult<{ readonly shownHash: string }>>;
  /** The notice that an earlier holder of the lease may have posted. @throws Error when Slack cannot be asked */
  findNotice(stream: Stream): Promise<PostedMessage | undefined>;
  sendFollowUp(session: Session, followUp: FollowUp): Promise<SendResult<object>>;
  /** Keys of the announcements that are there; what was told to one person cannot be found. @param since ISO time of the first that is meant. @throws Error when Slack cannot be asked */
  findFollowUps(session: Session, audience: Audience, since: string): Promise<ReadonlySet<string>>;
  postDigest(digest: DigestPage): Promise<SendResult<PostedMessage & { readonly shownHash: string }>>;
  updateDigest(posted: PostedMessage, digest: DigestPage): Promise<SendResult<{ readonly shownHash: string }>>;
  /** Hash of what the digest should show. */
  renderDigestHash(digest: DigestPage): string;
  /** @param since ISO time. @throws Error when Slack cannot be asked */
  findDigest(date: string, since: string): Promise<PostedMessage | undefined>;
  /** Whether Slack answers at all. */
  isReachable(): Promise<boolean>;
}

/** The managed nodes themselves. */
export interface ManagedNodes {
  /** Writes the fixed warning to every terminal of a node. @throws Error when SSM does not take it */
  warn(targetId: string): Promise<void>;
  /** @returns those of the ids that SSM knows as managed nodes, connected or not */
  list(targetIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What a page of the trail's log group tells. */
export interface TrailPage {
  readonly observations: readonly Observation[];
  /** Of records that cannot be read */
  readonly faults: readonly Error[];
  /** Undefined on the last page */
  readonly next?: string | undefined;
}

/** The lasting record: what the subscription skipped is still in it. */
export interface Trail {
  /** Records whose own time lies in the range, oldest first. @throws Error when it cannot be read */
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

/** Where sealed days are kept. Keys are paths, e.g. "seals/00000001.json"; what is written once is never changed. */
export interface Archive {
  /** Keys that begin with the prefix, in their order. @throws Error when it cannot be listed whole */
  list(prefix: string): Promise<string[]>;
  /** Undefined when nothing is there. @throws Error when it cannot be read */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes where nothing is yet. @returns 'exists' when something was, which stays as it is */
  put(key: string, body: Uint8Array): Promise<'written' | 'exists'>;
  /** What somebody did to written objects, in the order of their keys; nothing where the place remembers no versions. */
  changes(): Promise<readonly { readonly key: string; readonly what: 'deleted' | 'overwritten' }[]>;
}

/** The asymmetric key of the seals: ECDSA over P-256 with SHA-256, signatures in DER. */
export interface Signer {
  /** @param message 4,096 bytes at most. @throws Error when the key cannot be used @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** In PEM (SPKI). @throws Error when the key cannot be read */
  publicKey(): Promise<string>;
}

/** What somebody asked to be exported. */
export interface ExportJob {
  /** ISO 8601 UTC; `to` is not part of it */
  readonly from: string;
  readonly to: string;
  /** e.g. "2026-11" */
  readonly label: string;
  readonly format: 'csv' | 'jsonl';
  /** Who gets the file */
  readonly userId: string;
}

/** Starts an export, without waiting for it. */
export interface Exporter {
  /** @returns 'not-set-up' where there is no function for it @throws Error when it could not be started */
  start(job: ExportJob): Promise<'started' | 'not-set-up'>;
}

/** A file for one person, in a direct message. */
export interface SentFile {
  /** e.g. "bastion-2026-11.csv" */
  readonly name: string;
  /** Where it lies on this machine */
  readonly path: string;
  /** What the message says */
  readonly text: string;
}

/** What the audit sends to Slack. Every call throws when Slack does not take it. */
export interface AuditMessenger {
  sendFile(userId: string, file: SentFile): Promise<void>;
  /** A direct message without a file. */
  tell(userId: string, text: string): Promise<void>;
  /** The report of a month, in the channel of the notices. */
  postReport(file: SentFile): Promise<void>;
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
