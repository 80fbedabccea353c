// Runs as its own process: a Slack that is as strict as its documents, and remembers all calls.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { openOnLoopback } from '../../local/aws/loopback.ts';
import { findFault } from '../../local/slack/limits.ts';
import { isTruthy, readPageRequest, takePage } from '../../local/slack/pagination.ts';
import { readCall } from '../../local/slack/request.ts';
import { BOT } from '../../local/slack/workspace.ts';
import { TEAM } from '../handlers/requests.ts';

export interface SlackSettings {
  /** Duration of each call, in milliseconds */
  readonly millis: number;
  /** True if a channel or a person gets at most one message a second */
  readonly onePostASecond: boolean;
  /** Calls of chat.update in a sliding minute; undefined for no limit */
  readonly updatesAMinute?: number | undefined;
}

interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string>>;
}

/** One remembered message. */
export interface Remembered {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string | undefined;
  readonly metadata?: Metadata | undefined;
  /** Milliseconds since 1970 */
  readonly at: number;
}

/** The report of the stand-in. */
export interface SlackTold {
  readonly messages: readonly Remembered[];
  /** Times of its refusals with 429, in milliseconds since 1970 */
  readonly refusedPosts: readonly number[];
  readonly refusedUpdates: readonly number[];
  readonly updates: number;
  /** Faults of the messages that it refused */
  readonly faults: readonly string[];
  /** Ephemeral messages */
  readonly whispers: readonly { readonly user: string; readonly text: string }[];
  /** The latest blocks of each updated message */
  readonly faces: Readonly<Record<string, string>>;
}

type Body = Record<string, unknown>;

const settings: SlackSettings = JSON.parse(process.argv[2] ?? '{}');
const messages = new Map<string, Remembered>();
const faces = new Map<string, string>();
const [refusedPosts, refusedUpdates]: [number[], number[]] = [[], []];
const [faults, whispers]: [string[], { user: string; text: string }[]] = [[], []];
let updates = 0;
let lastMicros = 0;

const posts = createLimit(settings.onePostASecond ? 1 : Number.POSITIVE_INFINITY, 1_000);
const edits = createLimit(settings.updatesAMinute ?? Number.POSITIVE_INFINITY, 60_000);

/** Limits the calls in a sliding window, counted by arrival. @returns whole seconds to wait; 0 for an accepted call */
function createLimit(most: number, windowMillis: number) {
  const taken = new Map<string, number[]>();
  return (key: string, now: number): number => {
    const recent = (taken.get(key) ?? []).filter((at) => at > now - windowMillis);
    const [oldest = now] = recent;
    if (recent.length >= most) return Math.max(1, Math.ceil((oldest + windowMillis - now) / 1000));
    if (most !== Number.POSITIVE_INFINITY) taken.set(key, [...recent, now]);
    return 0;
  };
}

function nextTs(now: number): string {
  lastMicros = Math.max(now * 1000, lastMicros + 1);
  const digits = String(lastMicros);
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** An answer, or the seconds to wait before the next try. */
function perform(method: string, body: Body, now: number): object | number {
  switch (method) {
    case 'chat.postMessage':
      return post(body, now);
    case 'chat.update':
      return update(body, now);
    case 'chat.postEphemeral':
      whispers.push({ user: String(body.user), text: String(body.text) });
      return { ok: true, message_ts: nextTs(now) };
    case 'conversations.history':
      return page(
        body,
        [...messages.values()].filter((one) => !one.thread_ts && one.channel === body.channel).reverse(),
      );
    case 'conversations.replies': {
      const parent = messages.get(String(body.ts));
      if (parent === undefined) return { ok: false, error: 'thread_not_found' };
      return page(body, [parent, ...[...messages.values()].filter((one) => one.thread_ts === parent.ts)]);
    }
    case 'auth.test':
      return { ok: true, user_id: BOT.userId, bot_id: BOT.botId, team_id: TEAM };
    case 'users.info':
      return { ok: true, user: { id: body.user, team_id: TEAM, is_bot: false, deleted: false } };
    default:
      return { ok: false, error: 'unknown_method' };
  }
}

function post(body: Body, now: number): object | number {
  const [channel, thread] = [String(body.channel), body.thread_ts === undefined ? undefined : String(body.thread_ts)];
  const wait = posts(channel, now);
  if (wait > 0) {
    refusedPosts.push(now);
    return wait;
  }
  const fault = findFault(body);
  if (fault !== undefined) {
    faults.push(...fault.messages, fault.error);
    return { ok: false, error: fault.error };
  }
  const ts = nextTs(now);
  messages.set(ts, { ts, channel, thread_ts: thread, metadata: body.metadata as Metadata | undefined, at: now });
  return { ok: true, channel, ts, message: { ts } };
}

function update(body: Body, now: number): object | number {
  const wait = edits('chat.update', now);
  if (wait > 0) {
    refusedUpdates.push(now);
    return wait;
  }
  const ts = String(body.ts);
  if (!messages.has(ts)) return { ok: false, error: 'message_not_found' };
  const fault = findFault(body);
  if (fault !== undefined) {
    faults.push(...fault.messages, fault.error);
    return { ok: false, error: fault.error };
  }
  updates += 1;
  faces.set(ts, JSON.stringify(body.blocks));
  return { ok: true, channel: body.channel, ts };
}

function page(body: Body, found: readonly Remembered[]): object {
  const window = readPageRequest(body);
  if (typeof window === 'string') return { ok: false, error: window };
  const told = found
    .filter(({ ts }, at) => window.holds(ts) || (at === 0 && ts === body.ts))
    .map(({ ts, thread_ts, metadata }) => ({
      type: 'message',
      ts,
      thread_ts,
      user: BOT.userId,
      bot_id: BOT.botId,
      ...(isTruthy(body.include_all_metadata) && { metadata }),
    }));
  return { ok: true, ...takePage(told, window) };
}

/** The messages with a later ts. */
const AFTER = '/messages-after/';

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/told') {
    const told: SlackTold = {
      messages: [...messages.values()],
      refusedPosts,
      refusedUpdates,
      updates,
      faults,
      whispers,
      faces: Object.fromEntries(faces),
    };
    return answer(response, 200, told);
  }
  if (request.url === '/remember') {
    for (const message of (await json(request)) as Remembered[]) messages.set(message.ts, message);
    return answer(response, 200, {});
  }
  const after = request.url?.startsWith(AFTER) ? request.url.slice(AFTER.length) : undefined;
  if (after !== undefined)
    return answer(
      response,
      200,
      [...messages.values()].filter(({ ts }) => ts > after),
    );
  const now = Date.now();
  const { method, body } = await readCall(request);
  const performed = perform(method, body, now);
  await setTimeout(settings.millis);
  if (typeof performed === 'object') return answer(response, 200, performed);
  answer(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(performed) });
}

function answer(response: ServerResponse, status: number, body: object, headers = {}): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

const { url } = await openOnLoopback(
  createServer((request, response) => {
    serve(request, response).catch((fault: unknown) => answer(response, 500, { fault: String(fault) }));
  }),
);
process.on('disconnect', () => process.exit(0));
process.send?.({ url });
