// An item is bounded: whatever people type, however often they change their minds, and whatever the clock does in 60 days.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toItem } from '../../../../app/aws/dynamodb/session-item.ts';
import { MAX_ACKNOWLEDGEMENTS } from '../../../../app/session/acts/acknowledge.ts';
import { findNextDue } from '../../../../app/session/approval.ts';
import { runs } from '../../../runs.ts';
import { APPROVER, actor, DEADLINES, minute, SECOND_APPROVER, startFacts } from '../session-fixture.ts';
import { createPlayer, type Player, type Settings } from './any-story.ts';

const DAYS = 60;
const UNKNOWN = { name: 'operator', verified: false };
const MOST_BYTES = 64 * 1024;

/** 500 characters: in UTF-8 three bytes each, four, and in JSON six. */
const anyWords = fc.constantFrom('確'.repeat(500), '🦉'.repeat(500), '\u0001'.repeat(500), undefined);

/** What people do when they look; `wait` leaves it to the clock. */
const anyHabit = fc.array(
  fc.constantFrom('acknowledge', 'acknowledge', 'withdraw', 'take over', 'still mine', 'wait', 'wait'),
  { minLength: 1, maxLength: 6 },
);

const anySettings: fc.Arbitrary<Settings> = fc.record({
  fourEyes: fc.constantFrom('record', 'require'),
  deadlines: fc
    .record({
      confirmEveryHours: fc.constantFrom(0.01, 0.01, 0.1, 1, 8),
      acknowledgeWithinMinutes: fc.constantFrom(0.5, 15),
      onDeadline: fc.constantFrom('terminate', 'remind'),
    })
    .map((over) => ({ ...DEADLINES, remindAfterMinutes: 0.2, warnBeforeMinutes: 0.2, ...over })),
});

interface Months {
  readonly settings: Settings;
  readonly habit: readonly string[];
  readonly words: string | undefined;
  /** Steps for which people act; then they leave it to the clock */
  readonly acts: number;
  /** False while nobody could be warned: terminations are put off for ever */
  readonly arrives: boolean;
}

const anyMonths: fc.Arbitrary<Months> = fc.record({
  settings: anySettings,
  habit: anyHabit,
  words: anyWords,
  acts: fc.constantFrom(20, 60, 200, 600, 5_000),
  arrives: fc.boolean(),
});

/** As much as CloudTrail's record may add. */
const LONG_FACTS = startFacts({
  operator: UNKNOWN,
  reason: '確'.repeat(256),
  userAgent: 'x'.repeat(256),
  parameters: { host: ['x'.repeat(256)], command: Array.from({ length: 6 }, () => 'x'.repeat(256)) },
});

function live({ settings, habit, words, acts, arrives }: Months): Player {
  const player = createPlayer({ settings, first: UNKNOWN, isNoticed: true });
  player.press({ type: 'observeStart', facts: LONG_FACTS });
  let at = 1;
  const end = DAYS * 24 * 60;
  for (let turn = 0; at < end && turn < 6_000 && !player.session().termination; turn++) {
    const what = turn < acts ? habit[turn % habit.length] : 'wait';
    if (what !== undefined && what !== 'wait') act(player, what, words, settings);
    const due = findNextDue(player.session(), settings.deadlines) ?? '9999';
    const minutes = Math.max(0.5, Math.min(end, (Date.parse(due) - minute(0).getTime()) / 60_000) - at);
    at += minutes;
    player.happen({ type: 'tick', minutes, id: 0, answerable: true, arrivesAfter: arrives ? 0 : undefined });
  }
  return player;
}

function act(player: Player, what: string, note: string | undefined, { fourEyes }: Settings): void {
  const { acknowledged, vouched } = player.session();
  const holder = (acknowledged ?? vouched)?.by;
  const [one, other] = holder === APPROVER ? [APPROVER, SECOND_APPROVER] : [SECOND_APPROVER, APPROVER];
  if (what === 'acknowledge') {
    for (const by of [other, one])
      say(player, (words) => ({ type: 'acknowledge', actor: actor(by), fourEyes, note: words }), note);
  } else if (what === 'withdraw') {
    say(player, (words) => ({ type: 'withdraw', actor: actor(one), note: words }), note);
  } else {
    const isOver = what === 'take over';
    const command = { type: 'reconfirm', act: isOver ? 'take-over' : 'still-mine', fourEyes } as const;
    player.press({ ...command, actor: actor(isOver ? other : one) });
  }
}

type Command = Parameters<Player['press']>[0];

/** Whoever may not add words any more does it without. */
function say(player: Player, command: (note: string | undefined) => Command, note: string | undefined): void {
  if (player.press(command(note)).length === 0 && note !== undefined) player.press(command(undefined));
}

test('an item stays under 64 KB, and its acknowledgements are at most twenty', () => {
  const check = fc.property(anyMonths, (months) => {
    const session = live(months).session();
    for (const wanted of ['acknowledged', 'vouched']) {
      const given = session.events.filter(({ type }) => type === wanted);
      expect(given.length).toBeLessThanOrEqual(MAX_ACKNOWLEDGEMENTS);
    }
    const item = toItem({ stream: session, delivery: { followUps: {} }, version: 1 }, undefined);
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(MOST_BYTES);
  });
  fc.assert(check, { numRuns: runs(1_000, 60) });
});
