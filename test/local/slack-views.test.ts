// The methods views.*: what Slack opens and publishes, and what it refuses.
import { beforeEach, describe, expect, test } from 'vitest';
import { APPROVER, MODAL, NOTE, OPERATOR, openWorkspace, plain } from './slack-views-fixture.ts';

const x = (length: number) => 'x'.repeat(length);
const divider = { type: 'divider' };
const many = (count: number) => Array.from({ length: count }, () => divider);

let now: number;
beforeEach(() => {
  now = Date.parse('2026-11-24T01:00:00.250Z');
});
const open = () => openWorkspace({ now: () => now });

describe('views.open', () => {
  test('a trigger opens one modal, for the person who acted', async () => {
    const { web, slack, modals } = await open();
    const trigger_id = slack.triggerId({ personId: APPROVER.id, client: 'one page' });
    const { view } = await web.views.open({ trigger_id, view: MODAL });
    expect(view).toMatchObject({
      type: 'modal',
      team_id: slack.teamId,
      callback_id: 'acknowledge_with_note',
      private_metadata: 'session-1',
      root_view_id: view?.id,
      previous_view_id: null,
      notify_on_close: false,
      state: { values: {} },
      hash: expect.stringMatching(/^1795482000\.[0-9a-f]{8}$/),
    });
    expect(modals()).toMatchObject([{ id: view?.id, personId: APPROVER.id, client: 'one page' }]);
  });

  test('a trigger works once, within three seconds', async () => {
    const { web, slack, errorOf, modals } = await open();
    const trigger_id = slack.triggerId({ personId: APPROVER.id });
    now += 3_000;
    expect(await errorOf(web.views.open({ trigger_id, view: MODAL }))).toBeUndefined();
    expect(await errorOf(web.views.open({ trigger_id, view: MODAL }))).toBe('exchanged_trigger_id');
    const late = slack.triggerId({ personId: APPROVER.id });
    now += 3_001;
    expect(await errorOf(web.views.open({ trigger_id: late, view: MODAL }))).toBe('expired_trigger_id');
    expect(modals()).toHaveLength(1);
  });

  test.each(['', 'made-up', '1795482000250.1.abcdef'])(
    'the trigger "%s", which Slack never issued, is invalid',
    async (trigger_id) => {
      const { web, errorOf, modals } = await open();
      expect(await errorOf(web.views.open({ trigger_id, view: MODAL }))).toBe('invalid_trigger_id');
      expect(modals()).toEqual([]);
    },
  );

  test('a refused view leaves its trigger unused', async () => {
    const { web, slack, errorOf } = await open();
    const trigger_id = slack.triggerId({ personId: APPROVER.id });
    const view = { ...MODAL, title: plain(x(25)) };
    expect(await errorOf(web.views.open({ trigger_id, view }))).toBe('invalid_arguments');
    expect(await errorOf(web.views.open({ trigger_id, view: MODAL }))).toBeUndefined();
  });

  const input = (more: object) => [{ ...NOTE, element: { ...NOTE.element, ...more } }];
  test.each<[string, (length: number) => object, number]>([
    ['the title', (length) => ({ title: plain(x(length)) }), 24],
    ['the text of submit', (length) => ({ submit: plain(x(length)) }), 24],
    ['the text of close', (length) => ({ close: plain(x(length)) }), 24],
    ['blocks', (count) => ({ blocks: many(count) }), 100],
    ['private_metadata', (length) => ({ private_metadata: x(length) }), 3000],
    ['callback_id', (length) => ({ callback_id: x(length) }), 255],
    ['the label of an input', (length) => ({ blocks: [{ ...NOTE, label: plain(x(length)) }] }), 2000],
    ['the hint of an input', (length) => ({ blocks: [{ ...NOTE, hint: plain(x(length)) }] }), 2000],
    ['max_length of a text field', (length) => ({ blocks: input({ max_length: length }) }), 3000],
    ['the placeholder of a text field', (length) => ({ blocks: input({ placeholder: plain(x(length)) }) }), 150],
    ['the initial value of a text field', (length) => ({ blocks: input({ initial_value: x(length) }) }), 500],
  ])('views.open applies Slack’s upper limit to %s', async (_, make, most) => {
    const { web, slack, errorOf } = await open();
    const viewWith = (length: number) =>
      errorOf(
        web.apiCall('views.open', {
          trigger_id: slack.triggerId({ personId: APPROVER.id }),
          view: { ...MODAL, ...make(length) },
        }),
      );
    expect(await viewWith(most)).toBeUndefined();
    expect(await viewWith(most + 1)).toBe('invalid_arguments');
  });

  test.each<[string, object]>([
    ['a Home tab', { type: 'home', blocks: [] }],
    ['no title', { ...MODAL, title: undefined }],
    ['a title in mrkdwn', { ...MODAL, title: { type: 'mrkdwn', text: 'x' } }],
    ['an input without submit', { ...MODAL, submit: undefined }],
    ['an input without an element', { ...MODAL, blocks: [{ ...NOTE, element: undefined }] }],
    ['an element of no known type', { ...MODAL, blocks: [{ ...NOTE, element: { type: 'lever' } }] }],
    ['min_length above max_length', { ...MODAL, blocks: input({ min_length: 501 }) }],
    ['a block_id twice', { ...MODAL, blocks: [NOTE, NOTE] }],
    ['a property that Slack does not know', { ...MODAL, colour: 'red' }],
  ])('views.open refuses %s, and names the place', async (_, view) => {
    const { web, slack, modals } = await open();
    const trigger_id = slack.triggerId({ personId: APPROVER.id });
    const refused = await web.apiCall('views.open', { trigger_id, view }).then(undefined, ({ data }) => data);
    expect(refused).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: expect.arrayContaining([expect.stringMatching(/^\[ERROR\] .*json-pointer:\/view/)]),
      },
    });
    expect(modals()).toEqual([]);
  });

  test('views.open refuses a view of more than 250 kB, and one that is no JSON', async () => {
    const { web, slack, errorOf } = await open();
    const section = { type: 'section', text: { type: 'mrkdwn', text: x(2900) } };
    const view = { ...MODAL, blocks: Array.from({ length: 90 }, () => section) };
    const call = (given: unknown) =>
      errorOf(web.apiCall('views.open', { trigger_id: slack.triggerId({ personId: APPROVER.id }), view: given }));
    expect(await call(view)).toBe('view_too_large');
    expect(await call('{')).toBe('invalid_arguments');
  });
});

describe('views.push and views.update', () => {
  test('three views make a full stack, and the second opening replaces all of them', async () => {
    const { web, slack, client, errorOf, open: openModal, modals } = await open();
    const trigger = () => slack.triggerId({ personId: APPROVER.id });
    expect(await errorOf(web.views.push({ trigger_id: trigger(), view: MODAL }))).toBe('not_found');
    const root = await openModal();
    const { view } = await web.views.push({ trigger_id: trigger(), view: { ...MODAL, title: plain('Second') } });
    expect(view).toMatchObject({ root_view_id: root, previous_view_id: root });
    await web.views.push({ trigger_id: trigger(), view: MODAL });
    expect(await errorOf(web.views.push({ trigger_id: trigger(), view: MODAL }))).toBe('push_limit_reached');
    await openModal({ ...MODAL, title: plain('Anew') });
    expect(modals()).toMatchObject([{ previousId: null, view: { title: plain('Anew') } }]);
    await client.close(APPROVER, modals()[0]?.id ?? '');
    expect(modals()).toEqual([]);
  });

  test('an update keeps the id, changes the hash, and is refused for an outdated one', async () => {
    const { web, errorOf, open: openModal, modals } = await open();
    const view_id = await openModal({ ...MODAL, external_id: 'mine' });
    const [before] = modals();
    const view = { ...MODAL, title: plain('Changed') };
    expect(await errorOf(web.views.update({ view_id, hash: 'old', view }))).toBe('hash_conflict');
    await web.views.update({ external_id: 'mine', hash: before?.hash, view });
    expect(modals()).toMatchObject([{ id: view_id, view: { title: plain('Changed') } }]);
    expect(modals()[0]?.hash).not.toBe(before?.hash);
    expect(await errorOf(web.views.update({ view_id: 'V0NOTHING', view }))).toBe('not_found');
  });
});

describe('views.publish', () => {
  const HOME = { type: 'home' as const, blocks: [{ type: 'divider' as const }], private_metadata: 'token' };

  test('a Home tab belongs to one person, and its hash protects against an outdated write', async () => {
    const { web, slack, errorOf } = await open();
    const first = await web.views.publish({ user_id: OPERATOR.id, view: HOME });
    expect(first.view).toMatchObject({ type: 'home', private_metadata: 'token' });
    expect(slack.views.home(APPROVER.id)).toBeUndefined();
    const hash = first.view?.hash;
    const second = await web.views.publish({ user_id: OPERATOR.id, hash, view: { ...HOME, blocks: [] } });
    expect(second.view?.id).toBe(first.view?.id);
    expect(await errorOf(web.views.publish({ user_id: OPERATOR.id, hash, view: HOME }))).toBe('hash_conflict');
    expect(slack.views.home(OPERATOR.id)?.view.blocks).toEqual([]);
  });

  test.each<[string, object]>([
    ['101 blocks', { ...HOME, blocks: many(101) }],
    ['private_metadata of 3001 characters', { ...HOME, private_metadata: x(3001) }],
    ['a modal', MODAL],
  ])('views.publish refuses %s', async (_, view) => {
    const { web, errorOf } = await open();
    expect(await errorOf(web.apiCall('views.publish', { user_id: OPERATOR.id, view }))).toBe('invalid_arguments');
    expect(await errorOf(web.views.publish({ user_id: OPERATOR.id, view: { ...HOME, blocks: [] } }))).toBeUndefined();
  });

  test('views.publish needs a Home tab in the manifest, and a person of the workspace', async () => {
    const without = await openWorkspace({ homeTab: false });
    expect(await without.errorOf(without.web.views.publish({ user_id: OPERATOR.id, view: HOME }))).toBe('not_enabled');
    const { web, errorOf } = await open();
    expect(await errorOf(web.views.publish({ user_id: 'U0NOBODY', view: HOME }))).toBe('user_not_found');
  });
});
