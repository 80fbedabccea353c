// Who may see a message, and which of them have not been before anybody's eyes yet.
import { useEffect, useState } from 'react';
import type { PageMessage } from '../snapshot.ts';

type MessageFilter = (message: PageMessage) => boolean;

/**
 * @param isInSight what is before the reader's eyes now
 * @returns how many of those that are asked for have not been seen
 */
export function useUnread(
  messages: readonly PageMessage[] = [],
  isInSight: MessageFilter,
): (isAsked: MessageFilter) => number {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const fresh = messages.filter((message) => isInSight(message) && !seen.has(message.ts));
    if (fresh.length > 0) setSeen(new Set([...seen, ...fresh.map(({ ts }) => ts)]));
  }, [messages, isInSight, seen]);

  return (isAsked) => messages.filter((message) => isAsked(message) && !seen.has(message.ts)).length;
}

/** What is for one person alone is seen by no other. */
export function isSeenBy({ visibleTo }: PageMessage, personId: string | undefined): boolean {
  return visibleTo === undefined || visibleTo === personId;
}
