// The Slack stand-in: Slack's Web API for the app, and messages and faults for people and tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { nothingIsBroken } from '../aws/deployment/breakage.ts';
import { openOnLoopback } from '../aws/loopback.ts';
import { createFaults, type Faults } from './faults.ts';
import type { StandInMessage } from './message.ts';
import { type NewMessage, openMessageStore } from './message-store.ts';
import { createOpenViews, type OpenViews } from './open-views.ts';
import { createRateLimit } from './rate-limit.ts';
import { readCall, type SlackCall } from './request.ts';
import { createResponseUrls, type Interaction } from './response-urls.ts';
import { createTriggers, type Triggered } from './triggers.ts';
import { createUploads } from './uploads.ts';
import { createViewsApi } from './views-api.ts';
import { createWebApi } from './web-api.ts';
import { BOT, BOT_TOKEN, type SlackOptions, TEAM_ID } from './workspace.ts';

export interface SlackStandIn {
  /** e.g. "http://127.0.0.1:43217/api/" */
  apiUrl: string;
  botToken: string;
  botUserId: string;
  appId: string;
  teamId: string;
  /** All messages, oldest first */
  messages(): StandInMessage[];
  /**
   * Adds a message outside the Web API: one that a person typed, or with `visibleTo` an ephemeral reply to a slash
   * command.
   * @returns its ts
   */
  addMessage(message: NewMessage): string;
  /** Adds or removes a person's reaction. @returns false if nothing changed */
  react(ts: string, name: string, personId: string, on: boolean): boolean;
  /** The modals and Home tabs that people see. */
  views: OpenViews;
  /** A new trigger id of a click, a command or a submission, which opens one view within three seconds. */
  triggerId(by: Triggered): string;
  /** A new response URL of a click or a command, valid for five uses within 30 minutes. */
  responseUrl(acted: Interaction): string;
  /**
   * Calls the listener after each change of the messages and views.
   * @returns a function that removes the listener
   */
  onChange(listener: () => void): () => void;
  /** Plans a fault for the next calls of a method, or of any response_url; faults occur in the order of planning. */
  fault: Faults['plan'];
  /**
   * Limits chat.postMessage in each channel; calls above the limit get 429 and have no effect.
   * Undefined, the initial value, is unlimited.
   */
  limitPosts(perSecond: number | undefined): void;
  /** While true, every call gets a 500 and has no effect. */
  setDown(down: boolean): void;
  /** The token lacks these scopes from now on, as after an installation without them. */
  dropScopes(scopes: readonly string[]): void;
  /** All calls so far, including failed ones. */
  calls(): { method: string; at: number; body: Record<string, unknown> }[];
  /** Closes open connections too, so that it never waits for a client. */
  close(): Promise<void>;
}

/** Paths of uploads and of response URLs. */
const UPLOAD = '/upload/';
const RESPONSE = '/response/';
/** Slack's clock beside the app's, while the check of the clock is broken */
const CLOCK_OFF_MILLIS = 10 * 60_000;

interface Call extends SlackCall {
  /** Last path segment of a response URL; undefined for methods */
  readonly responseId: string | undefined;
}

/** @throws {Error} if `keepFile` does not contain valid messages */
export async function startSlack(options: SlackOptions): Promise<SlackStandIn> {
  const { keepFile, now = Date.now, isBroken = nothingIsBroken, people, homeTab = true } = options;
  const store = openMessageStore(keepFile, now);
  const faults = createFaults();
  const rateLimit = createRateLimit(now);
  const calls: ReturnType<SlackStandIn['calls']> = [];
  let isDown = false;

  const uploads = createUploads();
  const views = createOpenViews(now);
  const triggers = createTriggers(now);
  const dropped = new Set<string>();
  const mayUse = (scope: string) => options.scopes.includes(scope) && !dropped.has(scope);
  const callMethod = createWebApi(store, options, {
    mayUse,
    uploads,
    uploadUrl: () => `${url}${UPLOAD}`,
    views: createViewsApi({ views, triggers, people, homeTab }),
  });
  const update = (message: Record<string, unknown>) => callMethod('chat.update', message, BOT_TOKEN);
  const responseUrls = createResponseUrls({ store, now, update });

  /** Performs the call regardless of planned faults. */
  function perform({ method, body, token, responseId }: Call): { status: number; body: string | object } {
    if (responseId !== undefined) return responseUrls.receive(responseId, body);
    return { status: 200, body: callMethod(method, body, token) };
  }

  /** As in each of Slack's answers: the scopes of the token, and Slack's own time. */
  function headersOf() {
    const scopes = options.scopes.filter((scope) => scope !== 'commands' || !isBroken('scopes'));
    const date = new Date(now() + (isBroken('clock') ? CLOCK_OFF_MILLIS : 0));
    return { 'x-oauth-scopes': scopes.join(','), date: date.toUTCString() };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const uploadId = request.url?.startsWith(UPLOAD) ? request.url.slice(UPLOAD.length) : undefined;
    if (uploadId !== undefined) {
      const taken = !isDown && uploads.receive(uploadId, await readUpload(request));
      return answer(response, taken ? 200 : 500, taken ? 'OK' : 'This upload is not taken.');
    }
    const responseId = request.url?.startsWith(RESPONSE) ? request.url.slice(RESPONSE.length) : undefined;
    const read = await readCall(request);
    // The URL is secret, so calls() does not show it.
    const call: Call = { ...read, responseId, method: responseId === undefined ? read.method : 'response_url' };
    const { method, body } = call;
    calls.push({ method, at: now(), body });
    if (isDown) return answer(response, 500, 'The stand-in is down.');
    const fault = faults.next(method);
    switch (fault?.kind) {
      case 'time-out':
        return;
      case 'server-error':
        return answer(response, 500, 'An error that was asked for.');
      case 'garbled':
        return answer(response, 200, '<!DOCTYPE html><html>A proxy.</html>', { 'content-type': 'text/html' });
      case 'rate-limited':
        return answerRateLimited(response, fault.retryAfterSeconds);
      default: {
        const wait = method === 'chat.postMessage' ? rateLimit.countWaitSeconds(String(body.channel)) : 0;
        if (wait > 0) return answerRateLimited(response, wait);
        const performed = perform(call);
        if (fault === undefined) return answer(response, performed.status, performed.body, headersOf());
        if (fault.kind === 'cut-off-after-effect') return void request.socket.destroy();
        return answer(response, 200, JSON.stringify(performed.body).slice(0, 40), { 'content-type': JSON_TYPE });
      }
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => answer(response, 500, String(error)));
  });
  const { url, close } = await openOnLoopback(server);

  return {
    apiUrl: `${url}/api/`,
    botToken: BOT_TOKEN,
    botUserId: BOT.userId,
    appId: BOT.appId,
    teamId: TEAM_ID,
    messages: store.all,
    addMessage: (message) => store.add(message).ts,
    responseUrl: (acted) => `${url}${RESPONSE}${responseUrls.open(acted)}`,
    react: store.react,
    views,
    triggerId: triggers.issue,
    onChange(listener) {
      const stops = [store.onChange(listener), views.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    fault: faults.plan,
    limitPosts: rateLimit.limit,
    setDown: (down) => {
      isDown = down;
    },
    dropScopes: (scopes) => {
      dropped.clear();
      for (const scope of scopes) dropped.add(scope);
    },
    calls: () => [...calls],
    close,
  };
}

/** Slack's client sends the plain bytes, or a form with one part. */
async function readUpload(request: IncomingMessage): Promise<Uint8Array> {
  const sent = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return sent;
  const form = await new Response(new Uint8Array(sent), { headers: { 'content-type': type } }).formData();
  for (const part of form.values()) if (typeof part !== 'string') return new Uint8Array(await part.arrayBuffer());
  return Buffer.from(String([...form.values()][0] ?? ''));
}

function answerRateLimited(response: ServerResponse, retryAfterSeconds: number): void {
  answer(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfterSeconds) });
}

const JSON_TYPE = 'application/json; charset=utf-8';

function answer(response: ServerResponse, status: number, body: string | object, headers = {}): void {
  if (response.destroyed) return;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : JSON_TYPE;
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
