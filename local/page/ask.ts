// Sends actions to the server, with their progress and errors as state.
import { useState } from 'react';
import type { SubmissionResult } from '../slack/modal-client.ts';
import type {
  BreakRequest,
  ClickRequest,
  CloseRequest,
  DeniedRequest,
  EndRequest,
  ForwardRequest,
  HomeRequest,
  PageAnswer,
  ReactRequest,
  SayRequest,
  StartRequest,
  SubmitRequest,
  SwitchRequest,
  TamperRequest,
} from '../snapshot.ts';
import { useReader } from './i18n/reader.ts';

interface RequestBodies {
  click: ClickRequest;
  close: CloseRequest;
  home: HomeRequest;
  react: ReactRequest;
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
const IN_SLACK: readonly (keyof RequestBodies)[] = ['click', 'home', 'react', 'say'];

export interface PageRequests {
  readonly busy: boolean;
  /** One sentence; undefined after success */
  readonly error: string | undefined;
  /** @returns true after success */
  ask<Name extends keyof RequestBodies>(name: Name, body: RequestBodies[Name]): Promise<boolean>;
  /** Submits a modal. @returns undefined if the server or Slack refused it */
  submit(body: SubmitRequest): Promise<SubmissionResult | undefined>;
}

export function useAsk(): PageRequests {
  const { words, slackIsDown } = useReader();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [refused, setRefused] = useState(false);

  /** @returns undefined if Slack is down and the request needs it */
  async function send(name: string, body: object, inSlack: boolean): Promise<PageAnswer | undefined> {
    const isRefused = slackIsDown && inSlack;
    setRefused(isRefused);
    if (isRefused) return undefined;
    setBusy(true);
    setError(undefined);
    // Without a response in JSON, the server is not running or is another one.
    const answer = await post(name, body).catch((): PageAnswer => ({ ok: false, error: words.noAnswer }));
    setBusy(false);
    if (!answer.ok) setError(answer.error);
    return answer;
  }

  async function ask<Name extends keyof RequestBodies>(name: Name, body: RequestBodies[Name]): Promise<boolean> {
    return (await send(name, body, IN_SLACK.includes(name)))?.ok ?? false;
  }

  async function submit(body: SubmitRequest): Promise<SubmissionResult | undefined> {
    const answer = await send('submit', body, true);
    return answer?.ok ? answer.submission : undefined;
  }

  // The error is outdated once Slack is up again.
  return { busy, error: refused && slackIsDown ? words.trouble.slackDown.banner : error, ask, submit };
}

async function post(name: string, body: object): Promise<PageAnswer> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
