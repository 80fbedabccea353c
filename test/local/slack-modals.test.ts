// A modal in Slack's client: what it sends to the app, and what each answer does.
import { describe, expect, test, vi } from 'vitest';
import { APPROVER, answerWith, MODAL, NOTE, OPERATOR, openWorkspace, plain } from './slack-views-fixture.ts';

const TICKET = {
  ...NOTE,
  block_id: 'ticket',
  optional: true,
  label: plain('Ticket'),
  element: { type: 'plain_text_input' as const, action_id: 'ticket', max_length: 100 },
};

describe('a submission', () => {
  test('a submission carries the view and what was typed, and neither a channel nor a response URL', async () => {
    const { client, open, latest, modals } = await openWorkspace();
    const viewId = await open({ ...MODAL, blocks: [NOTE, TICKET] });
    const [modal] = modals();
    expect(await client.submit(APPROVER, viewId, { note: 'seen <!channel>\nby me' })).toEqual({ outcome: 'done' });
    expect(latest()).toMatchObject({
      type: 'view_submission',
      team: { id: 'T000000001' },
      user: { id: APPROVER.id, team_id: 'T000000001' },
      api_app_id: 'A0BASTIONACK',
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
      response_urls: [],
      view: {
        id: viewId,
        callback_id: 'acknowledge_with_note',
        private_metadata: 'session-1',
        hash: modal?.hash,
        state: {
          values: {
            note: { note: { type: 'plain_text_input', value: 'seen <!channel>\nby me' } },
            ticket: { ticket: { type: 'plain_text_input', value: null } },
          },
        },
      },
    });
    for (const field of ['channel', 'response_url', 'message', 'container']) expect(latest()).not.toHaveProperty(field);
    expect(modals()).toEqual([]);
  });

  test('the trigger of a submission opens another view', async () => {
    const { client, open, web, app, modals } = await openWorkspace();
    app(async ({ payload: { trigger_id } }) => {
      await web.views.open({ trigger_id, view: { ...MODAL, title: plain('Another') } });
      return { statusCode: 200 };
    });
    await client.submit(APPROVER, await open(), { note: 'x' });
    expect(modals()).toMatchObject([{ view: { title: plain('Another') } }]);
  });

  test('errors keep the modal open', async () => {
    const { client, open, app, modals } = await openWorkspace();
    const errors = { note: 'This session has ended.' };
    app(() => answerWith({ response_action: 'errors', errors }));
    const viewId = await open();
    expect(await client.submit(APPROVER, viewId, { note: 'x' })).toEqual({ outcome: 'errors', errors });
    expect(modals()).toMatchObject([{ id: viewId }]);
  });

  test('update shows another view in place, push shows one above, and clear closes all of them', async () => {
    const { client, open, app, modals } = await openWorkspace();
    const viewId = await open();
    app(() => answerWith({ response_action: 'update', view: { ...MODAL, title: plain('Sure?') } }));
    await client.submit(APPROVER, viewId, { note: 'x' });
    expect(modals()).toMatchObject([{ id: viewId, view: { title: plain('Sure?') } }]);
    app(() => answerWith({ response_action: 'push', view: { ...MODAL, title: plain('Above') } }));
    await client.submit(APPROVER, viewId, { note: 'x' });
    expect(modals()).toMatchObject([{ previousId: viewId, view: { title: plain('Above') } }]);
    await expect(client.submit(APPROVER, viewId, { note: 'x' })).rejects.toThrow('This dialog is not open any more.');
    app(() => answerWith({ response_action: 'clear' }));
    await client.submit(APPROVER, modals()[0]?.id ?? '', { note: 'x' });
    expect(modals()).toEqual([]);
  });

  test('an empty answer to the upper view shows the one below, or none with clear_on_close', async () => {
    const { client, open, slack, web, modals } = await openWorkspace();
    const push = (view: object) =>
      web.apiCall('views.push', { trigger_id: slack.triggerId({ personId: APPROVER.id }), view });
    const root = await open();
    await push(MODAL);
    await client.submit(APPROVER, modals()[0]?.id ?? '', { note: 'x' });
    expect(modals()).toMatchObject([{ id: root }]);
    await push({ ...MODAL, clear_on_close: true });
    await client.submit(APPROVER, modals()[0]?.id ?? '', { note: 'x' });
    expect(modals()).toEqual([]);
  });

  test.each<[string, object | string]>([
    ['errors of a block that is no input', { response_action: 'errors', errors: { elsewhere: 'x' } }],
    ['an unknown action', { response_action: 'shout' }],
    ['a view that breaks a limit', { response_action: 'update', view: { ...MODAL, title: plain('x'.repeat(25)) } }],
    ['no JSON', 'fine'],
  ])('Slack refuses %s, and keeps the modal', async (_, body) => {
    const { client, open, app, modals } = await openWorkspace();
    app(() => ({ statusCode: 200, body: typeof body === 'string' ? body : JSON.stringify(body) }));
    const viewId = await open();
    await expect(client.submit(APPROVER, viewId, { note: 'x' })).rejects.toThrow(/Slack|The errors name no input/);
    expect(modals()).toMatchObject([{ id: viewId }]);
  });

  test('the modal stays if the app answers with an error, or not within three seconds', async () => {
    const { client, open, app, modals } = await openWorkspace();
    const viewId = await open();
    app(() => ({ statusCode: 500 }));
    expect(await client.submit(APPROVER, viewId, { note: 'x' })).toEqual({
      outcome: 'failed',
      error: 'dispatch_failed',
    });
    vi.useFakeTimers();
    app(() => new Promise(() => {}));
    const submitted = client.submit(APPROVER, viewId, { note: 'x' });
    await vi.advanceTimersByTimeAsync(3_000);
    vi.useRealTimers();
    expect(await submitted).toEqual({ outcome: 'failed', error: 'operation_timeout' });
    expect(modals()).toMatchObject([{ id: viewId }]);
  });

  test.each([
    ['', 'is required'],
    ['x'.repeat(501), 'has more than 500 characters'],
    ['no', 'has less than 3 characters'],
  ])('Slack’s client does not send the note "%.10s"', async (note, why) => {
    const { client, open, received, modals } = await openWorkspace();
    const viewId = await open({ ...MODAL, blocks: [{ ...NOTE, element: { ...NOTE.element, min_length: 3 } }] });
    await expect(client.submit(APPROVER, viewId, { note })).rejects.toThrow(why);
    expect(received).toEqual([]);
    expect(modals()).toHaveLength(1);
  });

  test('nobody submits the modal of another person', async () => {
    const { client, open } = await openWorkspace();
    const viewId = await open();
    await expect(client.submit(OPERATOR, viewId, { note: 'x' })).rejects.toThrow('This dialog is not open any more.');
  });
});

describe('closing', () => {
  test('the app hears of a closed modal only if the view asks for it', async () => {
    const { client, open, received, latest, modals } = await openWorkspace();
    await client.close(APPROVER, await open());
    expect(received).toEqual([]);
    const viewId = await open({ ...MODAL, notify_on_close: true });
    await client.close(APPROVER, viewId);
    expect(latest()).toMatchObject({
      type: 'view_closed',
      user: { id: APPROVER.id },
      is_cleared: false,
      view: { id: viewId, callback_id: 'acknowledge_with_note' },
    });
    expect(modals()).toEqual([]);
    await expect(client.close(APPROVER, viewId)).rejects.toThrow('This dialog is not open any more.');
  });
});
