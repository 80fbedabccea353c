// A Slack in memory: what is said where, and how it answers each write. It remembers everything and shows nothing twice; what an
// answer means is judged by the code that judges it on Lambda.
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { Clock, DigestPage, Messenger, SendOptions, SendResult } from '../../../app/ports.ts';
import { decide } from '../../../app/session/decide.ts';
import type { Audience } from '../../../app/session/follow-ups.ts';
import { evolve, type Stream } from '../../../app/session/session.ts';
import type { PostedMessage, TamperingNotice } from '../../../app/session/stored-state.ts';
import { checkAnswer, classifyWrite, readRetryAfter, readTs } from '../../../app/slack/http/call-outcome.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';
import { renderNotice } from '../../../app/slack/views/notice/notice.ts';

export const CHANNEL = 'C0BASTION01';
export const ON_CALL = 'C0ONCALL001';
export const OPERATORS_DM = 'D0OPERATOR1';
const CHANNELS: Readonly<Partial<Record<Note['where'], string>>> = { escalation: ON_CALL, operator: OPERATORS_DM };

/** How Slack takes a write; what is unknown to the writer has happened, or has not. */
export type Taking =
  | 'taken'
  | 'not now'
  | 'limited'
  | 'limited, no number'
  | 'refused'
  | 'token refused'
  | `${'unknown' | 'garbled' | 'no ts'}, ${'taken' | 'not taken'}`;

export interface Note {
  readonly ts: string;
  readonly where: 'channel' | Audience;
  /** Id of the entry that it is about, or the date of a digest */
  readonly about: string;
  /** Set on announcements, e.g. "5:thread" */
  readonly key?: string;
  /** True if it says that it may be there already */
  readonly mayRepeat?: true;
  /** `ts` of the operator's first message, below which it stands */
  readonly below?: string | undefined;
  /** The text that it shows now */
  shown: string;
}

export interface MemorySlack {
  readonly messenger: Messenger;
  readonly notes: Note[];
  /** Of direct messages that Slack plainly refused: "session id key" */
  readonly refused: Set<string>;
  face: Messenger['renderHash'];
  noticesOf(id: string): Note[];
}

export interface MemorySlackOptions {
  readonly messageOptions: MessageOptions;
  readonly clock: Pick<Clock, 'now'>;
  /** How Slack takes the next write there: each way has limits of its own */
  readonly taking: (where: Note['where'], method: 'post' | 'edit') => Taking;
  /** Slack's seconds with 'limited'; 1 without it */
  readonly retryAfterSeconds?: () => number;
  /** @throws Error when Slack does not let itself be searched now @returns false if this app may not search */
  readonly searching: () => boolean | undefined;
  readonly answers: () => boolean;
  /** Hears of each message that is there now. */
  readonly onNote?: (note: Note) => void;
}

export function createMemorySlack({
  messageOptions,
  clock,
  taking,
  retryAfterSeconds = () => 1,
  searching,
  answers,
  onNote,
}: MemorySlackOptions): MemorySlack {
  const notes: Note[] = [];
  const refused = new Set<string>();
  let lastMicros = 0;

  const face: Messenger['renderHash'] = (stream) => JSON.stringify(renderNotice(stream, messageOptions));
  const renderDigestHash = ({ date, sessions, left }: DigestPage) =>
    JSON.stringify([date, left, sessions.map(({ id, acknowledged, lapsedAt }) => [id, acknowledged?.by, lapsedAt])]);

  async function write<T>(
    where: Note['where'],
    about: string,
    effect: () => T,
    method: 'post' | 'edit' = 'post',
  ): Promise<SendResult<T>> {
    const how = taking(where, method);
    const done = how === 'taken' || how.endsWith(', taken') ? [effect()] : [];
    if (how === 'refused') refused.add(about);
    return classifyWrite(async () => {
      readTs(answer(how, where));
      const [taken] = done;
      if (taken === undefined) throw new Error(`Slack answered "${how}" like a message that it took`);
      return taken;
    });
  }

  /** Slack's answer as the SDK returns it. */
  function answer(how: Taking, where: Note['where']): { ts?: string } {
    switch (how) {
      case 'taken':
        return { ts: '1.000000' };
      case 'limited':
      case 'limited, no number':
        throw new WebAPIRateLimitedError(
          readRetryAfter(how === 'limited' ? String(retryAfterSeconds()) : undefined, clock.now()),
        );
      case 'not now':
        throw platformError('request_timeout');
      case 'refused':
        throw platformError(where === 'operator' ? 'user_not_found' : 'is_archived');
      case 'token refused':
        throw platformError('account_inactive');
      case 'no ts, taken':
      case 'no ts, not taken':
        return {};
      case 'garbled, taken':
      case 'garbled, not taken': {
        const text = GARBLED[notes.length % GARBLED.length] ?? '';
        checkAnswer({ status: 200, contentType: 'application/json', text });
        // Without the check the SDK would take the body for an error word.
        throw platformError(text);
      }
      default:
        throw new Error('the connection broke');
    }
  }

  function add({
    shown,
    ...note
  }: Omit<Note, 'ts' | 'shown'> & { shown: string | ((at: PostedMessage) => string) }): PostedMessage {
    lastMicros = Math.max(lastMicros + 1, clock.now().getTime() * 1000);
    const ts = (lastMicros / 1e6).toFixed(6);
    const at = posted(ts, note.where);
    const added = { ...note, ts, shown: typeof shown === 'string' ? shown : shown(at) };
    notes.push(added);
    onNote?.(added);
    return at;
  }

  function posted(ts: string, where: Note['where'] = 'channel'): PostedMessage {
    const at = new Date(Number(ts) * 1000).toISOString();
    return { channel: CHANNELS[where] ?? CHANNEL, ts, at };
  }

  async function change<T>(ts: string | undefined, effect: (note: Note) => T): Promise<SendResult<T>> {
    const note = notes.find((one) => one.ts === ts);
    if (note === undefined) return { outcome: 'message-gone', cause: new Error('message_not_found') };
    return write('channel', note.about, () => effect(note), 'edit');
  }

  const noticesOf = (id: string) => notes.filter(({ about, where }) => about === id && where === 'channel');

  const messenger: Messenger = {
    renderHash: face,
    renderDigestHash: async (page) => renderDigestHash(page),
    post: (stream, { mayRepeat } = ONCE) =>
      write('channel', stream.id, () => {
        const shown = (at: PostedMessage) => face(asNoticed(stream, at));
        const at = add({ where: 'channel', about: stream.id, shown, ...(mayRepeat && { mayRepeat }) });
        return { ...at, shownHash: shown(at) };
      }),
    update: (stream) =>
      change(stream.noticed?.ts, (note) => {
        note.shown = face(stream);
        return { shownHash: note.shown };
      }),
    sendFollowUp: (session, { key, audience }, { mayRepeat, below } = ONCE) =>
      write(audience, `${session.id} ${key}`, () => {
        const note = { where: audience, about: session.id, key, shown: key, below: below?.ts };
        const { channel, ts } = add({ ...note, ...(mayRepeat && { mayRepeat }) });
        return { place: { channel, ts } };
      }),
    async findNotice(stream) {
      if (searching() === false) return 'not-searchable';
      const [note] = noticesOf(stream.id);
      return note && posted(note.ts);
    },
    async findFollowUps(session, audience) {
      if (searching() === false) return 'not-searchable';
      const there = notes.filter(({ about, where }) => about === session.id && where === audience);
      return new Set(there.flatMap(({ key }) => key ?? []));
    },
    postDigest: (page, { mayRepeat } = ONCE) =>
      write('channel', page.date, () => {
        const shownHash = renderDigestHash(page);
        const note = { where: 'channel', about: page.date, shown: shownHash, ...(mayRepeat && { mayRepeat }) } as const;
        return { ...add(note), shownHash };
      }),
    updateDigest: ({ ts }, page) =>
      change(ts, (note) => {
        note.shown = renderDigestHash(page);
        return { shownHash: note.shown };
      }),
    async findDigest(date) {
      if (searching() === false) return 'not-searchable';
      const [note] = noticesOf(date);
      return note && posted(note.ts);
    },
    postTampering: (notice, { mayRepeat } = ONCE) =>
      write('channel', notice.id, () =>
        add({ where: 'channel', about: notice.id, shown: shownOf(notice), ...(mayRepeat && { mayRepeat }) }),
      ),
    updateTampering: ({ ts }, notice) =>
      change(ts, (note) => {
        note.shown = shownOf(notice);
        return {};
      }),
    async findTampering({ id }) {
      if (searching() === false) return 'not-searchable';
      const [note] = noticesOf(id);
      return note && posted(note.ts);
    },
    isReachable: async () => answers(),
  };

  return { messenger, notes, refused, face, noticesOf };
}

const ONCE: SendOptions = { mayRepeat: false };
function shownOf({ calls, more }: TamperingNotice): string {
  return [...calls.map(({ call }) => call), ...(more > 0 ? [more] : [])].join(', ');
}

/** Cut off, a bare word that looks like one of Slack's, a proxy's page, nothing, and JSON that says nothing. */
const GARBLED = ['{"ok":true,"ts":"17', 'channel_not_found', '<!DOCTYPE html><html></html>', '', '[]', '{"ok":false}'];

function platformError(error: string): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error });
}

/** The entry once its notice is recorded: a notice is posted as it looks then. */
function asNoticed(stream: Stream, { channel, ts, at }: PostedMessage): Stream {
  const decision = decide(stream, { type: 'recordNotice', id: `shown:${ts}`, channel, ts, at }, new Date(at));
  return 'events' in decision ? decision.events.reduce<Stream>(evolve, stream) : stream;
}
