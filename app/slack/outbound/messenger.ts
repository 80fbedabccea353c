// Writes notices, follow-ups and the digest through Slack's Web API.
import { createHash } from 'node:crypto';
import type { ChatPostMessageArguments, WebClient } from '@slack/web-api';
import type { Clock, DigestPage, Messenger, SendOptions, SendResult } from '../../ports.ts';
import { previewNoticed } from '../../session/decide.ts';
import type { FollowUp, MessagePlace } from '../../session/follow-ups.ts';
import type { Session, Stream } from '../../session/session.ts';
import type { PostedMessage, TamperingNotice } from '../../session/stored-state.ts';
import { classifyWrite, readTs } from '../http/call-outcome.ts';
import { createWorkspaceUrl, type WorkspaceUrl } from '../http/workspace-url.ts';
import { type Message, type MessageOptions, markRepeated } from '../i18n/message-options.ts';
import { withLinks } from '../views/links.ts';
import { renderNotice } from '../views/notice/notice.ts';
import {
  type Channels,
  createOwnMessageSearch,
  DIGEST_EVENT,
  FOLLOW_UP_EVENT,
  NOTICE_EVENT,
  readPostedMessage,
  TAMPERING_EVENT,
} from './find-own-messages.ts';

export function createMessenger(
  client: WebClient,
  channels: Channels,
  messageOptions: MessageOptions,
  clock: Clock,
  workspaceUrl: WorkspaceUrl = createWorkspaceUrl(client, clock),
): Messenger {
  const { channel, escalationChannel } = channels;

  /** A stream object never changes, and one sync asks for its hash more than once. */
  const hashes = new WeakMap<Stream, string>();

  function renderHash(stream: Stream): string {
    const known = hashes.get(stream) ?? hashOf(renderNotice(stream, messageOptions));
    hashes.set(stream, known);
    return known;
  }

  async function post(stream: Stream, options?: SendOptions): ReturnType<Messenger['post']> {
    // The deadline counts from the notice, so the message shows the stream as it will be once the notice is recorded.
    const message = renderNotice(previewNoticed(stream, channel, clock.now()), messageOptions);
    return write(message, { event_type: NOTICE_EVENT, event_payload: { session_id: stream.id } }, options);
  }

  async function update(stream: Stream): ReturnType<Messenger['update']> {
    const { noticed } = stream;
    if (noticed === undefined) throw new Error(`${stream.id} has no notice to update`);
    return rewrite(noticed, renderNotice(stream, messageOptions));
  }

  async function sendFollowUp(
    session: Session,
    followUp: FollowUp,
    options?: SendOptions,
  ): ReturnType<Messenger['sendFollowUp']> {
    const event_payload = { session_id: session.id, key: followUp.key };
    const metadata = { event_type: FOLLOW_UP_EVENT, event_payload };
    const place = placeOf(session, followUp, options?.below);
    const message = mark(await drawFollowUp(session, followUp), options);
    return classifyWrite(async () => {
      const answer = await client.chat.postMessage(body(place.channel, message, { ...place, metadata }));
      return { place: { channel: answer.channel ?? place.channel, ts: readTs(answer) } };
    });
  }

  /** Loads late: a click sends none. In the thread the notice stands above it, so nothing links there. */
  async function drawFollowUp(session: Session, followUp: FollowUp): Promise<Message> {
    const [{ renderFollowUp }, options] = await Promise.all([
      import('../views/follow-ups/follow-ups.ts'),
      followUp.audience === 'thread' ? messageOptions : withLinks(messageOptions, workspaceUrl),
    ]);
    return renderFollowUp(session, followUp, options, clock.now());
  }

  /** @param below the operator's first message: a warning stands below it, and in the conversation itself */
  function placeOf({ id, noticed, operator }: Session, { audience, event }: FollowUp, below?: MessagePlace): Place {
    if (noticed === undefined) throw new Error(`${id} has no notice to follow up`);
    if (audience === 'operator' && below !== undefined) {
      const reply = { channel: below.channel, thread_ts: below.ts };
      return event.type === 'warned' ? { ...reply, reply_broadcast: true } : reply;
    }
    // Slack accepts a person's id as a channel, and opens the direct message.
    const elsewhere = {
      thread: undefined,
      host: undefined,
      escalation: escalationChannel,
      operator: operator.slackUser,
    };
    if (audience === 'thread') return { channel: noticed.channel, thread_ts: noticed.ts };
    const where = elsewhere[audience];
    if (where === undefined) throw new Error(`${id} has no recipient in Slack for "${audience}"`);
    return { channel: where };
  }

  async function postDigest(page: DigestPage, options?: SendOptions): ReturnType<Messenger['postDigest']> {
    const metadata = { event_type: DIGEST_EVENT, event_payload: { date: page.date } };
    const { linked, shownHash } = await drawDigest(page);
    const posted = await write(linked, metadata, options);
    return posted.outcome === 'sent' ? { ...posted, shownHash } : posted;
  }

  function mark(message: Message, options?: SendOptions): Message {
    return options?.mayRepeat ? markRepeated(message, messageOptions) : message;
  }

  async function updateDigest(digest: PostedMessage, page: DigestPage): ReturnType<Messenger['updateDigest']> {
    const { linked, shownHash } = await drawDigest(page);
    const rewritten = await rewrite(digest, linked);
    return rewritten.outcome === 'sent' ? { ...rewritten, shownHash } : rewritten;
  }

  /** Loads late: a click never shows it. */
  async function drawTampering(notice: TamperingNotice): Promise<Message> {
    const { renderTampering } = await import('../views/tampering.ts');
    return renderTampering(notice, messageOptions);
  }

  async function postTampering(notice: TamperingNotice, options?: SendOptions): ReturnType<Messenger['postTampering']> {
    const metadata = { event_type: TAMPERING_EVENT, event_payload: { record_id: notice.id } };
    return write(await drawTampering(notice), metadata, options);
  }

  async function updateTampering(
    posted: PostedMessage,
    notice: TamperingNotice,
  ): ReturnType<Messenger['updateTampering']> {
    return rewrite(posted, await drawTampering(notice));
  }

  /**
   * Loads late: a click never shows it. Its hash is that of the digest without links, which does not become old because
   * Slack did not say where the workspace is.
   */
  async function drawDigest(page: DigestPage): Promise<{ linked: Message; shownHash: string }> {
    const [{ renderDigest }, options] = await Promise.all([
      import('../views/lists/digest.ts'),
      withLinks(messageOptions, workspaceUrl),
    ]);
    return { linked: renderDigest(page, options), shownHash: hashOf(renderDigest(page, messageOptions)) };
  }

  async function renderDigestHash(page: DigestPage): Promise<string> {
    const { renderDigest } = await import('../views/lists/digest.ts');
    return hashOf(renderDigest(page, messageOptions));
  }

  async function isReachable(): Promise<boolean> {
    try {
      return (await client.auth.test()).ok;
    } catch {
      // Any failure means that Slack cannot be reached.
      return false;
    }
  }

  /** The hash is that of the message without a mark, which thus stays until something else changes. */
  async function write(
    message: Message,
    metadata: Metadata,
    options?: SendOptions,
  ): Promise<SendResult<PostedMessage & { readonly shownHash: string }>> {
    return classifyWrite(async () => {
      const answer = await client.chat.postMessage(body(channel, mark(message, options), { metadata }));
      return { ...readPostedMessage(answer.channel ?? channel, readTs(answer)), shownHash: hashOf(message) };
    });
  }

  async function rewrite(
    { channel: where, ts }: Pick<PostedMessage, 'channel' | 'ts'>,
    { text, blocks }: Message,
  ): Promise<SendResult<{ readonly shownHash: string }>> {
    return classifyWrite(async () => {
      readTs(await client.chat.update({ channel: where, ts, text, blocks }));
      return { shownHash: hashOf({ text, blocks }) };
    });
  }

  return {
    renderHash,
    post,
    update,
    sendFollowUp,
    postDigest,
    updateDigest,
    renderDigestHash,
    postTampering,
    updateTampering,
    isReachable,
    ...createOwnMessageSearch(client, channels),
  };
}

type Metadata = NonNullable<ChatPostMessageArguments['metadata']>;

/** A place in Slack; a reply may also stand in the conversation itself. */
type Place = { readonly channel: string } & Reply;
type Reply = { readonly thread_ts?: string } | { readonly thread_ts: string; readonly reply_broadcast: true };

function body(channel: string, message: Message, rest: { metadata: Metadata } & Reply) {
  return { channel, text: message.text, blocks: message.blocks, unfurl_links: false, unfurl_media: false, ...rest };
}

function hashOf(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex');
}
