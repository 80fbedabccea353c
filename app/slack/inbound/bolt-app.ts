// Routes Slack's requests: five buttons and one slash command.
import { App, type BlockAction, type ButtonAction, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { memoizeAsync } from '../../lib/lazy.ts';
import type { Clock, Monitor } from '../../ports.ts';
import { createResponseUrls } from '../http/response-url.ts';
import type { MessageOptions } from '../i18n/message-options.ts';
import { createCardTokens } from '../views/card-token.ts';
import { ACKNOWLEDGE_LISTED } from '../views/lists/digest-action.ts';
import { SHOW_MORE } from '../views/lists/paging.ts';
import { ACKNOWLEDGE, TERMINATE } from '../views/notice/session-buttons.ts';
import { ANSWER_TEST } from '../views/test-action.ts';
import { createButtonActions } from './button-actions.ts';
import { createMembership } from './membership.ts';
import { createEphemeralReply } from './reply-ephemeral.ts';
import type { SlackDirectory } from './slack-directory.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface SlackApp {
  readonly receiver: Receiver;
  readonly client: WebClient;
  readonly teamId: string;
  readonly messageOptions: MessageOptions;
  readonly useCases: SlackUseCases;
  readonly directory: SlackDirectory;
  readonly monitor: Monitor;
  readonly clock: Clock;
  /** Replaces the base URL of Slack's Web API */
  readonly apiUrl?: string | undefined;
  /** Signs private cards; shared by all processes that answer presses, optional for a single one */
  readonly cardSecret?: string | undefined;
}

export function createSlackApp(deps: SlackApp): App {
  const { receiver, client, monitor, clock, apiUrl, cardSecret } = deps;
  const cardTokens = createCardTokens(cardSecret, clock);
  const membershipOf = createMembership(deps);
  // Presses and commands need different code, so each loads its own half.
  const answers = memoizeAsync(async () => {
    const { createPrivateAnswers } = await import('./private-answers.ts');
    return createPrivateAnswers({ ...deps, cardTokens });
  });
  const commands = memoizeAsync(async () => {
    const [{ createSlashCommand: createCommands }, loaded] = await Promise.all([
      import('./slash-command.ts'),
      answers(),
    ]);
    return createCommands({ ...deps, membershipOf, answers: loaded });
  });
  const ephemeralReply = createEphemeralReply(client, createResponseUrls(apiUrl), monitor);
  const presses = createButtonActions({ ...deps, membershipOf, cardTokens, ephemeralReply, answers });
  // Bolt gets no token. With one it would call auth.test, or create a client for each workspace: 1 ms of a
  // cold click, for a client that nothing uses.
  const app = new App({ receiver, authorize: async () => ({}), ignoreSelf: false });

  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE, presses.acknowledge);
  app.action<BlockAction<ButtonAction>>(TERMINATE, presses.terminate);
  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE_LISTED, presses.acknowledgeListed);
  app.action<BlockAction<ButtonAction>>(SHOW_MORE, presses.showMore);
  app.action<BlockAction<ButtonAction>>(ANSWER_TEST, async (press) => {
    const { createTestPress } = await import('./test-press.ts');
    await createTestPress({ ...deps, membershipOf })(press);
  });
  app.command('/bastion', async ({ ack, command }) => {
    const answer = await commands();
    await ack({ response_type: 'ephemeral', ...(await answer(command)) });
  });
  return app;
}
