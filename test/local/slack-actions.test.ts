// Clicks on overflow menus, in threads, in Home tabs and in modals, as the app receives them.
import { expect, test } from 'vitest';
import { APPROVER, CHANNEL, MENU, MODAL, OPERATOR, openWorkspace } from './slack-views-fixture.ts';

const HOME = { type: 'home' as const, private_metadata: 'card-token', blocks: [MENU] };
const CHOICE = { actionId: 'more_session', blockId: 'session:1', value: 'note' };

test('a choice in an overflow menu carries the selected option, and no value', async () => {
  const { client, post, latest } = await openWorkspace();
  await client.click(APPROVER, { messageTs: await post({ blocks: [MENU] }), ...CHOICE });
  const { actions } = latest();
  expect(actions).toEqual([
    {
      type: 'overflow',
      action_id: 'more_session',
      block_id: 'session:1',
      selected_option: { text: { type: 'plain_text', text: 'Acknowledge with a note…' }, value: 'note' },
      action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    },
  ]);
});

test('a menu has only its own options', async () => {
  const { client, post, received } = await openWorkspace();
  const messageTs = await post({ blocks: [MENU] });
  await expect(client.click(APPROVER, { messageTs, ...CHOICE, value: 'reason' })).rejects.toThrow('no such option');
  expect(received).toEqual([]);
});

test('an overflow menu beside a section is found as well', async () => {
  const { client, post, latest } = await openWorkspace();
  const section = {
    type: 'section',
    block_id: 'row',
    text: { type: 'mrkdwn', text: 'x' },
    accessory: MENU.elements[1],
  };
  await client.click(APPROVER, { messageTs: await post({ blocks: [section] }), ...CHOICE, blockId: 'row' });
  expect(latest().actions).toMatchObject([{ type: 'overflow', selected_option: { value: 'note' } }]);
});

test('every click has a trigger of its own, which opens a modal for the person at the page that was used', async () => {
  const { client, post, latest, web, modals } = await openWorkspace();
  const messageTs = await post({ blocks: [MENU] });
  await client.click(APPROVER, { messageTs, ...CHOICE, client: 'a page' });
  const first = latest().trigger_id;
  await client.click(APPROVER, { messageTs, ...CHOICE });
  expect(latest().trigger_id).not.toBe(first);
  await web.views.open({ trigger_id: first, view: MODAL });
  expect(modals()).toMatchObject([{ personId: APPROVER.id, client: 'a page' }]);
});

test('a slash command has a trigger, too', async () => {
  const { client, received, web, modals } = await openWorkspace();
  await client.command(OPERATOR, '/bastion', 'why');
  const trigger_id = new URLSearchParams(received.at(-1)?.raw).get('trigger_id') ?? '';
  await web.views.open({ trigger_id, view: MODAL });
  expect(modals()).toMatchObject([{ personId: OPERATOR.id }]);
});

test('a click in a thread of a direct conversation names the thread', async () => {
  const { client, post, latest } = await openWorkspace();
  const root = await post({ channel: OPERATOR.id });
  const messageTs = await post({ channel: OPERATOR.id, thread_ts: root, blocks: [MENU] });
  await client.click(OPERATOR, { messageTs, ...CHOICE });
  expect(latest()).toMatchObject({
    container: { type: 'message', message_ts: messageTs, thread_ts: root, channel_id: 'D0OPERATOR1' },
    message: { ts: messageTs, thread_ts: root, blocks: [MENU] },
  });
});

test('a click in a Home tab has the view in place of a message, a channel and a response URL', async () => {
  const { client, web, latest } = await openWorkspace();
  const { view } = await web.views.publish({ user_id: APPROVER.id, view: HOME });
  await client.click(APPROVER, {
    viewId: String(view?.id),
    actionId: 'acknowledge_session',
    blockId: 'session:1',
    value: '1',
  });
  expect(latest()).toMatchObject({
    type: 'block_actions',
    user: { id: APPROVER.id },
    container: { type: 'view', view_id: view?.id },
    view: { id: view?.id, type: 'home', private_metadata: 'card-token', hash: view?.hash },
    trigger_id: expect.any(String),
    actions: [{ type: 'button', action_id: 'acknowledge_session', block_id: 'session:1', value: '1' }],
  });
  for (const field of ['channel', 'response_url', 'message']) expect(latest()).not.toHaveProperty(field);
});

test('nobody clicks in the Home tab of another person, and a failed click there says so', async () => {
  const { client, web, app } = await openWorkspace();
  const { view } = await web.views.publish({ user_id: APPROVER.id, view: HOME });
  const click = { viewId: String(view?.id), actionId: 'acknowledge_session', blockId: 'session:1', value: '1' };
  await expect(client.click(OPERATOR, click)).rejects.toThrow('This view is not there any more.');
  app(() => ({ statusCode: 404 }));
  await expect(client.click(APPROVER, click)).rejects.toThrow('"dispatch_failed": the app answered 404');
});

test('an accessibility label has at most 75 characters, and an overflow menu one to five options', async () => {
  const { post, errorOf } = await openWorkspace();
  const [button, menu] = MENU.elements;
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ text: { type: 'plain_text', text: 'x' }, value: `${index}` }));
  const refusal = (...elements: object[]) => errorOf(post({ blocks: [{ type: 'actions', elements }] }));
  expect(await refusal({ ...button, accessibility_label: 'x'.repeat(75) })).toBeUndefined();
  expect(await refusal({ ...button, accessibility_label: 'x'.repeat(76) })).toBe('invalid_blocks');
  expect(await refusal({ ...menu, options: options(5) })).toBeUndefined();
  expect(await refusal({ ...menu, options: options(6) })).toBe('invalid_blocks');
  expect(await refusal({ ...menu, options: [] })).toBe('invalid_blocks');
  const long = { text: { type: 'plain_text', text: 'x'.repeat(76) }, value: 'x' };
  expect(await refusal({ ...menu, options: [long] })).toBe('invalid_blocks');
  expect(await refusal({ ...menu, options: [{ ...long, text: { type: 'mrkdwn', text: 'x' } }] })).toBe(
    'invalid_blocks',
  );
});

test('a reply that is broadcast is in the thread and in the history', async () => {
  const { web, post } = await openWorkspace();
  const root = await post({ channel: OPERATOR.id });
  await post({ channel: OPERATOR.id, thread_ts: root, text: 'quiet' });
  await post({ channel: OPERATOR.id, thread_ts: root, text: 'loud', reply_broadcast: true });
  const textsOf = (messages: { text?: string }[] = []) => messages.map(({ text }) => text);
  const history = await web.conversations.history({ channel: 'D0OPERATOR1' });
  expect(textsOf(history.messages)).toEqual(['loud', 'hello']);
  expect(history.messages?.[0]).toMatchObject({ subtype: 'thread_broadcast', thread_ts: root });
  const { messages } = await web.conversations.replies({ channel: 'D0OPERATOR1', ts: root });
  expect(textsOf(messages)).toEqual(['hello', 'quiet', 'loud']);
});

test('only a reply can be broadcast', async () => {
  const { web, post } = await openWorkspace();
  await post({ reply_broadcast: true });
  const { messages } = await web.conversations.history({ channel: CHANNEL.id });
  expect(messages?.[0]).not.toHaveProperty('subtype');
});

test('a permalink begins with the workspace’s URL, and names the thread of a reply', async () => {
  const { web, post, errorOf } = await openWorkspace();
  const ts = await post();
  const reply = await post({ thread_ts: ts });
  const linkTo = async (message_ts: string) =>
    (await web.chat.getPermalink({ channel: CHANNEL.id, message_ts })).permalink;
  const { url } = await web.auth.test();
  expect(await linkTo(ts)).toBe(`${url}archives/${CHANNEL.id}/p${ts.replace('.', '')}`);
  expect(await linkTo(reply)).toBe(
    `${url}archives/${CHANNEL.id}/p${reply.replace('.', '')}?thread_ts=${ts}&cid=${CHANNEL.id}`,
  );
  expect(await errorOf(linkTo('1.000001'))).toBe('message_not_found');
  expect(await errorOf(web.chat.getPermalink({ channel: 'C0NOWHERE01', message_ts: ts }))).toBe('channel_not_found');
});
