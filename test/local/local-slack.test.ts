// The Slack of the trial as its page sees it: views, reactions, and what still works while Slack is down.
import { WebClient } from '@slack/web-api';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../local/local-slack.ts';
import { CHANNEL } from '../../local/settings.ts';
import { BOT_TOKEN } from '../../local/slack/workspace.ts';
import { MENU, MODAL, NOTE } from './slack-views-fixture.ts';

const APPROVER = 'U0APPROVER1';

let slack: LocalSlack;
let web: WebClient;
let changes: number;

beforeEach(async () => {
  changes = 0;
  slack = await startLocalSlack({
    app: { scopes: ['chat:write', 'commands'], events: [], homeTab: true },
    onChange: () => {
      changes += 1;
    },
    async deliver({ body = '' }) {
      const form = new URLSearchParams(Buffer.from(body, 'base64').toString());
      const { type, trigger_id } = JSON.parse(form.get('payload') ?? '{}');
      if (type === 'block_actions') await web.views.open({ trigger_id, view: MODAL });
      return { statusCode: 200 };
    },
  });
  web = new WebClient(BOT_TOKEN, { slackApiUrl: slack.environment.SLACK_API_URL ?? '', retryConfig: { retries: 0 } });
  onTestFinished(() => slack.close());
});

async function openModal(): Promise<string> {
  const { ts } = await web.chat.postMessage({ channel: CHANNEL.id, text: 'x', blocks: [MENU] });
  const click = { messageTs: String(ts), actionId: 'more_session', blockId: 'session:1', value: 'note' };
  await slack.click({ personId: APPROVER, client: 'a page', ...click });
  return slack.snapshot().modals[0]?.id ?? '';
}

test('the snapshot has the modal of the person who asked, for the page that was used', async () => {
  const id = await openModal();
  const before = changes;
  expect(slack.snapshot().modals).toEqual([
    { id, personId: APPROVER, client: 'a page', view: { ...MODAL, blocks: [NOTE] } },
  ]);
  expect(await slack.submit({ personId: APPROVER, viewId: id, typed: { note: 'seen' } })).toEqual({ outcome: 'done' });
  expect(slack.snapshot().modals).toEqual([]);
  expect(changes).toBeGreaterThan(before);
});

test('the snapshot has the Home tab of each person, and their reactions', async () => {
  await web.views.publish({ user_id: APPROVER, view: { type: 'home', blocks: [MENU], private_metadata: 'secret' } });
  const { ts } = await web.chat.postMessage({ channel: CHANNEL.id, text: 'x' });
  await slack.react({ personId: APPROVER, messageTs: String(ts), reaction: 'eyes', on: true });
  const { homes, messages, workspaceUrl } = slack.snapshot();
  expect(homes).toEqual([{ id: expect.any(String), personId: APPROVER, blocks: [MENU] }]);
  expect(messages).toMatchObject([{ reactions: [{ name: 'eyes', users: [APPROVER] }] }]);
  expect((await web.auth.test()).url).toBe(workspaceUrl);
});

test('while Slack is down nobody submits, reacts or opens Home, and a modal can still be closed', async () => {
  const viewId = await openModal();
  const { ts } = slack.snapshot().messages[0] ?? { ts: '' };
  slack.setDown(true);
  const isDown = 'Slack is down: posts and buttons do not work.';
  await expect(slack.submit({ personId: APPROVER, viewId, typed: { note: 'x' } })).rejects.toThrow(isDown);
  await expect(slack.openHome({ personId: APPROVER })).rejects.toThrow(isDown);
  const reaction = { personId: APPROVER, messageTs: ts, reaction: 'eyes', on: true };
  await expect(slack.react(reaction)).rejects.toThrow(isDown);
  await slack.closeModal({ personId: APPROVER, viewId });
  expect(slack.snapshot().modals).toEqual([]);
});
