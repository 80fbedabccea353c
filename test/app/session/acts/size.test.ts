// An item is bounded: whatever people type, however often they change their minds, and whatever the clock does in 60 days.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toItem } from '../../../../app/aws/dynamodb/session-item.ts';
import { MAX_ACKNOWLEDGEMENTS } from '../../../../app/session/acts/acknowledge.ts';
import { findNextDue } from '../../../../app/session/approval.ts';
import {
  type Audiences,
  dropOldDeliveries,
  type FollowUpDeliveries,
  type FollowUpDelivery,
  findOperatorThread,
  findUnsentFollowUps,
} from '../../../../app/session/follow-ups.ts';
import type { Session } from '../../../../app/session/session.ts';
import { runs } from '../../../runs.ts';
import { APPROVER, actor, DEADLINES, minute, OPERATOR, SECOND_APPROVER, startFacts } from '../session-fixture.ts';
import { createPlayer, type Player, type Settings } from './any-story.ts';

const DAYS = 60;
const UNKNOWN = { name: 'operator', verified: false };
const EVERYBODY: Audiences = {
  escalationChannel: 'C0ONCALL01',
  warnOnHost: true,
  askReason: true,
  tellOperator: true,
};
const MOST_BYTES = 64 * 1024;

/** 500 characters: in UTF-8 three bytes each, four, and in JSON six. */
const anyWords = fc.constantFrom('確'.repeat(500), '🦉'.repeat(500), '\u0001'.repeat(500), undefined);

/** The acts of people when they look; `wait` leaves it to the clock. */
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
  operator: { ...UNKNOWN, slackUser: OPERATOR, foundBy: 'settings' },
  reason: '確'.repeat(256),
  userAgent: 'x'.repeat(256),
  parameters: { host: ['x'.repeat(256)], command: Array.from({ length: 6 }, () => 'x'.repeat(256)) },
});

/** Slack has all that it can be told, in the longest form. */
function deliverAll(session: Session, before: FollowUpDeliveries): FollowUpDeliveries {
  const unsent = findUnsentFollowUps(session, before, EVERYBODY);
  if (unsent.length === 0) return before;
  const to = session.operator.slackUser;
  let root = findOperatorThread(session, before);
  const sent: Record<string, FollowUpDelivery> = {};
  for (const { key, audience } of unsent) {
    const delivered = { attempts: 2, deliveredAt: minute(0).toISOString() };
    const place = root === undefined ? { channel: 'D0123456789', ts: '1795507261.000100' } : undefined;
    sent[key] = audience === 'operator' ? { ...delivered, to, ...(place && { place }) } : delivered;
    if (audience === 'operator') root ??= place;
  }
  return dropOldDeliveries(session, { ...before, ...sent });
}

interface Life {
  readonly session: Session;
  readonly followUps: FollowUpDeliveries;
}

function live({ settings, habit, words, acts, arrives }: Months): Life {
  let followUps: FollowUpDeliveries = {};
  const player = createPlayer({ settings, first: UNKNOWN, isNoticed: true });
  player.press({ type: 'observeStart', facts: LONG_FACTS });
  let at = 1;
  const end = DAYS * 24 * 60;
  for (let turn = 0; at < end && turn < 6_000 && !player.session().termination; turn++) {
    const what = turn < acts ? habit[turn % habit.length] : 'wait';
    if (what !== undefined && what !== 'wait') act(player, what, words, settings);
    followUps = deliverAll(player.session(), followUps);
    const due = findNextDue(player.session(), settings.deadlines) ?? '9999';
    const minutes = Math.max(0.5, Math.min(end, (Date.parse(due) - minute(0).getTime()) / 60_000) - at);
    at += minutes;
    player.happen({ type: 'tick', minutes, id: 0, answerable: true, arrivesAfter: arrives ? 0 : undefined });
  }
  const session = player.session();
  return { session, followUps: deliverAll(session, followUps) };
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

/** A person who may not add words any more does it without. */
function say(player: Player, command: (note: string | undefined) => Command, note: string | undefined): void {
  if (player.press(command(note)).length === 0 && note !== undefined) player.press(command(undefined));
}

test('an item stays under 64 KB, and its acknowledgements are at most twenty', () => {
  const check = fc.property(anyMonths, (months) => {
    const { session, followUps } = live(months);
    for (const wanted of ['acknowledged', 'vouched']) {
      const given = session.events.filter(({ type }) => type === wanted);
      expect(given.length).toBeLessThanOrEqual(MAX_ACKNOWLEDGEMENTS);
    }
    const item = toItem({ stream: session, delivery: { followUps }, version: 1 }, undefined);
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(MOST_BYTES);
  });
  fc.assert(check, { numRuns: runs(1_000, 60) });
});
