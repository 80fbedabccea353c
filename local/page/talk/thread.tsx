// Replies of a message. The latest are always visible.
import { useState } from 'react';
import type { PageMessage } from '../../snapshot.ts';
import { useReader } from '../i18n/reader.ts';
import { useJump } from '../jump.ts';
import { Message } from './message.tsx';

const ALWAYS_SHOWN = 2;

export function Thread({ replies }: { replies: readonly PageMessage[] }) {
  const { words } = useReader();
  const { to } = useJump();
  const [opened, setOpen] = useState(false);
  const open = opened || replies.some(({ ts }) => ts === to);
  const folded = open ? 0 : Math.max(0, replies.length - ALWAYS_SHOWN);
  return (
    <section className="thread" aria-label={words.replies(replies.length)}>
      {folded > 0 ? (
        <button type="button" className="link" onClick={() => setOpen(true)}>
          {words.earlierReplies(folded)}
        </button>
      ) : (
        <p className="muted" aria-hidden="true">
          {words.replies(replies.length)}
        </p>
      )}
      {replies.slice(folded).map((reply) => (
        <Message key={reply.ts} message={reply} />
      ))}
    </section>
  );
}
