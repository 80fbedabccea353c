// The session of a notice, by its place in Slack.
import type { Ports } from '../../ports.ts';
import type { MessagePlace } from '../../session/follow-ups.ts';
import { openSessions } from './list-slice.ts';

/** @returns the id of an open session; undefined for any other message */
export async function findByNotice(ports: Ports, { channel, ts }: MessagePlace): Promise<string | undefined> {
  const open = await openSessions(ports);
  return open.find(({ noticed }) => noticed?.channel === channel && noticed.ts === ts)?.id;
}
