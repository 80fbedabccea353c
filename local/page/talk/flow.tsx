// Messages of a conversation by day, each with its replies below.
import { Fragment, type ReactNode, useId } from 'react';
import type { PageMessage } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { formatDay, parseTs } from '../i18n/when.ts';
import { Message } from './message.tsx';
import { useStayAtEnd } from './stay-at-end.ts';
import { Thread } from './thread.tsx';

interface FlowProps {
  /** Label of the region, e.g. "# bastion" */
  readonly label: string;
  /** Messages that the reader may see, oldest first */
  readonly messages: readonly PageMessage[];
  /** Shown without messages */
  readonly empty: ReactNode;
}

export function Flow({ label, messages, empty }: FlowProps) {
  const reader = useReader();
  const id = useId();
  const known = new Set(messages.map(({ ts }) => ts));
  const isReply = ({ threadTs, ts }: PageMessage) => threadTs !== undefined && threadTs !== ts && known.has(threadTs);
  const replies = Map.groupBy(messages.filter(isReply), ({ threadTs }) => threadTs);
  // A broadcast reply is drawn twice: in its thread and in the channel.
  const roots = messages.filter((message) => message.broadcast || !isReply(message));
  const { scroller, content, hasNewer, toEnd } = useStayAtEnd(roots.at(-1)?.ts);
  const days = roots.map(({ ts }) => formatDay(parseTs(ts), reader));

  return (
    <div className="flow">
      <h2 id={id} className="unseen">
        {label}
      </h2>
      <section className="scroller" ref={scroller} aria-labelledby={id}>
        <div className="messages" ref={content}>
          {messages.length === 0 && empty}
          {roots.map((message, index) => (
            <Fragment key={message.ts}>
              {days[index] !== days[index - 1] && (
                <p className="day">
                  <span>{days[index]}</span>
                </p>
              )}
              <div>
                <Message message={message} isBroadcast={isReply(message)} />
                {replies.has(message.ts) && <Thread replies={replies.get(message.ts) ?? []} />}
              </div>
            </Fragment>
          ))}
        </div>
      </section>
      {hasNewer && (
        <button type="button" className="button newer" data-look="primary" data-filled onClick={toEnd}>
          {reader.words.toNewest} <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}
