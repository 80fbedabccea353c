// The figures of a storm can fail: for each target one storm misses it, and misses nothing else.
import { expect, test } from 'vitest';
import { judge } from './load-clicks.ts';
import { figuresOf, tableOf } from './load-figures.ts';
import type { Remembered, SlackTold } from './load-slack.ts';
import { figuresOfStorm, type Storm } from './load-storm-figures.ts';
import { APPROVERS } from './load-world.ts';

const BEGAN = Date.parse('2026-11-24T08:00:00.000Z');
const MINUTE_MILLIS = 60_000;

interface Told {
  readonly minute: number;
  readonly key?: string;
}

/** The messages of one session: its notice and its thread. */
function messagesOf(id: string, all: readonly Told[]): Remembered[] {
  return all.map(({ minute, key }) => ({
    ts: `${id} ${minute}`,
    channel: 'C1',
    at: BEGAN + minute * MINUTE_MILLIS,
    metadata: {
      event_type: key === undefined ? 'bastion_session' : 'bastion_session_announcement',
      event_payload: { session_id: id, ...(key !== undefined && { key }) },
    },
  }));
}

const EVENTS = [
  { type: 'started', seq: 1 },
  { type: 'noticed', seq: 2 },
  { type: 'reminded', seq: 3 },
  { type: 'warned', seq: 4 },
  { type: 'terminationRequested', seq: 5 },
];
const LIFE: readonly Told[] = [
  { minute: 1 },
  { minute: 6.5, key: '3:thread' },
  { minute: 14.5, key: '4:thread' },
  { minute: 17, key: '5:thread' },
];
const CUT = { sessionId: 'a', at: BEGAN + 16.6 * MINUTE_MILLIS };

function aStorm(change: Partial<Storm> = {}, told: Partial<SlackTold> = {}): Storm {
  const slack = { messages: messagesOf('a', LIFE), refusedPosts: [], refusedUpdates: [], updates: 0, faults: [] };
  const pass = { from: BEGAN, milliseconds: 54_000, killed: false, oldestNoticeNotOut: 0, peakMebibytes: 100 };
  return {
    mode: 'terminate',
    began: BEGAN,
    sessionIds: ['a'],
    passes: [{ ...pass, counted: {}, calls: {} }],
    clicks: [{ milliseconds: 200, isAnswered: true }],
    slack: { whispers: [], faces: {}, ...slack, ...told },
    terminations: [CUT],
    items: [{ sessionId: 'a', noticeTs: 'a 1', events: EVENTS }],
    ...change,
  };
}

const broken = (storm: Storm) => figuresOfStorm(storm).flatMap(({ holds, name }) => (holds === false ? [name] : []));
const [pass] = aStorm().passes;

test('a faultless storm meets every target', () => {
  expect(broken(aStorm())).toEqual([]);
});

test.each<[string, Storm, string[]]>([
  [
    'two notices of one session',
    aStorm({}, { messages: messagesOf('a', [{ minute: 0.5 }, ...LIFE]) }),
    ['with more than one notice'],
  ],
  [
    'no notice at all',
    aStorm({ terminations: [] }, { messages: [] }),
    ['the last notice is out', 'without a notice in the end'],
  ],
  [
    'an end before the notice',
    aStorm({ terminations: [{ ...CUT, at: BEGAN }] }),
    ['terminated without ever having been announced'],
  ],
  [
    'an end without any notice',
    aStorm({}, { messages: [] }),
    ['the last notice is out', 'without a notice in the end', 'terminated without ever having been announced'],
  ],
  [
    'an end too soon',
    aStorm({ terminations: [{ ...CUT, at: BEGAN + 15.9 * MINUTE_MILLIS }] }),
    ['terminated before the deadline', 'announced, and terminated without a warning in time'],
  ],
  [
    'a warning a minute before the end',
    aStorm({}, { messages: messagesOf('a', LIFE.with(2, { minute: 15.6, key: '4:thread' })) }),
    ['announced, and terminated without a warning in time'],
  ],
  [
    'a missing warning',
    aStorm({}, { messages: messagesOf('a', LIFE.toSpliced(2, 1)) }),
    ['announced, and terminated without a warning in time'],
  ],
  [
    'a reminder too soon',
    aStorm({}, { messages: messagesOf('a', LIFE.with(1, { minute: 5.5, key: '3:thread' })) }),
    ['reminders before their time'],
  ],
  [
    'a warning too soon',
    aStorm({}, { messages: messagesOf('a', LIFE.with(2, { minute: 13.5, key: '4:thread' })) }),
    ['warnings before their time'],
  ],
  [
    'a late notice',
    aStorm({}, { messages: messagesOf('a', LIFE.with(0, { minute: 3.5 })) }),
    [
      'the last notice is out',
      'with a notice that the table does not know',
      'reminders before their time',
      'warnings before their time',
      'terminated before the deadline',
    ],
  ],
  [
    'a start that is not in the table',
    aStorm({ items: [], terminations: [] }),
    ['starts that were not stored', 'with a notice that the table does not know'],
  ],
  ['a faulty message', aStorm({}, { faults: ['invalid_blocks'] }), ['messages that Slack found faulty']],
  [
    'a click that is not answered',
    aStorm({ clicks: [{ milliseconds: 1, isAnswered: false }] }),
    ['clicks that were not answered by 200'],
  ],
  ['a slow click', aStorm({ clicks: [{ milliseconds: 3_001, isAnswered: true }] }), ['the slowest click']],
  ['no pass at all', aStorm({ passes: [] }), ['the longest pass']],
  ['no start at all', aStorm({ sessionIds: [], terminations: [] }, { messages: [] }), ['the last notice is out']],
  ['no click at all', aStorm({ clicks: [] }), ['the slowest click']],
])('the figures of a storm report %s', (_, storm, names) => {
  expect(broken(storm)).toEqual(names);
});

test.each([
  [
    { killed: true, milliseconds: 60_000, oldestNoticeNotOut: undefined },
    ['passes that Lambda ended', 'the longest pass', 'passes without a sign of life'],
  ],
  [{ oldestNoticeNotOut: undefined }, ['passes without a sign of life']],
  [{ milliseconds: 59_000 }, ['the longest pass']],
])('the figures of a storm report a watchdog pass with %j', (change, names) => {
  if (pass === undefined) throw new Error('the storm has a pass');
  expect(broken(aStorm({ passes: [{ ...pass, ...change }] }))).toEqual(names);
});

test('a figure without a measurement misses its target, and the table marks the figures that do not hold', () => {
  const { atMost, atLeast, none, plain } = figuresOf('passes');
  const wishes = [atMost('time', Number.NaN, 's', 55), atLeast('done', Number.NaN, '', 400), none('lost', Number.NaN)];
  expect(wishes.map(({ holds }) => holds)).toEqual([false, false, false]);
  const lines = tableOf([...wishes, atMost('time', 54.9, 's', 55), plain('calls', 1_234, '')]).split('\n');
  expect(lines.map((line) => /(DOES NOT HOLD|holds)?$/.exec(line)?.[0])).toEqual([
    ...Array.from({ length: 3 }, () => 'DOES NOT HOLD'),
    'holds',
    '',
  ]);
  expect(lines.at(-1)).toContain('1,234');
});

const [FIRST = '', SECOND = ''] = APPROVERS;
const CLICKS = [FIRST, SECOND].map((person) => ({ person, sessionId: 'a', isAnswered: true, milliseconds: 9 }));
const won = (...people: string[]) => [
  { sessionId: 'a', noticeTs: '1', events: people.map((by) => ({ type: 'acknowledged', by })) },
];
const TOLD = { faces: { '1': `by <@${FIRST}>` }, whispers: [{ user: SECOND, text: `<@${FIRST}> was first` }] };
const RIGHT = { notAnswered: 0, wrongWinner: 0, wronglyTold: 0, acknowledgedTwice: 0, notAcknowledged: 0 };

test.each<[string, ReturnType<typeof judge>, object]>([
  ['one winner', judge(CLICKS, won(FIRST), TOLD), {}],
  [
    'a click without 200',
    judge(
      CLICKS.map((click) => ({ ...click, isAnswered: click.person === SECOND })),
      won(FIRST),
      TOLD,
    ),
    { notAnswered: 1 },
  ],
  ['two winners', judge(CLICKS, won(FIRST, SECOND), TOLD), { acknowledgedTwice: 1 }],
  ['no winner', judge(CLICKS, won(), { faces: {}, whispers: [] }), { notAcknowledged: 1, wronglyTold: 2 }],
  ['a notice that shows no approver', judge(CLICKS, won(FIRST), { ...TOLD, faces: {} }), { wrongWinner: 1 }],
  [
    'a notice that shows the loser',
    judge(CLICKS, won(FIRST), { ...TOLD, faces: { '1': `<@${SECOND}>` } }),
    { wrongWinner: 1 },
  ],
  ['a loser who gets no reply', judge(CLICKS, won(FIRST), { ...TOLD, whispers: [] }), { wronglyTold: 1 }],
  [
    'a loser who reads another name',
    judge(CLICKS, won(FIRST), { ...TOLD, whispers: [{ user: SECOND, text: `<@${SECOND}>` }] }),
    { wronglyTold: 1 },
  ],
])('the figures of a round of clicks report %s', (_, round, wrong) => {
  expect(round).toEqual({ ...RIGHT, ...wrong, milliseconds: [9, 9] });
});
