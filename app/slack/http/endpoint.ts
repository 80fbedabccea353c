// The public address of the clicks, as seen from outside: an unsigned request must reach the app, which refuses it.
import { sendHttpRequest } from '../../lib/http-request.ts';
import type { Endpoint } from '../../ports.ts';
import { UNSIGNED_ANSWER } from './unsigned-answer.ts';

/** A pass waits for the answer, which includes a cold start. */
const TIMEOUT_MILLIS = 3_000;

/** @param url e.g. "https://abc123.execute-api.ap-northeast-1.amazonaws.com/slack/events" */
export function createEndpoint(url: string, timeoutMillis = TIMEOUT_MILLIS): Endpoint {
  return {
    async probe() {
      try {
        const signal = AbortSignal.timeout(timeoutMillis);
        const { response, bytes } = await sendHttpRequest(new URL(url), { method: 'POST', signal }, '');
        // A gateway that throttles, a proxy and another site answer too, some of them with 401.
        if (response.statusCode === 401 && bytes.toString() === UNSIGNED_ANSWER) return undefined;
        return new Error(`an unsigned request was answered with status ${response.statusCode}, and not by this app`);
      } catch (cause) {
        return new Error('an unsigned request was not answered: look at the HTTP API and its throttle', { cause });
      }
    },
  };
}
