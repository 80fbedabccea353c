// Tells screen readers the line that a phone's notification would show, once for each message that comes or changes.
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
    // What was there when the page opened is no news.
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
