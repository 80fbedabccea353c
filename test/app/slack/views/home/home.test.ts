// The App Home: what each reader sees and may press, and that Slack takes it whatever it shows.
import type { HomeView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../../app/session/session.ts';
import type { MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderSentence } from '../../../../../app/slack/views/answers.ts';
import { type HomeOptions, renderHome, renderHomeSentence } from '../../../../../app/slack/views/home/home.ts';
import type { Home } from '../../../../../app/workflow/queries/home.ts';
import { homeView, readView } from '../../../../../local/slack/view.ts';
import { runs } from '../../../../runs.ts';
import { SETTINGS } from '../../../doubles/memory-ports.ts';
import { anyMessageOptions, anySession, anyText } from '../../any-notice-content.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  OPERATOR,
  SECOND_APPROVER,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
  TERMINATING_OPTIONS_JA,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';
import { aHome, cardTokens, ownOf, presenceOf, readerOf, waitingFor } from './home-fixture.ts';

const VOUCHED = 'Vouched by @U0APPROVER2, 17:06; a second approver must press Acknowledge too';
const STRANGER = 'U0BYSTANDER';
let count = 0;
/** Each has an id of its own. */
const session = (state: State, over: Parameters<typeof startFacts>[0] = {}) =>
  aSession(state, startFacts({ sessionId: `session-${count++}`, ...over }));
const linesOf = (view: HomeView) => draw({ blocks: homeView.parse(view).blocks });
const drawn = (home: Home, userId = APPROVER, options: HomeOptions = MESSAGE_OPTIONS) =>
  linesOf(renderHome(home, readerOf(userId), options));
const buttonsOf = (view: HomeView) =>
  homeView
    .parse(view)
    .blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((one) => (one.type === 'button' ? [{ ...one, blockId: block.block_id ?? '' }] : []))
        : [],
    );
/** The lines from one header to the next. */
const under = (lines: readonly string[], header: string) => {
  const from = lines.findIndex((line) => line.startsWith(`# ${header}`));
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => line.startsWith('# ') || line === '?');
  return from < 0 ? undefined : rest.slice(0, to < 0 ? undefined : to);
};

describe('what an approver sees', () => {
  test('what waits comes first, each with its deadline, its reason and its buttons', () => {
    const urgent = session('unacknowledged');
    const over = session('ended', { operator: { name: 'web-01', verified: false }, reason: undefined });
    const lines = drawn(aHome({ pending: waitingFor([urgent, over]) }), APPROVER, TERMINATING_OPTIONS);
    expect(lines.slice(0, 9)).toEqual([
      '# 🔔 2 to acknowledge',
      '🔔 *operator* → bastion-1, Shell, since 17:00',
      '*Acknowledge by 17:20 or it will be terminated*',
      'Reason: Look at the slow query',
      '[Acknowledge: primary] [Terminate: danger]',
      '🔔 *web-01* (name unverified) → bastion-1, Shell, since 17:00',
      '*Ended 17:20. Can be acknowledged until 2026/11/25 17:20*',
      '[Acknowledge: primary]',
      '# 👥 Live now: 0',
    ]);
  });

  test('the same in Japanese', () => {
    const urgent = session('unacknowledged');
    const lines = drawn(aHome({ pending: waitingFor([urgent]) }), APPROVER, TERMINATING_OPTIONS_JA);
    expect(lines.slice(0, 6)).toEqual([
      '# 🔔 未確認のセッション: 1件',
      '🔔 *operator* → bastion-1、シェル、17:00～',
      '*確認期限: 17:20（期限を過ぎると切断します）*',
      '接続理由: Look at the slow query',
      '[確認する: primary] [切断する: danger]',
      '# 👥 現在の接続: 0件',
    ]);
  });

  test('a quiet day is said in plain words', () => {
    expect(drawn(aHome()).slice(0, 8)).toEqual([
      '# ✅ Nothing to acknowledge',
      'Nothing needs you now. New sessions are announced in #C0BASTION01.',
      '# 👥 Live now: 0',
      'Nobody is connected to a bastion.',
      '# 🧑‍💻 Your sessions',
      'You had no session in the last 7 days.',
      '# 🕘 Latest sessions',
      'No session ended or was acknowledged in the last 7 days.',
    ]);
    expect(drawn(aHome(), APPROVER, MESSAGE_OPTIONS_JA).slice(0, 8)).toEqual([
      '# ✅ 未確認のセッションはありません',
      '対応が必要なものはありません。新しいセッションは #C0BASTION01 に通知されます。',
      '# 👥 現在の接続: 0件',
      '現在、踏み台サーバーに接続している人はいません。',
      '# 🧑‍💻 ご自身のセッション',
      '直近7日間に、ご自身のセッションはありません。',
      '# 🕘 最近のセッション',
      '直近7日間に、終了または確認されたセッションはありません。',
    ]);
  });

  test('who is connected, what is theirs, and what happened last', () => {
    const mine = session('acknowledged', {
      operator: { name: 'approver', verified: true, slackUser: SECOND_APPROVER },
    });
    const lines = drawn(
      aHome({
        presence: presenceOf([session('unacknowledged'), mine, session('terminating')]),
        own: ownOf([mine], [session('lapsed')]),
        past: [session('endedAcknowledged'), session('terminatedByDeadline')],
      }),
    );
    expect(under(lines, '👥')).toEqual([
      '🔔 *operator* → bastion-1, Shell, since 17:00, unacknowledged',
      '✅ *approver* → bastion-1, Shell, since 17:00, acknowledged by @U0APPROVER1',
      '✂️ *operator* → bastion-1, Shell, since 17:00, unacknowledged, being terminated',
    ]);
    expect(under(lines, '🧑‍💻')).toEqual([
      '✅ *approver* → bastion-1, Shell, 17:00–now, acknowledged by @U0APPROVER1 17:07',
      '⚪ *operator* → bastion-1, Shell, 17:00–17:20, never acknowledged',
    ]);
    expect(under(lines, '🕘')).toEqual([
      '⚪ *operator* → bastion-1, Shell, 17:00–17:20, acknowledged by @U0APPROVER1 17:07',
      '✂️ *operator* → bastion-1, Shell, 17:00–17:21, terminated, unacknowledged',
      'Older ones: `/bastion history`',
    ]);
  });

  test('their own session has no button to acknowledge it, and says why', () => {
    const own = session('unacknowledged', { operator: { name: 'approver', verified: true, slackUser: APPROVER } });
    expect(under(drawn(aHome({ pending: waitingFor([own]) })), '🔔')?.slice(-2)).toEqual([
      'This is your own session. Somebody else has to acknowledge it.',
      '[Terminate: danger]',
    ]);
  });

  test('a vouched session asks the second approver, and the first one no more', () => {
    const vouched: Session = {
      ...session('unacknowledged', { operator: { name: 'web-01', verified: false } }),
      vouched: { by: SECOND_APPROVER, at: '2026-11-24T08:06:00.000Z' },
    };
    const rowFor = (userId: string) =>
      under(drawn(aHome({ pending: waitingFor([vouched], userId) }), userId), '🔔')?.slice(-2);
    expect(rowFor(APPROVER)).toEqual([VOUCHED, '[Acknowledge: primary] [Terminate: danger]']);
    expect(rowFor(SECOND_APPROVER)).toEqual([VOUCHED, '[Terminate: danger]']);
  });

  test.each([
    ['withdrawn', '@U0APPROVER2 took back the acknowledgement of @U0APPROVER1 at 17:08'],
    ['expired', 'The acknowledgement of @U0APPROVER1 expired at 17:08: nobody said that it still holds'],
  ] as const)('an acknowledgement that was %s is said, and so are the words of the operator', (how, line) => {
    const reopened: Session = {
      ...session('unacknowledged'),
      reopened: {
        how,
        by: how === 'expired' ? 'app' : SECOND_APPROVER,
        at: '2026-11-24T08:08:00.000Z',
        former: APPROVER,
      },
      said: { by: OPERATOR, at: '2026-11-24T08:07:00.000Z', reason: 'Restore <!channel>', ticket: 'OPS-1' },
    };
    const lines = under(drawn(aHome({ pending: waitingFor([reopened]) })), '🔔');
    expect(lines?.slice(1, -1)).toEqual([
      '*Acknowledge by 17:23*',
      line,
      'Reason: Restore <!channel>',
      'Ticket: OPS-1',
    ]);
  });

  test('a list that is cut short says how many more there are, and which command shows them', () => {
    const many = Array.from({ length: 10 }, () => session('unacknowledged'));
    const lines = drawn(
      aHome({
        pending: { ...waitingFor(many), total: 10_000 },
        presence: presenceOf(many, { total: 9_999 }),
        own: { live: { sessions: [session('acknowledged')], before: 0, total: 7 }, past: [] },
      }),
    );
    expect(under(lines, '🔔')?.at(-1)).toBe('… and 9990 more: `/bastion pending`');
    expect(under(lines, '👥')?.at(-1)).toBe('… and 9989 more: `/bastion who`');
    expect(under(lines, '🧑‍💻')?.at(-1)).toBe('… and 6 more: `/bastion who`');
  });

  test('the outcome of a press stands on top', () => {
    const view = renderHome(aHome(), readerOf(APPROVER), MESSAGE_OPTIONS, { line: renderSentence(['Done.']) });
    expect(linesOf(view).slice(0, 3)).toEqual(['Done.', '?', '# ✅ Nothing to acknowledge']);
  });

  test('a day of its own has a heading, and the page names its time and zone', () => {
    const before = session('endedAcknowledged', { startedAt: '2026-11-23T08:00:00.000Z' });
    const lines = drawn(aHome({ past: [session('endedAcknowledged'), before] }));
    expect(under(lines, '🕘')?.filter((line) => line.startsWith('*'))).toEqual(['*2026/11/24*', '*2026/11/23*']);
    expect(lines.at(-1)).toBe('· As of 2026/11/24 17:10 JST. Open this tab again to refresh it.');
  });

  test('a silent Session Manager is said', () => {
    const silent = presenceOf([], { source: 'stored', at: '2026-11-24T08:09:00.000Z' });
    const line =
      '· Session Manager did not respond in time. This list is from 2026/11/24 17:09 JST and may be out of date.';
    expect(drawn(aHome({ presence: silent }))).toContain(line);
    expect(drawn(aHome({ presence: { ...silent, at: undefined } })).join()).toContain('shows the stored records');
  });
});

describe('what an operator sees', () => {
  const mine = (state: State) => session(state);

  test('their own sessions, who may acknowledge them, and the button to terminate', () => {
    const live = mine('unacknowledged');
    const lines = drawn(
      aHome({
        all: false,
        approver: 'no',
        pending: waitingFor([live], OPERATOR, 'no'),
        own: ownOf([live], [mine('endedAcknowledged')]),
        past: undefined,
      }),
      OPERATOR,
    );
    expect(lines.slice(0, 6)).toEqual([
      '# 🔔 Your unacknowledged sessions: 1',
      'An approver has to acknowledge: @U0APPROVER1 @U0APPROVER2',
      '🔔 *operator* → bastion-1, Shell, since 17:00',
      '*Acknowledge by 17:20*',
      'Reason: Look at the slow query',
      '[Terminate: danger]',
    ]);
    expect(under(lines, '🧑‍💻')).toEqual([
      '⚪ *operator* → bastion-1, Shell, 17:00–17:20, acknowledged by @U0APPROVER1 17:07',
      'Older ones: `/bastion history`',
    ]);
    expect(under(lines, '🕘')).toBeUndefined();
  });

  test('a session that stands above with its button is not repeated', () => {
    const live = mine('unacknowledged');
    const home = aHome({
      all: false,
      approver: 'no',
      pending: waitingFor([live], OPERATOR, 'no'),
      own: ownOf([live]),
      past: undefined,
    });
    expect(under(drawn(home, OPERATOR), '🧑‍💻')).toBeUndefined();
  });

  test('whoever has no session reads so, and sees who is on', () => {
    const home = aHome({
      all: false,
      approver: 'no',
      past: undefined,
      presence: presenceOf([session('acknowledged')]),
    });
    const lines = drawn(home, STRANGER);
    expect(lines.slice(0, 5)).toEqual([
      '# ✅ None of your sessions is unacknowledged',
      '# 👥 Live now: 1',
      '✅ *operator* → bastion-1, Shell, since 17:00, acknowledged by @U0APPROVER1',
      '# 🧑‍💻 Your sessions',
      'You had no session in the last 7 days.',
    ]);
    expect(buttonsOf(renderHome(home, readerOf(STRANGER), MESSAGE_OPTIONS))).toEqual([]);
  });

  test('approvers that Slack does not name are said, and no button is there', () => {
    const home = aHome({
      all: false,
      approver: 'unknown',
      past: undefined,
      pending: waitingFor([], STRANGER, 'unknown'),
    });
    expect(drawn(home, STRANGER)[1]).toBe('I couldn’t get the approver list from Slack. Please try again in a minute.');
  });
});

test('a hostile name is one line of a bounded length, in every list', () => {
  const name = '\u202e<!channel>\n*x* '.repeat(25);
  const hostile = (state: State) =>
    session(state, {
      operator: { name, verified: true },
      target: { id: 'i-0123456789abcdef0', name },
      kind: { type: 'command', command: name },
      reason: name,
    });
  const rows = drawn(
    aHome({
      pending: waitingFor([hostile('unacknowledged')]),
      presence: presenceOf([hostile('acknowledged')]),
      own: ownOf([hostile('acknowledged')]),
      past: [hostile('endedAcknowledged')],
    }),
  ).filter((line) => line.includes('<!channel>'));
  // The first of the four has its reason below.
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    expect(row).not.toMatch(/\u202e/);
    expect(row.length).toBeLessThan(320);
  }
});

describe('the buttons', () => {
  const long = session('unacknowledged', {
    operator: { name: '"<!channel>\u202e'.repeat(30), verified: true },
    target: { id: 'i-0123456789abcdef0', name: '名'.repeat(300) },
  });
  const home = aHome({ pending: waitingFor([session('unacknowledged'), long]) });

  test('each carries its session, and a token of this person and this page', () => {
    const buttons = buttonsOf(renderHome(home, readerOf(APPROVER), MESSAGE_OPTIONS));
    expect(buttons.map(({ action_id }) => action_id)).toEqual([
      'acknowledge_session',
      'terminate_session',
      'acknowledge_session',
      'terminate_session',
    ]);
    for (const { blockId, value = '' } of buttons) {
      expect(cardTokens.noteIn(blockId, APPROVER, value)).toBe('home');
      expect(cardTokens.noteIn(blockId, SECOND_APPROVER, value)).toBeUndefined();
    }
    expect(new Set(buttons.map(({ value }) => value)).size).toBe(2);
  });

  test.each([
    [MESSAGE_OPTIONS, 'Acknowledge operator’s session on bastion-1', 'Terminate operator’s session on bastion-1'],
    [
      MESSAGE_OPTIONS_JA,
      'operator さんのセッション（bastion-1）を確認する',
      'operator さんのセッション（bastion-1）を切断する',
    ],
  ])('each is read aloud with the operator and the target', (options, acknowledge, terminate) => {
    const labels = buttonsOf(renderHome(home, readerOf(APPROVER), options)).map((one) => one.accessibility_label ?? '');
    expect(labels.slice(0, 2)).toEqual([acknowledge, terminate]);
    for (const label of labels) {
      expect(label.length).toBeLessThanOrEqual(75);
      expect(label).not.toMatch(/[\u202e\n]/);
    }
  });
});

describe('the settings in words', () => {
  const rulesOf = (rules: Partial<Home['rules']>, options: HomeOptions = MESSAGE_OPTIONS) =>
    under(drawn(aHome({ rules: { ...SETTINGS, ...rules } }), APPROVER, options), '⚙️')?.slice(0, -1);

  test('each setting has its line', () => {
    const lines = rulesOf(
      {
        approverGroup: 'S0APPROVERS',
        auditorUsers: ['U0AUDITOR01'],
        onDeadline: 'terminate',
        onNoNotice: 'terminate',
        acknowledgeWithinMinutes: 90,
        remindAfterMinutes: 0.5,
        warnBeforeMinutes: 2.25,
        lapseAfterHours: 36.5,
        confirmEveryHours: 8,
        fourEyes: 'require',
        askReason: true,
      },
      { ...MESSAGE_OPTIONS, reaction: 'white_check_mark' },
    );
    expect(lines).toEqual([
      'Approvers: @S0APPROVERS @U0APPROVER1 @U0APPROVER2',
      'Auditors: @U0AUDITOR01',
      'Notices: #C0BASTION01',
      'Escalation: #C0ONCALL01',
      'Acknowledge within 1 h 30 min of the notice; a reminder comes after 30 s',
      'At the deadline: the session is terminated. Its operator is warned 2 min 15 s before',
      'A session that cannot be announced within 10 min is terminated',
      'An ended session can be acknowledged for 36 h 30 min',
      'After 8 h, whoever acknowledged a live session is asked if that still holds',
      'Nobody acknowledges their own session. Two approvers must press where the operator’s Slack account is not verified',
      'Whoever opens a session is asked why',
      'On a notice, the reaction `:white_check_mark:` acknowledges too',
      'Commands: `/bastion pending` `/bastion who` `/bastion history` `/bastion help`',
    ]);
  });

  test('what is off has none', () => {
    const lines = rulesOf({ approverUsers: [], escalationChannel: undefined, remindAfterMinutes: 20 });
    expect(lines).toEqual([
      'Approvers: nobody is named',
      'Notices: #C0BASTION01',
      'Acknowledge within 15 min of the notice',
      'At the deadline: the notice says so. Nothing is terminated',
      'An ended session can be acknowledged for 24 h',
      'Nobody acknowledges their own session',
      'Commands: `/bastion pending` `/bastion who` `/bastion history` `/bastion help`',
    ]);
  });

  test('very many approvers are counted', () => {
    const approverUsers = Array.from({ length: 500 }, (_, index) => `U0APPROVER${index}`);
    expect(rulesOf({ approverUsers })?.[0]).toMatch(/@U0APPROVER9 and 490 more$/);
    expect(rulesOf({ approverUsers }, MESSAGE_OPTIONS_JA)?.[0]).toMatch(/^責任者: @U0APPROVER0 .* ほか490名$/);
  });
});

describe('links', () => {
  const home = aHome({ pending: waitingFor([session('unacknowledged'), session('unnoticed')]) });
  const linksIn = (options: MessageOptions) =>
    JSON.stringify(renderHome(home, readerOf(APPROVER), options)).match(/https:[^"]+/g) ?? [];

  test('a row links to its notice, as soon as there is one and the workspace is known', () => {
    const workspaceUrl = 'https://example.slack.com/';
    expect(linksIn({ ...MESSAGE_OPTIONS, workspaceUrl })).toEqual([
      'https://example.slack.com/archives/C0BASTION01/p1795507500000100',
    ]);
    expect(linksIn(MESSAGE_OPTIONS)).toEqual([]);
  });
});

test('a trial says on top that nothing in it is real', () => {
  expect(drawn(aHome(), APPROVER, { ...MESSAGE_OPTIONS, trial: true })[0]).toMatch(/^· \[TRIAL\]/);
});

test.each(['guest', 'stranger', 'unknown', 'failed'] as const)(
  '%s: one plain sentence, below the outcome of a press',
  (why) => {
    for (const options of [MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA]) {
      expect(linesOf(renderHomeSentence(why, options))).toHaveLength(1);
      expect(linesOf(renderHomeSentence(why, options, renderSentence(['Done.'])))[0]).toBe('Done.');
    }
  },
);

test('Slack takes the page whatever it shows, and the small one is smaller', () => {
  const anyOptions: fc.Arbitrary<HomeOptions> = fc
    .tuple(
      anyMessageOptions,
      fc.constantFrom(undefined, 'white_check_mark', '認識済み'),
      fc.constantFrom(undefined, 'https://example.slack.com/'),
    )
    .map(([options, reaction, workspaceUrl]) => ({ ...options, reaction, workspaceUrl }));
  const some = (most: number) => fc.uniqueArray(anySession, { maxLength: most, selector: ({ id }) => id });
  const sizes: number[][] = [];
  fc.assert(
    fc.property(
      some(10),
      some(10),
      some(10),
      anyOptions,
      anyText(500),
      fc.boolean(),
      (one, two, three, options, said, all) => {
        const given = one.map(
          (each): Session => ({
            ...each,
            said: { by: OPERATOR, at: each.startedAt, reason: said, ticket: said.slice(0, 100).toWellFormed() },
          }),
        );
        const home = aHome({
          all,
          approver: all ? 'yes' : 'no',
          pending: waitingFor(given, APPROVER, all ? 'yes' : 'no'),
          presence: presenceOf(two),
          own: ownOf(two.slice(0, 5), three),
          past: all ? three : undefined,
        });
        const [whole, small] = (['whole', 'small'] as const).map((size) => {
          const view = renderHome(home, readerOf(APPROVER), options, {
            size,
            line: renderSentence([`Done: ${said.slice(0, 64)}`]),
          });
          expect(readView(homeView, view)).not.toHaveProperty('error');
          return JSON.stringify(view).length;
        });
        sizes.push([whole ?? 0, small ?? 0]);
      },
    ),
    { numRuns: runs(150, 40) },
  );
  for (const [whole = 0, small = 0] of sizes) {
    expect(small).toBeLessThan(whole);
    expect(whole).toBeLessThan(60_000);
  }
});
