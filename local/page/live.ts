// The server's snapshots, received as server-sent events.
import { useEffect, useState } from 'react';
import type { Snapshot } from '../snapshot.ts';

export interface LiveSnapshot {
  readonly snapshot?: Snapshot | undefined;
  /** Milliseconds from the browser's time to the trial's. */
  readonly aheadMillis: number;
  /** True from a broken connection until the next snapshot */
  readonly lost: boolean;
}

/** Delay after a connection that the browser does not reopen itself. */
const REOPEN_AFTER_MILLIS = 2_000;

export function useLive(): LiveSnapshot {
  const [live, setLive] = useState<LiveSnapshot>({ lost: false, aheadMillis: 0 });
  useEffect(() => {
    let stream: EventSource | undefined;
    let reopening: number | undefined;
    const open = () => {
      const opened = new EventSource('/api/events');
      opened.onmessage = ({ data }) => {
        const received: Snapshot = JSON.parse(data);
        const aheadMillis = Date.parse(received.now) - Date.now();
        setLive(({ snapshot }) => ({ snapshot: reuseUnchanged(snapshot, received), aheadMillis, lost: false }));
      };
      opened.onerror = () => {
        setLive((before) => ({ ...before, lost: true }));
        if (opened.readyState === EventSource.CLOSED) reopening = window.setTimeout(open, REOPEN_AFTER_MILLIS);
      };
      stream = opened;
    };
    open();
    return () => {
      window.clearTimeout(reopening);
      stream?.close();
    };
  }, []);
  return live;
}

/** Reuses unchanged objects, so that React redraws only the changed ones. */
function reuseUnchanged(before: Snapshot | undefined, now: Snapshot): Snapshot {
  if (before === undefined) return now;
  const known = new Map(before.messages.map((message) => [message.ts, message]));
  return {
    ...now,
    people: reuseIfEqual(before.people, now.people),
    targets: reuseIfEqual(before.targets, now.targets),
    channels: reuseIfEqual(before.channels, now.channels),
    switches: reuseIfEqual(before.switches, now.switches),
    emoji: reuseIfEqual(before.emoji, now.emoji),
    modals: reuseIfEqual(before.modals, now.modals),
    homes: reuseIfEqual(before.homes, now.homes),
    userGroups: reuseIfEqual(before.userGroups, now.userGroups),
    messages: now.messages.map((message) => reuseIfEqual(known.get(message.ts), message)),
  };
}

function reuseIfEqual<T>(before: T | undefined, now: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
