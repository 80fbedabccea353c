// The address of the workspace, with which links to messages begin.
import { setTimeout } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../ports.ts';

export interface WorkspaceUrl {
  /**
   * Never fails, and never takes long: a message without a link is better than a late one.
   * @returns e.g. "https://example.slack.com/"; undefined while Slack does not say it
   */
  read(): Promise<string | undefined>;
}

/** A list has 3 seconds for everything; an answer that comes later serves the next message. */
const MAX_WAIT_MILLIS = 600;
const RETRY_AFTER_MILLIS = 60_000;

/** Slack is asked once in the lifetime of a process, and after a failure again, but not for each message. */
export function createWorkspaceUrl(client: Pick<WebClient, 'auth'>, clock: Pick<Clock, 'now'>): WorkspaceUrl {
  let known: string | undefined;
  let asked: Promise<string | undefined> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<string | undefined> {
    try {
      known = parseUrl((await client.auth.test()).url);
    } catch {
      // The message is sent without a link. The calls that matter report what is wrong with Slack.
    }
    if (known === undefined) failedAt = clock.now().getTime();
    asked = undefined;
    return known;
  }

  return {
    async read() {
      if (known !== undefined) return known;
      if (asked === undefined && clock.now().getTime() < failedAt + RETRY_AFTER_MILLIS) return undefined;
      asked ??= ask();
      return Promise.race([asked, setTimeout(MAX_WAIT_MILLIS, undefined, { ref: false })]);
    },
  };
}

/** @returns the URL with a slash at its end; undefined for anything but the address of a web site */
function parseUrl(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? `${origin}/` : undefined;
}
