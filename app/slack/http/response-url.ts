// Answers a press through the URL that Slack sends with it, whatever the channel.
import { sendByNode } from '../http/node-transport.ts';
import type { Message } from '../i18n/message-options.ts';

/** Slack's own. @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const SLACK_ORIGIN = 'https://hooks.slack.com';
const MAX_URL = 500;
/** A click has 3 seconds, and most of them may be used. */
const TIMEOUT_MILLIS = 1_000;

/** Never logged: anybody who knows the URL can write to the person. */
export type ResponseUrl = URL & { readonly brand: 'response_url' };

/** Beside the pressed message or instead of it, for the person alone; or instead of one that everybody sees. */
export type ReplyPlace = 'beside' | 'instead' | 'instead-for-all';

export interface ResponseUrls {
  /** @returns undefined unless the URL is Slack's, or of the host in `SLACK_API_URL` */
  parse(given: unknown): ResponseUrl | undefined;
  /** @throws {Error} if Slack refuses, or does not answer in time */
  send(url: ResponseUrl, message: Message, place: ReplyPlace): Promise<void>;
}

/** @param apiUrl replaces the base URL of Slack's Web API */
export function createResponseUrls(apiUrl: string | undefined): ResponseUrls {
  const origins = [SLACK_ORIGIN, ...(apiUrl === undefined ? [] : [new URL(apiUrl).origin])];

  function isOfSlack(url: URL): url is ResponseUrl {
    return origins.includes(url.origin) && url.username === '' && url.password === '';
  }

  return {
    parse(given) {
      if (typeof given !== 'string' || given.length > MAX_URL || !URL.canParse(given)) return undefined;
      const url = new URL(given);
      return isOfSlack(url) ? url : undefined;
    },
    async send(url, message, place) {
      const answer = await sendByNode(url.href, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          ...message,
          response_type: place === 'instead-for-all' ? 'in_channel' : 'ephemeral',
          replace_original: place !== 'beside',
        }),
        signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      });
      if (!answer.ok) throw new Error(`a response_url answered ${answer.status}`);
      // The body is usually "ok"; a refusal can have status 200, as in the Web API.
      const refused = /"ok"\s*:\s*false/.test(await answer.text());
      if (refused) throw new Error('a response_url refused the message');
    },
  };
}
