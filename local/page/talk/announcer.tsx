// Announces new and changed messages to screen readers, with the text of a notification.
import { useEffect, useRef, useState } from 'react';
import type { PageMessage } from '../../snapshot.ts';
import { toText } from '../blocks/inlines.tsx';
import { parseMrkdwn } from '../blocks/mrkdwn.ts';
import { useReader } from '../i18n/reader.ts';

export function Announcer({ messages }: { messages: readonly PageMessage[] }) {
  const reader = useReader();
  const known = useRef<Map<string, string>>(undefined);
  const [latestMessage, setNews] = useState<PageMessage>();

  useEffect(() => {
    const before = known.current;
    known.current = new Map(messages.map(({ ts, text }) => [ts, text]));
    // Messages from before the page opened are not announced.
    const latest = before && messages.findLast(({ ts, text }) => before.get(ts) !== text);
    if (latest) setNews(latest);
  }, [messages]);

  return (
    <div className="unseen" aria-live="polite">
      {latestMessage && (
        <p key={`${latestMessage.ts} ${latestMessage.text}`}>
          {reader.nameOf(latestMessage.author)}:{' '}
          {parseMrkdwn(latestMessage.text)
            .map((element) => toText(element, reader))
            .join('')}
        </p>
      )}
    </div>
  );
}
