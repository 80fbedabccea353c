// Reports the checks in Slack: once a day in the channel, and to the person who asked.
import type { WebClient } from '@slack/web-api';
import type { Checking } from '../../checks/ports.ts';
import { classifyWrite, readTs } from '../http/call-outcome.ts';
import { createResponseUrls } from '../http/response-url.ts';
import type { MessageOptions } from '../i18n/message-options.ts';
import { renderChecks, renderDaily } from '../views/checks.ts';

export interface CheckMessengerOptions {
  readonly channel: string;
  readonly messageOptions: MessageOptions;
  /** Replaces the base URL of Slack's Web API */
  readonly apiUrl: string | undefined;
}

export function createCheckMessenger(
  client: WebClient,
  { channel, messageOptions, apiUrl }: CheckMessengerOptions,
): Omit<Checking, 'run'> {
  const responding = createResponseUrls(apiUrl);
  return {
    postDaily: (report) =>
      classifyWrite(async () => {
        const { text, blocks } = renderDaily(report, messageOptions);
        readTs(await client.chat.postMessage({ channel, text, blocks, unfurl_links: false, unfurl_media: false }));
        return {};
      }),

    async answer(responseUrl, results) {
      const url = responding.parse(responseUrl);
      if (url === undefined) throw new Error('a response_url is no address of Slack’s: nobody gets the answer');
      await responding.send(url, renderChecks(results, messageOptions), 'beside');
    },
  };
}
