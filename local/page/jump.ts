// Links to messages open them in the page: it scrolls there and marks the message.
import { createContext, useContext } from 'react';

export interface Jump {
  /** The ts of the message that was jumped to */
  readonly to: string | undefined;
  /** Counts the jumps, so that the same message can be jumped to again. */
  readonly count: number;
  /** @returns undefined for a link that leads elsewhere, and for a message that the reader does not see */
  actionOf(url: string): (() => void) | undefined;
}

const JumpContext = createContext<Jump>({ to: undefined, count: 0, actionOf: () => undefined });

export const JumpProvider = JumpContext.Provider;

export function useJump(): Jump {
  return useContext(JumpContext);
}

/**
 * @param url e.g. "https://stand-in.slack.com/archives/C0BASTION01/p1795482000250000"
 * @returns undefined for any other link
 */
export function parsePermalink(url: string, workspaceUrl: string): { channel: string; ts: string } | undefined {
  if (!url.startsWith(`${workspaceUrl}archives/`)) return undefined;
  const found = /^archives\/(?<channel>[A-Z0-9]+)\/p(?<seconds>\d+)(?<micros>\d{6})(\?.*)?$/.exec(
    url.slice(workspaceUrl.length),
  )?.groups;
  if (found === undefined) return undefined;
  return { channel: found.channel ?? '', ts: `${found.seconds}.${found.micros}` };
}
