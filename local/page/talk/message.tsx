// One message: its text, or its blocks if it has any.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { blocks as blocksOfMessage } from '../../slack/blocks.ts';
import type { PageMessage } from '../../snapshot.ts';
import { Avatar } from '../avatar.tsx';
import { type Block, Blocks } from '../blocks/blocks.tsx';
import { Inlines } from '../blocks/inlines.tsx';
import { parseMrkdwn } from '../blocks/mrkdwn.ts';
import { usePress } from '../blocks/use-press.ts';
import { useReader } from '../i18n/reader.ts';
import { formatFullTime, formatTime, parseTs } from '../i18n/when.ts';
import { useJump } from '../jump.ts';
import { Reactions } from './reactions.tsx';

interface MessageProps {
  readonly message: PageMessage;
  /** True for a reply that is drawn in the channel, not in its thread */
  readonly isBroadcast?: boolean;
}

export const Message = memo(function Message({ message, isBroadcast = false }: MessageProps) {
  const reader = useReader();
  const { words } = reader;
  const { pressing, error } = usePress({ messageTs: message.ts });
  const [asked, setAsked] = useState<PageMessage>();
  const article = useRef<HTMLElement>(null);
  const { to, count } = useJump();
  const isJumpedTo = to === message.ts && !isBroadcast;
  const blocks = useMemo(() => parseBlocks(message), [message]);
  const name = reader.nameOf(message.author);
  const isApp = message.author === 'app';
  const isOnlyYou = message.visibleTo !== undefined && message.place === 'channel';
  const sent = parseTs(message.ts);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a second jump to the same message scrolls again
  useEffect(() => {
    if (isJumpedTo) article.current?.scrollIntoView({ block: 'center' });
  }, [isJumpedTo, count]);

  const content = (
    <div className={isCard(blocks) ? 'content card' : 'content'} data-waiting={isWaiting(blocks) || undefined}>
      {blocks.length > 0 ? (
        <Blocks
          blocks={blocks}
          pressed={pressing.pressed}
          onPress={(press) => {
            setAsked(message);
            pressing.onPress(press);
          }}
        />
      ) : (
        <p className="block-text">
          <Inlines elements={parseMrkdwn(message.text)} />
        </p>
      )}
    </div>
  );

  return (
    <article
      ref={article}
      className="message"
      data-ts={message.ts}
      data-jumped={isJumpedTo || undefined}
      data-only-you={isOnlyYou || undefined}
      aria-label={words.byAt(name, formatTime(sent, reader))}
    >
      <Avatar person={isApp ? undefined : (reader.personOf(message.author) ?? { name, role: 'bystander' })} />
      <div className="message-body">
        {isOnlyYou && <p className="only-you">{words.onlyYou}</p>}
        {isBroadcast && <p className="in-thread">{words.inThread}</p>}
        <p className="byline">
          <strong>{name}</strong>
          {isApp && <span className="tag">{words.appTag}</span>}
          <time dateTime={sent.toISOString()} title={formatFullTime(sent, reader)}>
            {formatTime(sent, reader)}
          </time>
          {message.edited && <span className="muted">{words.edited}</span>}
        </p>
        {/* Slack has no reactions to what only one person sees in a channel. */}
        {isOnlyYou ? content : <Reactions message={message}>{content}</Reactions>}
        {message.file && <FileLink file={message.file} />}
        {/* The error is outdated once the message has changed. */}
        {error && asked === message && (
          <p role="alert" className="error">
            {error}
          </p>
        )}
      </div>
    </article>
  );
});

/** Download link of an uploaded file. */
function FileLink({ file: { name, base64 } }: { file: NonNullable<PageMessage['file']> }) {
  const { words } = useReader();
  const bytes = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return (
    <a className="file" href={`data:application/octet-stream;base64,${base64}`} download={name}>
      <strong>{name}</strong>
      <span className="muted">{words.download(bytes)}</span>
    </a>
  );
}

/** Blocks that Slack would refuse are not drawn; the text replaces them. */
function parseBlocks({ blocks }: PageMessage): Block[] {
  return blocksOfMessage.safeParse(blocks).data ?? [];
}

function isCard(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'header');
}

/** A primary button means that the message waits for an action. */
function isWaiting(blocks: readonly Block[]): boolean {
  return blocks.some(
    (block) =>
      block.type === 'actions' &&
      block.elements.some((element) => element.type === 'button' && element.style === 'primary'),
  );
}
