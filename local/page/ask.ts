// Sends actions to the server, with their progress and errors as state.
import { useState } from 'react';
import type {
  BreakRequest,
  ClickRequest,
  DeniedRequest,
  EndRequest,
  ForwardRequest,
  PageAnswer,
  SayRequest,
  StartRequest,
  SwitchRequest,
  TamperRequest,
} from '../snapshot.ts';
import { useReader } from './i18n/reader.ts';

interface RequestBodies {
  click: ClickRequest;
  say: SayRequest;
  start: StartRequest;
  denied: DeniedRequest;
  tamper: TamperRequest;
  repeat: Record<string, never>;
  end: EndRequest;
  forward: ForwardRequest;
  switch: SwitchRequest;
  break: BreakRequest;
  check: Record<string, never>;
}

/** Actions that need Slack. */
const IN_SLACK: readonly (keyof RequestBodies)[] = ['click', 'say'];

export interface PageRequests {
  readonly busy: boolean;
  /** One sentence; undefined after success */
  readonly error: string | undefined;
  /** @returns true after success */
  ask<Name extends keyof RequestBodies>(name: Name, body: RequestBodies[Name]): Promise<boolean>;
}

export function useAsk(): PageRequests {
  const { words, slackIsDown } = useReader();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [refused, setRefused] = useState(false);

  async function ask<Name extends keyof RequestBodies>(name: Name, body: RequestBodies[Name]): Promise<boolean> {
    const isRefused = slackIsDown && IN_SLACK.includes(name);
    setRefused(isRefused);
    if (isRefused) return false;
    setBusy(true);
    setError(undefined);
    // Without a response in JSON, the server is not running or is another one.
    const answer = await post(name, body).catch((): PageAnswer => ({ ok: false, error: words.noAnswer }));
    setBusy(false);
    if (!answer.ok) setError(answer.error);
    return answer.ok;
  }

  // The error is outdated once Slack is up again.
  return { busy, error: refused && slackIsDown ? words.trouble.slackDown.banner : error, ask };
}

async function post(name: string, body: object): Promise<PageAnswer> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
