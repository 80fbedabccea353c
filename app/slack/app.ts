// What Slack may ask for: three buttons and one command.
import { App, type BlockAction, type ButtonAction, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { once } from '../kept.ts';
import type { Clock, Directory, Monitor } from '../ports.ts';
import type { Workflow } from '../workflow.ts';
import { ACKNOWLEDGE_LISTED } from './digest.ts';
import { ACKNOWLEDGE, type Look, TERMINATE } from './notice.ts';
import { createPresses } from './presses.ts';
import { createSeal } from './seal.ts';
import { createWhisper } from './whisper.ts';

export interface SlackApp {
  readonly receiver: Receiver;
  readonly client: WebClient;
  readonly botToken: string;
  readonly teamId: string;
  readonly look: Look;
  readonly workflow: Workflow;
  readonly directory: Directory;
  readonly monitor: Monitor;
  readonly clock: Clock;
  /** What private cards are sealed with, the same for all that answer; a single process may do without */
  readonly cardSecret?: string | undefined;
}

export function createSlackApp(deps: SlackApp): App {
  const { receiver, botToken, client, monitor, clock, cardSecret } = deps;
  const seal = createSeal(cardSecret, clock);
  const presses = createPresses({ ...deps, seal, whisper: createWhisper(client, monitor) });
  // A click answers no command, and most commands are no click: each loads its own half.
  const commands = once(async () => {
    const { createCommands } = await import('./commands.ts');
    return createCommands({ ...deps, seal });
  });
  // The bot token alone is all that Bolt is told, so that it asks Slack for nothing more (auth.test) on any request.
  const app = new App({ receiver, authorize: async () => ({ botToken }), ignoreSelf: false });

  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE, presses.acknowledge);
  app.action<BlockAction<ButtonAction>>(TERMINATE, presses.terminate);
  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE_LISTED, presses.acknowledgeListed);
  app.command('/bastion', async ({ ack, command }) => {
    const answer = await commands();
    await ack({ response_type: 'ephemeral', ...(await answer(command)) });
  });
  return app;
}
