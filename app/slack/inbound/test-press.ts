// A press in the test notice changes nothing: it shows that clicks arrive, and how fast.
import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import type { Clock, Monitor } from '../../ports.ts';
import type { MessageOptions } from '../i18n/message-options.ts';
import { renderTestAnswer } from '../views/checks.ts';
import type { MembershipOf } from './membership.ts';
import type { SlackUseCases } from './use-cases.ts';

export interface TestPressOptions {
  readonly client: WebClient;
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'noteRequest'>;
  readonly monitor: Monitor;
  readonly clock: Clock;
}

const shape = v.object({
  user: v.object({ id: v.string(), team_id: v.nullish(v.string()) }),
  team: v.nullish(v.object({ id: v.string(), enterprise_id: v.nullish(v.string()) })),
  container: v.object({ channel_id: v.string(), message_ts: v.string() }),
  actions: v.strictTuple([v.object({ action_ts: v.string() })]),
});

export function createTestPress(options: TestPressOptions) {
  const { client, membershipOf, messageOptions, useCases, monitor, clock } = options;
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction<ButtonAction>>): Promise<void> => {
    await ack();
    const parsed = v.safeParse(shape, body);
    if (!parsed.success) {
      monitor.fault('a press of the test button of an unknown shape', new SchemaError(parsed.issues, 'the press'));
      return;
    }
    const { user, team, container, actions } = parsed.output;
    if ((await membershipOf({ userId: user.id, teamId: user.team_id, team })) !== 'member') {
      monitor.count('RequestsRefused');
      return;
    }
    const now = clock.now();
    const pressedMillis = Number(actions[0].action_ts) * 1000;
    const seconds = Math.max(0, Math.round((now.getTime() - pressedMillis) / 100) / 10);
    const { text, blocks } = renderTestAnswer({ userId: user.id, at: now, seconds }, messageOptions);
    const { channel_id: channel, message_ts: ts } = container;
    const [answered] = await Promise.allSettled([
      client.chat.update({ channel, ts, text, blocks }),
      useCases.noteRequest(),
    ]);
    if (answered.status === 'rejected') monitor.fault('press of the test button not answered', answered.reason);
  };
}
