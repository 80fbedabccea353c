// Which direct messages a person has not had before their eyes yet.
import { useEffect, useState } from 'react';
import type { PageMessage } from '../snapshot.ts';

/**
 * @param readBy who has the direct messages in sight now
 * @returns how many a person has not seen
 */
export function useUnread(messages: readonly PageMessage[] = [], readBy?: string): (personId: string) => number {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const direct = messages.filter(({ place }) => place === 'direct');

  useEffect(() => {
    const fresh = messages.filter(
      ({ place, visibleTo, ts }) => place === 'direct' && visibleTo === readBy && !seen.has(ts),
    );
    if (fresh.length > 0) setSeen(new Set([...seen, ...fresh.map(({ ts }) => ts)]));
  }, [messages, readBy, seen]);

  return (personId) => direct.filter(({ ts, visibleTo }) => visibleTo === personId && !seen.has(ts)).length;
}
