// The unacknowledged sessions: each row, and the buttons that each reader may press.
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../../app/session/session.ts';
import type { Message, MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import {
  createListing,
  type Listing,
  readListing,
  writeCommand,
  writeListing,
} from '../../../../../app/slack/views/lists/listing.ts';
import { renderOverview } from '../../../../../app/slack/views/lists/overview.ts';
import {
  PENDING_LISTED,
  renderNone,
  renderPending,
  renderSeveral,
} from '../../../../../app/slack/views/lists/pending.ts';
import { sliceOf } from '../../../../../app/workflow/queries/list-slice.ts';
import type { Pending } from '../../../../../app/workflow/queries/pending.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  OPERATOR,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
} from '../../notice-states-fixture.ts';
import { stoppedClock } from '../../slack-fixture.ts';
import { draw } from '../../views-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const clock = stoppedClock('2026-11-24T08:10:00.000Z');
const cardTokens = createCardTokens('a secret', clock);
const readerOf = (userId: string) => ({ userId, now: clock.now(), cardTokens });

const listed = (sessions: readonly Session[], from = 0) => sliceOf(sessions, { from, most: PENDING_LISTED });
const pendingOf = (sessions: readonly Session[], over: Partial<Pending> = {}, from = 0): Pending => ({
  all: true,
  approver: 'yes',
  ...listed(sessions, from),
  ...over,
});
const rowOf = (state: State, messageOptions: MessageOptions) =>
  draw(renderPending(pendingOf([aSession(state)]), readerOf(APPROVER), messageOptions))[2];
const buttonsOf = ({ blocks }: Message) =>
  blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => ({ ...element, in: block.block_id })) : [],
  );
const many = (count: number, state: State = 'unacknowledged') =>
  Array.from({ length: count }, (_, index) => aSession(state, startFacts({ sessionId: `session-${index}` })));

describe('a row', () => {
  const row = '*operator* → bastion-1, Shell, since 17:00, ';
  test.each<[State, MessageOptions, string, string]>([
    ['unnoticed', MESSAGE_OPTIONS, '🔔', 'live, not announced yet'],
    ['unacknowledged', MESSAGE_OPTIONS, '🔔', 'live, acknowledge by 17:20'],
    ['unacknowledged', TERMINATING_OPTIONS, '🔔', 'live, acknowledge by 17:20 or it will be terminated'],
    ['escalated', MESSAGE_OPTIONS, '🔔', 'live, escalated at 17:20'],
    ['escalated', { ...MESSAGE_OPTIONS, escalates: false }, '🔔', 'live, deadline passed at 17:20'],
    ['terminating', MESSAGE_OPTIONS, '✂️', 'live, being terminated'],
    ['stillConnected', MESSAGE_OPTIONS, '⚠️', 'live'],
    ['ended', MESSAGE_OPTIONS, '🔔', 'ended 17:20, can be acknowledged until 2026/11/25 17:20'],
    [
      'unknown',
      MESSAGE_OPTIONS,
      '🔔',
      'not listed by Session Manager since 17:18, can be acknowledged until 2026/11/25 17:18',
    ],
  ])('a row of the pending list is %s', (state, messageOptions, icon, said) => {
    expect(rowOf(state, messageOptions)).toBe(`${icon} ${row}${said}`);
  });

  const inJapanese = '*operator* → bastion-1、シェル、17:00～、';
  test.each<[State, MessageOptions, string, string]>([
    ['unnoticed', MESSAGE_OPTIONS_JA, '🔔', '接続中、未通知'],
    ['unacknowledged', MESSAGE_OPTIONS_JA, '🔔', '接続中、確認期限: 17:20'],
    ['unacknowledged', { ...TERMINATING_OPTIONS, locale: 'ja' }, '🔔', '接続中、確認期限: 17:20（過ぎると切断）'],
    ['escalated', MESSAGE_OPTIONS_JA, '🔔', '接続中、17:20 にエスカレーション済み'],
    ['escalated', { ...MESSAGE_OPTIONS_JA, escalates: false }, '🔔', '接続中、確認期限を過ぎています（期限: 17:20）'],
    ['terminating', MESSAGE_OPTIONS_JA, '✂️', '接続中、切断中'],
    ['ended', MESSAGE_OPTIONS_JA, '🔔', '17:20 に終了、確認の受付期限: 2026/11/25 17:20'],
  ])('a row of the pending list is %s, in Japanese', (state, messageOptions, icon, said) => {
    expect(rowOf(state, messageOptions)).toBe(`${icon} ${inJapanese}${said}`);
  });
});

describe('who may press', () => {
  test('an approver acknowledges the sessions of others, by a button with a card token', () => {
    const message = renderPending(pendingOf([aSession('unacknowledged')]), readerOf(APPROVER), MESSAGE_OPTIONS);
    expect(draw(message)).toEqual([
      '*1 session needs acknowledgement*',
      '*2026/11/24*',
      rowOf('unacknowledged', MESSAGE_OPTIONS),
      `\`${ID}\``,
      '[Acknowledge: primary]',
      '· Times in JST',
    ]);
    const [button] = buttonsOf(message);
    expect(button).toMatchObject({ action_id: 'acknowledge_session', value: ID });
    expect(cardTokens.noteIn(button?.in ?? '', APPROVER, ID)).toBe('pending:0:0:');
  });

  test('nobody acknowledges their own session from the pending list', () => {
    expect(
      buttonsOf(renderPending(pendingOf([aSession('unacknowledged')]), readerOf(OPERATOR), MESSAGE_OPTIONS)),
    ).toEqual([]);
  });

  test('a person who is no approver has no button, and reads that they see their own sessions alone', () => {
    const own = pendingOf([aSession('unacknowledged')], { all: false, approver: 'no' });
    const message = renderPending(own, readerOf(OPERATOR), MESSAGE_OPTIONS);
    expect(buttonsOf(message)).toEqual([]);
    expect(draw(message).at(-1)).toBe('· Only your own sessions are shown. Approvers and auditors see everyone’s.');
    expect(draw(renderPending(own, readerOf(OPERATOR), MESSAGE_OPTIONS_JA)).at(-1)).toBe(
      '· ご自身のセッションだけを表示しています。すべてのセッションを見られるのは責任者と監査担当者です。',
    );
    const unsure = pendingOf([aSession('unacknowledged')], { all: false, approver: 'unknown' });
    expect(draw(renderPending(unsure, readerOf(OPERATOR), MESSAGE_OPTIONS)).at(-1)).toContain('the approver list');
    const auditor = renderPending(
      pendingOf([aSession('unacknowledged')], { approver: 'no' }),
      readerOf('U0AUDITOR01'),
      MESSAGE_OPTIONS,
    );
    expect([buttonsOf(auditor), draw(auditor).some((line) => line.includes('your own'))]).toEqual([[], false]);
  });
});

describe('how many', () => {
  test('the pending list says that it is empty', () => {
    expect(draw(renderPending(pendingOf([]), readerOf(APPROVER), MESSAGE_OPTIONS))).toEqual([
      '*Nothing to acknowledge.*',
    ]);
    expect(draw(renderPending(pendingOf([]), readerOf(APPROVER), MESSAGE_OPTIONS_JA))).toEqual([
      '*未確認のセッションはありません。*',
    ]);
  });

  const idsIn = (message: Message) => buttonsOf(message).map((button) => ('value' in button ? button.value : ''));
  const page = (sessions: readonly Session[], from: number, messageOptions = MESSAGE_OPTIONS) =>
    renderPending(pendingOf(sessions, {}, from), readerOf(APPROVER), messageOptions, {
      listing: { ...createListing('pending'), from },
    });

  test.each([
    [10, 10, undefined],
    [11, 10, '… and 1 more.'],
    [40, 10, '… and 30 more.'],
  ])('the pending list says how many sessions it has: %i', (count, shown, more) => {
    const message = renderPending(pendingOf(many(count)), readerOf(APPROVER), MESSAGE_OPTIONS);
    expect(buttonsOf(message)).toHaveLength(more ? shown + 1 : shown);
    expect(draw(message)[0]).toBe(`*${count} sessions need acknowledgement*`);
    if (more) expect(draw(message).slice(-3)).toEqual([more, '[Show more: undefined]', '· Times in JST']);
    expect(message.text.split('\n')).toHaveLength(2 + 2 * shown + (more ? 1 : 0));
  });

  test.each([
    [0, 10, ['… and 13 more.', '[Show more: undefined]'], 'pending:10:0:'],
    [10, 10, ['… and 3 more.', '· 11–20 of 23', '[Show more: undefined]'], 'pending:20:0:'],
    [
      20,
      3,
      ['`session-22`', '[Acknowledge: primary]', '· 21–23 of 23', '[Back to the start: undefined]'],
      'pending:0:0:',
    ],
    // The list has become shorter meanwhile.
    [30, 10, ['… and 13 more.', '[Show more: undefined]'], 'pending:10:0:'],
  ])('a page of 23 from %i on has its rows, and a button that goes on', (from, shown, below, next) => {
    const message = page(many(23), from);
    const buttons = buttonsOf(message);
    expect(draw(message).slice(-below.length - 1)).toEqual([...below, '· Times in JST']);
    expect(buttons.slice(0, -1)).toHaveLength(shown);
    expect(buttons.at(-1)).toMatchObject({ action_id: 'show_more', value: next });
    expect(cardTokens.noteIn(buttons.at(-1)?.in ?? '', APPROVER, next)).toBe('more');
    expect(cardTokens.noteIn(buttons.at(-1)?.in ?? '', OPERATOR, next)).toBeUndefined();
  });

  test('the pending list shows each row once, page after page', () => {
    const all = many(34);
    const seen = [0, 10, 20, 30].flatMap((from) => idsIn(page(all, from)).slice(0, -1));
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(draw(page(all, 30, MESSAGE_OPTIONS_JA)).slice(-3, -1)).toEqual([
      '· 34件中 31～34件目',
      '[最初に戻る: undefined]',
    ]);
    expect(draw(page(all, 0, MESSAGE_OPTIONS_JA)).slice(-2)).toEqual([
      '[続きを表示: undefined]',
      '· タイムゾーン: JST',
    ]);
  });

  test('the pending list is in its order', () => {
    const message = renderPending(pendingOf(many(3)), readerOf(APPROVER), MESSAGE_OPTIONS);
    expect(idsIn(message)).toEqual(['session-0', 'session-1', 'session-2']);
  });
});

test('both lists in one message keep all that people usually have', () => {
  const presence = { source: 'ssm', at: '2026-11-24T08:10:00.000Z', ...listed(many(8)) } as const;
  const message = renderOverview({ pending: pendingOf(many(10)), presence }, readerOf(APPROVER), MESSAGE_OPTIONS);
  expect(buttonsOf(message)).toHaveLength(10);
  const drawn = draw(message);
  expect(drawn.slice(drawn.indexOf('*8 open sessions*')).filter((line) => line.startsWith('🔔 '))).toHaveLength(8);
  // One line names the zone of both.
  expect(drawn.filter((line) => line.includes('JST'))).toEqual([
    '· According to Session Manager, 2026/11/24 17:10 JST',
  ]);
});

describe('several that can be meant', () => {
  const choice = (list: 'acknowledge' | 'terminate') => ({ ...createListing(list, { about: 'oper' }), list });
  const reader = readerOf(APPROVER);

  test.each([
    ['acknowledge', '[Acknowledge: primary]'],
    ['terminate', '[Terminate: danger]'],
  ] as const)('several sessions that can be meant are listed, each with its button: %s', (list, button) => {
    const message = renderSeveral(listed(many(2)), choice(list), reader, MESSAGE_OPTIONS);
    expect(draw(message)).toEqual([
      '2 sessions match `oper`. Choose one:',
      '*2026/11/24*',
      rowOf('unacknowledged', MESSAGE_OPTIONS),
      '`session-0`',
      button,
      rowOf('unacknowledged', MESSAGE_OPTIONS),
      '`session-1`',
      button,
      '· Times in JST',
    ]);
    const [first] = buttonsOf(message);
    expect(first).toMatchObject({ action_id: `${list}_session`, value: 'session-0' });
    expect(readListing(cardTokens.noteIn(first?.in ?? '', APPROVER, 'session-0') ?? '')).toEqual(choice(list));
  });

  test('several sessions that can be meant are listed in Japanese, and so is one that is left', () => {
    expect(draw(renderSeveral(listed(many(2)), choice('acknowledge'), reader, MESSAGE_OPTIONS_JA))[0]).toBe(
      '`oper` に該当するセッションが 2件あります。いずれかを選んでください。',
    );
    expect(draw(renderSeveral(listed(many(1)), choice('acknowledge'), reader, MESSAGE_OPTIONS))[0]).toBe(
      '1 session matches `oper`. Choose one:',
    );
  });

  test('several sessions of which none can be acknowledged are listed with why', () => {
    const sessions = listed([aSession('acknowledged'), aSession('lapsed', startFacts({ sessionId: 'session-1' }))]);
    const someone = { ...readerOf('U0APPROVER2'), approver: 'yes' } as const;
    const message = renderNone(sessions, choice('acknowledge'), someone, MESSAGE_OPTIONS);
    expect(buttonsOf(message)).toEqual([]);
    expect(draw(message)).toEqual([
      'No session that matches `oper` can be acknowledged:',
      '*2026/11/24*',
      expect.stringMatching(/^✅ \*operator\*/),
      `\`${ID}\``,
      `@${APPROVER} already acknowledged this session at 2026/11/24 17:07 JST.`,
      expect.stringMatching(/^⚪ \*operator\*/),
      '`session-1`',
      'This session can no longer be acknowledged. The time for it ran out at 2026/11/25 17:30 JST.',
      '· Times in JST',
    ]);
    expect(draw(renderNone(sessions, choice('terminate'), someone, MESSAGE_OPTIONS_JA))[0]).toBe(
      '`oper` に該当するセッションのうち、切断できるものはありません。',
    );
  });
});

test.each<Listing>([
  createListing('overview'),
  { ...createListing('pending'), from: 10 },
  createListing('history', { about: '踏み台-1:2', days: 14 }),
  createListing('terminate', { about: 'x'.repeat(256) }),
])('the value of a button is read as it was written: %j', (listing) => {
  expect(readListing(writeListing(listing))).toEqual(listing);
});

test.each(['', 'pending', 'nobody:0:0:', 'pending:-1:0:', 'pending:0:0:a b', 'constructor:0:0:', 'operator-0a1b'])(
  'a value that the app did not write is no list: %j',
  (written) => {
    expect(readListing(written)).toBeUndefined();
  },
);

test.each([
  [createListing('overview'), '/bastion'],
  [createListing('who'), '/bastion who'],
  [createListing('terminate', { about: 'web-01' }), '/bastion terminate web-01'],
  [createListing('history', { days: 7 }), '/bastion history 7'],
  [createListing('history', { about: 'bastion-1', days: 14 }), '/bastion history bastion-1 14'],
])('the list %j is asked for by %s', (listing, command) => {
  expect(writeCommand(listing)).toBe(command);
});
