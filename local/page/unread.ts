// Visibility of messages, and counts of unread ones.
import { useEffect, useState } from 'react';
import type { PageMessage } from '../snapshot.ts';

type MessageFilter = (message: PageMessage) => boolean;

/**
 * @param isInSight true for messages that the page shows now
 * @returns a function that counts the unread messages of a filter
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

/** A message with `visibleTo` is visible to that person only. */
export function isSeenBy({ visibleTo }: PageMessage, personId: string | undefined): boolean {
  return visibleTo === undefined || visibleTo === personId;
}
