// What Slack may ask for: two buttons and one command, each authorised by the workflow and never by what is shown.
import { App, type BlockAction, type ButtonAction, type Receiver, type SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Directory, Monitor } from '../ports.ts';
import type { Click } from '../workflow/act.ts';
import type { Workflow } from '../workflow.ts';
import { renderHelp, renderRefusal, renderWho, say } from './answers.ts';
import { ACKNOWLEDGE, type Look, type Message, TERMINATE, textOf } from './notice.ts';

export interface SlackApp {
  readonly receiver: Receiver;
  readonly client: WebClient;
  readonly botToken: string;
  readonly teamId: string;
  readonly look: Look;
  readonly workflow: Workflow;
  readonly directory: Directory;
  readonly monitor: Monitor;
}

/** What a press of a button must carry. Slack signs it, and a person may still have copied it from elsewhere. */
const press = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string(), message_ts: z.string() }),
  actions: z.tuple([z.object({ value: z.string().max(2000), action_ts: z.string() })]),
});

export function createSlackApp(deps: SlackApp): App {
  const { receiver, botToken, client, teamId, look, workflow, directory, monitor } = deps;
  const text = textOf(look);
  // The bot token alone is all that Bolt is told, so that it asks Slack for nothing more (auth.test) on any request.
  const app = new App({ receiver, authorize: async () => ({ botToken }), ignoreSelf: false });

  app.action<BlockAction<ButtonAction>>(ACKNOWLEDGE, (args) => onPress(args, workflow.acknowledge));
  app.action<BlockAction<ButtonAction>>(TERMINATE, (args) => onPress(args, workflow.terminate));
  app.command('/bastion', async ({ ack, command }) => ack({ response_type: 'ephemeral', ...(await answer(command)) }));
  return app;

  async function onPress(
    { ack, body }: SlackActionMiddlewareArgs<BlockAction<ButtonAction>>,
    act: Workflow['acknowledge'],
  ) {
    await ack();
    const parsed = press.safeParse(body);
    if (!parsed.success) return monitor.fault('a press of a button of an unknown shape', parsed.error);
    const { user, team, container, actions } = parsed.data;
    const whisper = (message: Message) => whisperTo(user.id, container.channel_id, message);
    if (
      ![user.team_id, team?.id].every((id) => id === undefined || id === null || id === teamId) ||
      !(user.team_id ?? team)
    ) {
      monitor.count('RequestsRefused');
      return whisper(say([text.refusal.otherWorkspace]));
    }
    const click: Click = {
      id: `click:${user.id}:${actions[0].action_ts}`,
      userId: user.id,
      sessionId: actions[0].value,
      from: { channel: container.channel_id, ts: container.message_ts },
    };
    try {
      const done = await act(click);
      if (done.outcome === 'refused') {
        monitor.count('RequestsRefused');
        await whisper(renderRefusal(done.refusal, look));
      }
    } catch (fault) {
      monitor.fault('a button could not be answered', fault, { sessionId: click.sessionId });
      await whisper(say([text.refusal.failed]));
    }
  }

  /** Best effort: who cannot be told sees the notice, which shows what is true. */
  async function whisperTo(user: string, channel: string, message: Message): Promise<void> {
    try {
      await client.chat.postEphemeral({ channel, user, ...message });
    } catch (cause) {
      monitor.fault('somebody could not be told why nothing changed', cause);
    }
  }

  async function answer(command: { text: string; user_id: string; team_id: string }): Promise<Message> {
    if (command.team_id !== teamId) return say([text.refusal.otherWorkspace]);
    const [word = ''] = command.text.trim().toLowerCase().split(/\s+/);
    try {
      if (!(await directory.isFullMember(command.user_id))) return say([text.refusal.notAMember]);
      return word === '' || word === 'who' ? renderWho(await workflow.who(), look) : renderHelp(look);
    } catch (fault) {
      monitor.fault('/bastion could not be answered', fault);
      return say([text.refusal.failed]);
    }
  }
}
