// Routes Slack's requests: buttons, a menu, modals, one slash command, and events.
import { App, type BlockAction, type ButtonAction, type Receiver, type ViewSubmitAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { memoizeAsync } from '../../lib/lazy.ts';
import type { Clock, Monitor } from '../../ports.ts';
import { createResponseUrls } from '../http/response-url.ts';
import type { WorkspaceUrl } from '../http/workspace-url.ts';
import type { Message, MessageOptions } from '../i18n/message-options.ts';
import { createCardTokens } from '../views/card-token.ts';
import { ACKNOWLEDGE_LISTED } from '../views/lists/digest-action.ts';
import { SHOW_MORE } from '../views/lists/paging.ts';
import { MODALS } from '../views/modal-ids.ts';
import { MORE } from '../views/notice/more-menu.ts';
import { ACKNOWLEDGE, SAY_WHY, STILL_MINE, TAKE_OVER, TERMINATE } from '../views/notice/session-buttons.ts';
import { ANSWER_TEST } from '../views/test-action.ts';
import { createButtonActions } from './acts/button-actions.ts';
import type { AcknowledgeReaction } from './acts/reactions.ts';
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
  /** Links to notices begin with it */
  readonly workspaceUrl: WorkspaceUrl;
  /** Replaces the base URL of Slack's Web API */
  readonly apiUrl?: string | undefined;
  /** Signs private cards; shared by all processes that answer presses, optional for a single one */
  readonly cardSecret?: string | undefined;
  /** Undefined where no reaction acknowledges */
  readonly acknowledgeReaction?: AcknowledgeReaction | undefined;
}

export function createSlackApp(deps: SlackApp): App {
  const { receiver, client, monitor, clock, apiUrl, cardSecret, acknowledgeReaction: wanted } = deps;
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
  const home = memoizeAsync(async () => {
    const { createHome } = await import('./home.ts');
    const messageOptions = { ...deps.messageOptions, reaction: wanted?.emoji };
    return createHome({ ...deps, messageOptions, membershipOf, cardTokens });
  });
  const publishHome = async (userId: string, line: Message) => (await home()).publish(userId, line);
  const presses = createButtonActions({ ...deps, membershipOf, cardTokens, ephemeralReply, answers, publishHome });
  const openModal = memoizeAsync(async () => {
    const { createModalOpener } = await import('./acts/open-modal.ts');
    return createModalOpener({ ...deps, ephemeralReply });
  });
  const submissions = memoizeAsync(async () => {
    const { createSubmissions } = await import('./acts/submissions.ts');
    return createSubmissions({ ...deps, membershipOf, ephemeralReply });
  });
  // Bolt gets no token. With one it would call auth.test, or create a client for each workspace: 1 ms of a
  // cold click, for a client that nothing uses.
  const app = new App({ receiver, authorize: async () => ({}), ignoreSelf: false });

  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE, presses.acknowledge);
  app.action<BlockAction<ButtonAction>>(TERMINATE, presses.terminate);
  app.action<BlockAction<ButtonAction>>(STILL_MINE, presses.stillMine);
  app.action<BlockAction<ButtonAction>>(TAKE_OVER, presses.takeOver);
  for (const id of [MORE, SAY_WHY]) app.action<BlockAction>(id, async (press) => (await openModal())(press));
  for (const id of MODALS) app.view<ViewSubmitAction>(id, async (submission) => (await submissions())(submission));
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
  app.event('app_home_opened', async ({ event }) => (await home()).opened(event));
  if (wanted !== undefined) {
    const reactions = memoizeAsync(async () => {
      const { createReactions } = await import('./acts/reactions.ts');
      return createReactions({ ...deps, membershipOf, wanted });
    });
    app.event('reaction_added', async ({ event }) => (await reactions())(event));
  }
  return app;
}
