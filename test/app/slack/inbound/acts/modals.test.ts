// Modals: opened by a press, and submitted with whatever people write.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../../../app/session/acts/act.ts';
import type { Event } from '../../../../../app/session/event.ts';
import type { Session } from '../../../../../app/session/session.ts';
import { renderFollowUp } from '../../../../../app/slack/views/follow-ups/follow-ups.ts';
import { MORE } from '../../../../../app/slack/views/notice/more-menu.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import { SAY_WHY } from '../../../../../app/slack/views/notice/session-buttons.ts';
import type { StandInMessage } from '../../../../../local/slack/message.ts';
import { type OpenModal, toApiView } from '../../../../../local/slack/open-views.ts';
import type { StandInPerson } from '../../../../../local/slack/workspace.ts';
import {
  APPROVER,
  aSession,
  CHANNEL,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  type State,
  startFacts,
  WORKSPACE_URL,
} from '../../notice-states-fixture.ts';
import { buttonsOf, linesOf, openDesk, PEOPLE } from '../../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeEach(async () => {
  desk = await openDesk();
});

/** A notice whose menu has the choice. */
function noticeWith(choice: string): StandInMessage {
  return desk.post(renderNotice(aSession(choice === 'withdraw' ? 'acknowledged' : 'unacknowledged'), MESSAGE_OPTIONS));
}

/** A session of which nobody has said why. */
const unexplained = () => aSession('unacknowledged', startFacts({ reason: undefined }));

/** The direct message that asks the operator why. */
function question(messageOptions = MESSAGE_OPTIONS): StandInMessage {
  const session = unexplained();
  const event = session.events.find(({ type }) => type === 'noticed');
  if (event?.type !== 'noticed') throw new Error('it is not announced');
  const followUp = { key: '2:operator', audience: 'operator', event } as const;
  return desk.post(renderFollowUp(session, followUp, messageOptions, desk.clock.now()), { to: PEOPLE.operator });
}

/** A menu that names no session. */
function withForeignMenu(): StandInMessage {
  const options = [{ text: { type: 'plain_text', text: 'Note' }, value: 'note' }];
  const elements = [{ type: 'overflow', action_id: MORE, options }];
  return desk.post({ text: 'A message', blocks: [{ type: 'actions', block_id: 'session:#watermark', elements }] });
}

const choose = (on: StandInMessage, value: string, person: StandInPerson = PEOPLE.approver, sessionId = ID) =>
  desk.press(on, { actionId: MORE, blockId: `session:${sessionId}`, value }, person);
const sayWhy = (on: StandInMessage) =>
  desk.press(on, { actionId: SAY_WHY, blockId: 'why', value: ID }, PEOPLE.operator);

function modal(): OpenModal {
  const [shown, ...more] = desk.slack.views.visible();
  if (shown === undefined || more.length > 0) throw new Error('there is not one modal');
  return shown;
}
const isOpen = () => desk.slack.views.visible().length > 0;
const submit = (typed: Record<string, string>, person: StandInPerson = PEOPLE.approver) =>
  desk.client.submit(person, modal().id, typed);
const methods = () => desk.slack.calls().map(({ method }) => method);

/** A submission that Slack's client would not send: it keeps the limits of the inputs. */
function sendRaw(change: {
  values?: unknown;
  metadata?: unknown;
  callbackId?: string;
  user?: unknown;
  team?: unknown;
}) {
  const view = { ...toApiView(modal()) };
  const user = change.user ?? { id: APPROVER, name: 'approver-1', team_id: desk.slack.teamId };
  return desk.send({
    type: 'view_submission',
    user,
    team: change.team ?? { id: desk.slack.teamId, domain: 'stand-in' },
    api_app_id: desk.slack.appId,
    token: 'made-up',
    trigger_id: 'made-up',
    view: {
      ...view,
      ...('values' in change && { state: { values: change.values } }),
      ...('metadata' in change && { private_metadata: change.metadata }),
      ...(change.callbackId !== undefined && { callback_id: change.callbackId }),
    },
  });
}
/** The session with the event of the type as that of the submission. */
function markedAs(commandId: string, session: Session, type: Event['type']): Session {
  const mark = (one: Event): Event => (one.type === type ? { ...one, commandId } : one);
  const [first, ...more] = session.events;
  return { ...session, events: [mark(first), ...more.map(mark)] };
}
const typed = (value: unknown) => ({ note: { note: { type: 'plain_text_input', value } } });
async function errorOf(answer: Promise<{ statusCode?: number | undefined; body?: string | undefined }>) {
  const { statusCode, body } = await answer;
  expect(statusCode).toBe(200);
  return JSON.parse(body ?? '{}');
}

describe('opened', () => {
  test.each([
    ['note', 'acknowledge_with_note', 'Acknowledge with a note', 'Acknowledge'],
    ['reason', 'terminate_with_reason', 'Terminate with a reason', 'Terminate'],
    ['withdraw', 'withdraw_acknowledgement', 'Take back', 'Take back'],
  ])('the choice %s of the menu opens a modal with one call of Slack', async (choice, callbackId, title, submits) => {
    const notice = noticeWith(choice);
    await choose(notice, choice);
    expect(methods()).toEqual(['views.open']);
    const { view } = modal();
    expect(view).toMatchObject({ callback_id: callbackId, title: { text: title }, submit: { text: submits } });
    expect(JSON.parse(view.private_metadata ?? '')).toEqual({ sessionId: ID, channel: CHANNEL, ts: notice.ts });
    const shown = JSON.stringify(view.blocks);
    expect(shown).toMatch(
      /A session has started: operator → bastion-1, Shell|Session acknowledged: operator → bastion-1, Shell/,
    );
    expect(shown).toContain(`Session: ${ID}`);
    expect(view.blocks.at(-1)).toMatchObject({
      block_id: 'note',
      optional: choice === 'withdraw',
      element: { type: 'plain_text_input', action_id: 'note', multiline: true, max_length: 500 },
    });
    expect([desk.clicks, desk.asked, desk.counted, desk.faults]).toEqual([[], [], [], []]);
  });

  test('the operator opens a modal for a reason and a ticket from a direct message', async () => {
    const asked = question();
    await sayWhy(asked);
    expect(methods()).toEqual(['views.open']);
    const { view } = modal();
    expect(JSON.parse(view.private_metadata ?? '')).toMatchObject({ channel: asked.channel, ts: asked.ts });
    expect(view.blocks[0]).toMatchObject({
      text: { text: expect.stringMatching(/^Your session on bastion-1 .* is announced\.$/) },
    });
    expect(view.blocks.slice(-2)).toMatchObject([
      { block_id: 'reason', optional: false, element: { multiline: true, max_length: 500 } },
      { block_id: 'ticket', optional: true, element: { multiline: false, max_length: 100 } },
    ]);
  });

  test.each([
    [MESSAGE_OPTIONS, 'Your session on bastion-1 (Shell, since 2026/11/24 17:00 JST) is announced.'],
    [
      { ...MESSAGE_OPTIONS, workspaceUrl: WORKSPACE_URL },
      'Your session on bastion-1 (Shell, since 2026/11/24 17:00 JST) is announced.',
    ],
    [MESSAGE_OPTIONS_JA, 'あなたの bastion-1 のセッション（シェル、2026/11/24 17:00 JST～）を通知しました。'],
    [
      { ...MESSAGE_OPTIONS_JA, workspaceUrl: WORKSPACE_URL },
      'あなたの bastion-1 のセッション（シェル、2026/11/24 17:00 JST～）を通知しました。',
    ],
  ])('the modal for a reason says which session it is about, and leads nowhere else (%#)', async (options, line) => {
    await sayWhy(question(options));
    expect(modal().view.blocks[0]).toMatchObject({ type: 'section', text: { text: line } });
  });

  test('without a text the modal for a reason has the session alone', async () => {
    await sayWhy(desk.post({ text: ' ', blocks: question().blocks }, { to: PEOPLE.operator }));
    expect(modal().view.blocks[0]).toMatchObject({ type: 'context' });
  });

  test('modals open in Japanese', async () => {
    desk = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    for (const [choice, title] of [
      ['note', 'メモを付けて確認する'],
      ['reason', '理由を付けて切断する'],
      ['withdraw', '確認を取り消す'],
    ] as const) {
      await choose(noticeWith(choice), choice);
      expect(modal().view).toMatchObject({ title: { text: title }, close: { text: 'キャンセル' } });
    }
    await sayWhy(question());
    expect(desk.slack.views.visible().map(({ view }) => view.title.text)).toEqual(['確認を取り消す', '接続の理由']);
  });

  test('the line about the session is plain text, whatever the message says', async () => {
    const notice = noticeWith('note');
    const { text, blocks } = notice;
    const sly = desk.post({
      text: `${text} &lt;!channel&gt; <https://example.slack.com/archives/C1/p1|the &lt;notice&gt;> <@U0APPROVER1> *\u200bbold*\u200b \u202egnitset`,
      blocks,
    });
    await choose(sly, 'note');
    const [line] = modal().view.blocks;
    expect(line).toMatchObject({ type: 'section', text: { type: 'plain_text', emoji: false } });
    const shown = JSON.stringify(line);
    expect(shown).toContain('<!channel> the <notice>  *bold* gnitset');
    expect(shown).not.toMatch(/U0APPROVER1|\u200b|\u202e/);
  });

  test('the line about the session is the first of the message, with the words of a link', async () => {
    const { text, blocks } = noticeWith('note');
    await choose(desk.post({ text: `${text} <https://example.com/a|the log>\nmore`, blocks }), 'note');
    const [line] = modal().view.blocks;
    expect(JSON.stringify(line)).toMatch(/ the log"/);
  });

  test('a modal that Slack does not open is told to the presser alone', async () => {
    const notice = noticeWith('note');
    desk.slack.fault('views.open', 'server-error');
    const told = await choose(notice, 'note');
    expect(told).toMatchObject({ visibleTo: APPROVER });
    expect(linesOf(told)).toEqual(['I couldn’t open the form. Please try again.']);
    expect(desk.faults).toEqual(['form not opened']);
  });

  test('a menu that names no session opens nothing, and is answered', async () => {
    const told = await choose(withForeignMenu(), 'note', PEOPLE.approver, '#watermark');
    expect(linesOf(told)).toEqual(['This session is not on record. No change was made.']);
    expect([isOpen(), desk.counted]).toEqual([false, ['RequestsRefused']]);
  });

  test.each<[string, object]>([
    ['an unknown choice', { selected_option: { value: 'approve' } }],
    ['no choice', { selected_option: null }],
    ['a huge block', { block_id: `session:${'x'.repeat(10_000)}`, selected_option: { value: 'note' } }],
  ])('a press of the menu with %s is a fault and opens nothing', async (_what, forged) => {
    const action = { type: 'overflow', action_id: MORE, block_id: `session:${ID}`, action_ts: '1.2', ...forged };
    const answer = await desk.send({
      type: 'block_actions',
      user: { id: APPROVER },
      team: { id: desk.slack.teamId },
      container: { type: 'message', channel_id: CHANNEL, message_ts: '1.2' },
      trigger_id: desk.slack.triggerId({ personId: APPROVER }),
      actions: [action],
    });
    expect(answer.statusCode).toBe(200);
    expect([isOpen(), desk.faults]).toEqual([false, ['a press that opens a form of an unknown shape']]);
  });
});

describe('submitted', () => {
  test.each([
    ['note', 'acknowledge', 'Known: the migration.'],
    ['reason', 'terminate', 'Wrong host.'],
    ['withdraw', 'withdraw', 'I was too quick.'],
  ])('the words of the choice %s reach the workflow with the place of the notice', async (choice, button, words) => {
    const notice = noticeWith(choice);
    await choose(notice, choice);
    const { id } = modal();
    expect(await submit({ note: `  ${words}\n` })).toEqual({ outcome: 'done' });
    expect(desk.clicks).toEqual([
      {
        button,
        note: words,
        userId: APPROVER,
        sessionId: ID,
        from: { channel: CHANNEL, ts: notice.ts },
        id: `submission:${APPROVER}:${id}`,
      },
    ]);
    expect([isOpen(), desk.counted, desk.faults, methods()]).toEqual([false, [], [], ['views.open']]);
  });

  test('an acknowledgement of one’s own is taken back without a note', async () => {
    await choose(noticeWith('withdraw'), 'withdraw');
    await submit({});
    expect(desk.clicks).toEqual([expect.not.objectContaining({ note: expect.anything() })]);
  });

  test('a submission that is sent again has the same id', async () => {
    await choose(noticeWith('note'), 'note');
    await sendRaw({ values: typed('again') });
    await sendRaw({ values: typed('again') });
    expect(new Set(desk.clicks.map(({ id }) => id)).size).toBe(1);
  });

  test.each<[Refusal, string, string]>([
    [
      { reason: 'already-acknowledged', by: 'U0APPROVER2', at: '2026-11-24T08:09:00.000Z', yours: false },
      'approver-2 already acknowledged this session at 2026/11/24 17:09 JST.',
      'approver-2 さんが先に確認しました（2026/11/24 17:09 JST）。',
    ],
    [
      { reason: 'already-acknowledged', by: 'U0STRANGER1', at: '2026-11-24T08:09:00.000Z', yours: false },
      'Another person already acknowledged this session at 2026/11/24 17:09 JST.',
      'ほかの方 さんが先に確認しました（2026/11/24 17:09 JST）。',
    ],
    [
      { reason: 'already-ended', at: '2026-11-24T08:09:00.000Z' },
      'This session already ended at 2026/11/24 17:09 JST. There is nothing to terminate.',
      'このセッションは 2026/11/24 17:09 JST にすでに終了しています。切断の必要はありません。',
    ],
    [
      { reason: 'already-terminating', by: 'app', at: '2026-11-24T08:09:00.000Z' },
      'Termination was already requested by bastion-ack at 2026/11/24 17:09 JST. I’m waiting for Session Manager to confirm it.',
      'このアプリが 2026/11/24 17:09 JST に切断を要求済みです。切断の完了を待っています。',
    ],
  ])('a refusal stands below the input, and nothing typed is lost: %o', async (refusal, english, japanese) => {
    for (const [messageOptions, why] of [
      [MESSAGE_OPTIONS, english],
      [MESSAGE_OPTIONS_JA, japanese],
    ] as const) {
      desk = await openDesk({ messageOptions });
      await choose(noticeWith('note'), 'note');
      desk.answers.outcome = { outcome: 'refused', refusal };
      expect(await submit({ note: 'Seen.' })).toEqual({ outcome: 'errors', errors: { note: why } });
      expect([isOpen(), desk.counted]).toEqual([true, ['RequestsRefused']]);
    }
  });

  test('a fault keeps the modal open, and says so', async () => {
    await choose(noticeWith('note'), 'note');
    desk.answers.fault = new Error('the table does not answer');
    expect(await submit({ note: 'Seen.' })).toEqual({
      outcome: 'errors',
      errors: { note: expect.stringMatching(/^I couldn’t finish this/) },
    });
    expect([isOpen(), desk.faults]).toEqual([true, ['a form could not be answered']]);
  });

  test.each<[string, State, Event['type'], string]>([
    ['note', 'acknowledgedWithNote', 'acknowledged', 'You already acknowledged this session at 2026/11/24 17:07 JST.'],
    ['note', 'vouched', 'vouched', 'You already pressed at 2026/11/24 17:07 JST.'],
    ['reason', 'terminatingWithNote', 'terminationRequested', 'Termination was already requested by approver-2'],
    ['withdraw', 'withdrawnByOther', 'acknowledgementWithdrawn', 'No acknowledgement stands'],
  ])('other words after a late answer are refused, the same are not: %s, %s', async (choice, state, type, why) => {
    await choose(noticeWith(choice), choice);
    const session = markedAs(`submission:${APPROVER}:${modal().id}`, aSession(state), type);
    desk.answers.outcome = { outcome: 'done', session, did: undefined };
    expect(await submit({ note: 'Other words.' })).toEqual({
      outcome: 'errors',
      errors: { note: expect.stringContaining(why) },
    });
    expect([isOpen(), desk.counted]).toEqual([true, ['RequestsRefused']]);
    expect(await submit({ note: 'Seen with the team' })).toEqual({ outcome: 'done' });
    expect(isOpen()).toBe(false);
  });

  test('the name of the first is not waited for until Slack gives up', async () => {
    await choose(noticeWith('note'), 'note');
    desk.answers.outcome = new Promise((resolve) => {
      const by = 'U0APPROVER2';
      const refusal = { reason: 'already-acknowledged', by, at: '2026-11-24T08:09:00.000Z', yours: false } as const;
      setTimeout(resolve, 1_900, { outcome: 'refused', refusal });
    });
    desk.slack.fault('users.info', 'time-out');
    const began = performance.now();
    expect(await submit({ note: 'Seen.' })).toMatchObject({
      errors: { note: expect.stringMatching(/^Another person already/) },
    });
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  test.each(['vouched', undefined] as const)('the first of two approvers is told so, alone (did: %s)', async (did) => {
    await choose(noticeWith('note'), 'note');
    desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did };
    expect(await submit({ note: 'Seen.' })).toEqual({ outcome: 'done' });
    const told = desk.slack.messages().at(-1);
    expect(told).toMatchObject({ visibleTo: APPROVER, channel: CHANNEL });
    expect(linesOf(told)[0]).toMatch(/^Your press is on record\. A second approver must press Acknowledge too/);
  });

  test.each<[string, unknown, string]>([
    ['10,000 characters', 'x'.repeat(10_000), 'Please use at most 500 characters. No change was made.'],
    ['501 emoji', '🔔'.repeat(501), 'Please use at most 500 characters. No change was made.'],
    ['nothing', null, 'Please write something. No change was made.'],
    ['spaces', ' \n\t ', 'Please write something. No change was made.'],
    ['marks of direction alone', '\u202e\u200f\u2066', 'Please write something. No change was made.'],
    ['invisible characters alone', '\u200b\u2060\u3164\u2800\u00ad', 'Please write something. No change was made.'],
  ])('%s is refused before anything is read, and nothing is lost', async (_what, value, why) => {
    await choose(noticeWith('note'), 'note');
    expect(await errorOf(sendRaw({ values: typed(value) }))).toEqual({
      response_action: 'errors',
      errors: { note: why },
    });
    expect([desk.clicks, isOpen(), desk.counted]).toEqual([[], true, ['RequestsRefused']]);
  });

  test.each([
    ['500 emoji', '🔔'.repeat(500)],
    ['script', '<script>alert(1)</script>'],
    ['mentions', '<!channel> <@U0OPERATOR1> @here'],
    ['marks of direction', 'a \u202egnitset b'],
    ['lines', 'one\ntwo'],
  ])('%s is handed on as it was typed: whoever shows it makes it safe', async (_what, value) => {
    await choose(noticeWith('note'), 'note');
    await sendRaw({ values: typed(value) });
    expect(desk.clicks).toMatchObject([{ note: value }]);
  });

  test('half a character is made whole', async () => {
    await choose(noticeWith('note'), 'note');
    await sendRaw({ values: typed('a\ud800b') });
    expect(desk.clicks).toMatchObject([{ note: 'a\ufffdb' }]);
  });

  const metadata = { sessionId: ID, channel: CHANNEL, ts: '1795507500.000100' };
  test.each<[string, object]>([
    ['no input', { values: {} }],
    ['no values', { values: null }],
    ['a number', { values: typed(42) }],
    ['the input of another form', { values: { reason: { reason: { value: 'x' } } } }],
    ['no metadata', { values: typed('Seen.'), metadata: '' }],
    ['metadata that is no JSON', { values: typed('Seen.'), metadata: '{' }],
    ['foreign metadata', { values: typed('Seen.'), metadata: JSON.stringify({ page: 2 }) }],
    ['metadata with more', { values: typed('Seen.'), metadata: JSON.stringify({ ...metadata, via: 'home' }) }],
    ['a control item', { values: typed('Seen.'), metadata: JSON.stringify({ ...metadata, sessionId: '#watermark' }) }],
    ['no channel', { values: typed('Seen.'), metadata: JSON.stringify({ ...metadata, channel: '../x' }) }],
    ['huge metadata', { values: typed('Seen.'), metadata: `${JSON.stringify(metadata)}${' '.repeat(3000)}` }],
  ])('a submission with %s changes nothing, and a sentence says so', async (_what, change) => {
    await choose(noticeWith('note'), 'note');
    expect(await errorOf(sendRaw(change))).toEqual({
      response_action: 'errors',
      errors: { note: 'This form is out of date. Please open it again from the notice. No change was made.' },
    });
    expect([desk.clicks, desk.reasons, desk.faults.length]).toEqual([[], [], 1]);
  });

  test.each<[string, object, string]>([
    ['another workspace', { user: { id: APPROVER, team_id: 'T0STRANGERS' } }, 'Only members of the workspace'],
    [
      'another team',
      { team: { id: 'T0STRANGERS', domain: 'x' }, user: { id: 'U0STRANGER1', team_id: 'T0STRANGERS' } },
      'Only members of the workspace',
    ],
  ])('a submission from %s is refused', async (_what, from, why) => {
    await choose(noticeWith('note'), 'note');
    expect(await errorOf(sendRaw({ values: typed('Seen.'), ...from }))).toEqual({
      response_action: 'errors',
      errors: { note: expect.stringContaining(why) },
    });
    expect([desk.clicks, desk.counted]).toEqual([[], ['RequestsRefused']]);
  });
});

describe('the operator says why', () => {
  const said = (words: { reason: string; ticket?: string }) => {
    const session = unexplained();
    return { ...session, said: { ...words, by: PEOPLE.operator.id, at: '2026-11-24T08:10:00.000Z' } };
  };

  test('the reason and the ticket are recorded, and the question shows them in the place of its button', async () => {
    const asked = question();
    await sayWhy(asked);
    desk.answers.outcome = {
      outcome: 'done',
      session: said({ reason: 'Slow <query>', ticket: 'OPS-7' }),
      did: 'reasoned',
    };
    expect(await submit({ reason: 'Slow <query>', ticket: 'OPS-7' }, PEOPLE.operator)).toEqual({ outcome: 'done' });
    expect(desk.reasons).toEqual([
      {
        id: expect.stringMatching(/^submission:U0OPERATOR1:V/),
        userId: PEOPLE.operator.id,
        sessionId: ID,
        reason: 'Slow <query>',
        ticket: 'OPS-7',
      },
    ]);
    const after = desk.slack.messages().find(({ ts }) => ts === asked.ts);
    expect(linesOf(after).slice(-2)).toEqual([
      'Your reason: Slow <query>',
      'Ticket: OPS-7, said at 2026/11/24 17:10 JST',
    ]);
    expect(linesOf(after)[0]).toBe(linesOf(asked)[0]);
    expect([buttonsOf(asked).length, after && buttonsOf(after)]).toEqual([1, []]);
    expect(after?.text).toContain('Slow &lt;query&gt;');
  });

  test('a reason is enough, and the question need not be there any more', async () => {
    await sayWhy(question());
    desk.answers.outcome = { outcome: 'done', session: said({ reason: 'A reason' }), did: 'reasoned' };
    desk.slack.fault('chat.update', 'server-error');
    expect(await submit({ reason: 'A reason' }, PEOPLE.operator)).toEqual({ outcome: 'done' });
    expect(desk.reasons).toMatchObject([{ reason: 'A reason', ticket: undefined }]);
    expect(desk.faults).toEqual(['question to the operator not updated']);
  });

  test.each([
    ['Restart the batch', 'OPS-18'],
    ['Restart the batch', undefined],
    ['Restart another batch', 'OPS-17'],
  ])('other words after a late answer are refused: %s, %s', async (reason, ticket) => {
    await sayWhy(question());
    const id = `submission:${PEOPLE.operator.id}:${modal().id}`;
    const session = markedAs(id, aSession('reasonedAcknowledged'), 'reasoned');
    desk.answers.outcome = { outcome: 'done', session, did: undefined };
    expect(await submit({ reason, ...(ticket !== undefined && { ticket }) }, PEOPLE.operator)).toEqual({
      outcome: 'errors',
      errors: { reason: 'You already gave a reason at 2026/11/24 17:06 JST. The notice shows it.' },
    });
    expect(await submit({ reason: 'Restart the batch', ticket: 'OPS-17' }, PEOPLE.operator)).toEqual({
      outcome: 'done',
    });
  });

  test('the answer does not wait for a question that Slack is slow to update', async () => {
    await sayWhy(question());
    desk.answers.outcome = { outcome: 'done', session: said({ reason: 'A reason' }), did: 'reasoned' };
    desk.slack.fault('chat.update', 'time-out');
    const began = performance.now();
    expect(await submit({ reason: 'A reason' }, PEOPLE.operator)).toEqual({ outcome: 'done' });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(isOpen()).toBe(false);
  });

  test('a reason that came before is told below the input', async () => {
    await sayWhy(question());
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'not-the-operator' } };
    const result = await submit({ reason: 'Another reason' }, PEOPLE.operator);
    expect(result).toMatchObject({
      outcome: 'errors',
      errors: { reason: expect.stringMatching(/^Only the operator/) },
    });
  });

  test('a ticket that is too long is told below its own input', async () => {
    await sayWhy(question());
    const values = { reason: { reason: { value: 'A reason' } }, ticket: { ticket: { value: 'x'.repeat(101) } } };
    const user = { id: PEOPLE.operator.id, team_id: desk.slack.teamId };
    expect(await errorOf(sendRaw({ values, user }))).toEqual({
      response_action: 'errors',
      errors: { ticket: 'Please use at most 100 characters. No change was made.' },
    });
    expect(desk.reasons).toEqual([]);
  });
});
