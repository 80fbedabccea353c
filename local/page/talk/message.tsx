// One message: its text, or its blocks if it has any.
import { memo, useMemo, useState } from 'react';
import { blocks as blocksOfMessage } from '../../slack/blocks.ts';
import type { PageMessage } from '../../snapshot.ts';
import { useAsk } from '../ask.ts';
import { Avatar } from '../avatar.tsx';
import type { Block, Pressing } from '../blocks/action-button.tsx';
import { Blocks } from '../blocks/blocks.tsx';
import { Inlines } from '../blocks/inlines.tsx';
import { parseMrkdwn } from '../blocks/mrkdwn.ts';
import { useReader } from '../i18n/reader.ts';
import { formatFullTime, formatTime, parseTs } from '../i18n/when.ts';

export const Message = memo(function Message({ message }: { message: PageMessage }) {
  const reader = useReader();
  const { words, person } = reader;
  const { error, ask } = useAsk();
  const [pressed, setPressed] = useState<string>();
  const [asked, setAsked] = useState<PageMessage>();
  const blocks = useMemo(() => parseBlocks(message), [message]);
  const name = reader.nameOf(message.author);
  const isApp = message.author === 'app';
  const isOnlyYou = message.visibleTo !== undefined && message.place === 'channel';
  const sent = parseTs(message.ts);

  const press: Pressing['onPress'] = async ({ action_id = '', value = '' }, blockId) => {
    if (person === undefined) return;
    setPressed(action_id);
    setAsked(message);
    await ask('click', { personId: person.id, messageTs: message.ts, actionId: action_id, blockId, value });
    setPressed(undefined);
  };

  return (
    <article
      className="message"
      data-ts={message.ts}
      data-only-you={isOnlyYou || undefined}
      aria-label={words.byAt(name, formatTime(sent, reader))}
    >
      <Avatar person={isApp ? undefined : (reader.personOf(message.author) ?? { name, role: 'bystander' })} />
      <div className="message-body">
        {isOnlyYou && <p className="only-you">{words.onlyYou}</p>}
        <p className="byline">
          <strong>{name}</strong>
          {isApp && <span className="tag">{words.appTag}</span>}
          <time dateTime={sent.toISOString()} title={formatFullTime(sent, reader)}>
            {formatTime(sent, reader)}
          </time>
          {message.edited && <span className="muted">{words.edited}</span>}
        </p>
        <div className={isCard(blocks) ? 'content card' : 'content'} data-waiting={isWaiting(blocks) || undefined}>
          {blocks.length > 0 ? (
            <Blocks blocks={blocks} pressed={pressed} onPress={press} />
          ) : (
            <p className="block-text">
              <Inlines elements={parseMrkdwn(message.text)} />
            </p>
          )}
        </div>
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
  return blocks.some((block) => block.type === 'actions' && block.elements.some(({ style }) => style === 'primary'));
}
