// Whatever people do about an acknowledgement, in whatever order, while the clock runs and messages arrive or not.
import fc from 'fast-check';
import type { FourEyesPolicy } from '../../../../app/session/acts/acknowledge.ts';
import type { Actor } from '../../../../app/session/acts/act.ts';
import { type Deadlines, pickLater } from '../../../../app/session/approval.ts';
import { type Decision, decide, type SessionCommand } from '../../../../app/session/decide.ts';
import type { Event, Operator } from '../../../../app/session/event.ts';
import { evolve, type Session, type Stream } from '../../../../app/session/session.ts';
import {
  APPROVER,
  CHANNEL,
  KNOWN_OPERATOR,
  minute,
  OPERATOR,
  SECOND_APPROVER,
  STRANGER,
  ssmFacts,
  startFacts,
  TS,
} from '../session-fixture.ts';

export const THIRD_APPROVER = 'U0THIRD';
const PEOPLE = [
  ...Array.from({ length: 5 }, () => [APPROVER, SECOND_APPROVER]).flat(),
  THIRD_APPROVER,
  OPERATOR,
  STRANGER,
];

export interface Settings {
  readonly deadlines: Deadlines;
  readonly fourEyes: FourEyesPolicy;
}

type WithoutId<C> = C extends SessionCommand ? Omit<C, 'id'> : never;

/** Time passes, and messages of it arrive if they can. */
export interface Tick {
  readonly type: 'tick';
  readonly answerable: boolean;
  /** Minutes after which messages of this tick are delivered; undefined for never */
  readonly arrivesAfter: number | undefined;
}
export type Happening = { readonly minutes: number; readonly id: number } & (
  | Tick
  | { readonly type: 'press'; readonly command: WithoutId<SessionCommand> }
);

export interface Story {
  readonly settings: Settings;
  readonly first: Operator;
  /** False for a session that is acknowledged from a list before its notice is out */
  readonly isNoticed: boolean;
  readonly happenings: readonly Happening[];
}

const is = <const T>(value: T) => fc.constant(value);
const mostly = fc.integer({ min: 0, max: 29 }).map((dice) => dice !== 7);

export const anySettings: fc.Arbitrary<Settings> = fc.record({
  fourEyes: fc.constantFrom('record', 'require'),
  deadlines: fc.record({
    remindAfterMinutes: fc.constantFrom(0, 3),
    acknowledgeWithinMinutes: is(10),
    warnBeforeMinutes: fc.constantFrom(2, 4),
    lapseAfterHours: is(1),
    noticeWithinMinutes: is(10),
    onDeadline: fc.constantFrom('terminate', 'remind'),
    onNoNotice: fc.constantFrom('alarm', 'terminate'),
    confirmEveryHours: fc.constantFrom(undefined, 0.1, 0.25),
  }),
});

/** Nobody knows their Slack account, or guesses it; one of the approvers may be the operator. */
const anyOperator: fc.Arbitrary<Operator> = fc.constantFrom(
  KNOWN_OPERATOR,
  { name: 'operator', verified: false },
  { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'email' },
  { name: 'operator', verified: false, slackUser: OPERATOR, foundBy: 'settings' },
  { name: 'operator', verified: false, slackUser: SECOND_APPROVER, foundBy: 'settings-caseless' },
  { name: 'operator', verified: true, slackUser: THIRD_APPROVER, foundBy: 'settings' },
);

export const NOTICE = { channel: CHANNEL, ts: TS };
const anyActor: fc.Arbitrary<Actor> = fc
  .record({
    userId: fc.constantFrom(...PEOPLE),
    from: fc.constantFrom<Actor['from']>(
      NOTICE,
      { ...NOTICE, via: 'follow-up' },
      { ...NOTICE, via: 'reaction' },
      'private-card',
      'digest',
      'home',
      NOTICE,
      NOTICE,
      NOTICE,
      { channel: CHANNEL, ts: '1.0' },
    ),
    isKnown: mostly,
  })
  .map(({ userId, from, isKnown }) => ({
    userId,
    from,
    approver: !isKnown ? 'unknown' : userId === STRANGER ? 'no' : 'yes',
  }));

const anyNote = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(undefined, 'wrong one', '確認'.repeat(10)) },
  { weight: 1, arbitrary: fc.constantFrom(' ', 'x'.repeat(501)) },
);

/** Acts that came with this form. */
export const NEW_ACTS = ['withdraw', 'reconfirm', 'giveReason'] as const;

function anyPress(fourEyes: FourEyesPolicy): fc.Arbitrary<WithoutId<SessionCommand>> {
  const actor = anyActor;
  const acknowledge = fc.record({ type: is('acknowledge'), actor, note: anyNote, fourEyes: is(fourEyes) });
  const withdraw = fc.record({ type: is('withdraw'), actor, note: anyNote });
  const act = fc.constantFrom('still-mine', 'take-over');
  return fc.oneof(
    acknowledge,
    acknowledge,
    acknowledge,
    withdraw,
    withdraw,
    fc.record({ type: is('reconfirm'), actor, act, fourEyes: is(fourEyes) }),
    fc.record({
      type: is('giveReason'),
      userId: fc.constantFrom(OPERATOR, ...PEOPLE),
      reason: fc.constantFrom('the disk is full', 'the disk is full', '', 'x'.repeat(501)),
      ticket: fc.constantFrom(undefined, 'OPS-1', 'x'.repeat(101)),
    }),
  );
}

/** A later source knows more of the operator. */
const anyNews: fc.Arbitrary<WithoutId<SessionCommand>> = anyOperator.map((operator) => ({
  type: 'observeStart',
  facts: startFacts({ operator }),
}));

/** Rare happenings, which end or change all. */
const anyTurn: fc.Arbitrary<WithoutId<SessionCommand>> = fc.oneof(
  fc.record({ type: is('requestTermination'), actor: anyActor, note: anyNote }),
  is({ type: 'reportTerminationFailure', tries: 5 }),
  is({ type: 'observeEnd', status: 'Terminated' }),
  is({ type: 'observeAlive' }),
);

const anyTick: fc.Arbitrary<Tick> = fc.record({
  type: is('tick'),
  answerable: mostly,
  arrivesAfter: fc.constantFrom(0, 0, 0, 0.2, 7, undefined),
});

const happening = (what: fc.Arbitrary<WithoutId<SessionCommand>>) =>
  what.map((command) => ({ type: 'press' as const, command }));

/** @param most happenings */
export function anyStory(most = 60): fc.Arbitrary<Story> {
  return anySettings.chain((settings) => {
    const press = happening(anyPress(settings.fourEyes));
    const what = fc.oneof(
      { weight: 24, arbitrary: press },
      { weight: 1, arbitrary: happening(anyTurn) },
      { weight: 2, arbitrary: happening(anyNews) },
      { weight: 24, arbitrary: anyTick },
    );
    const minutes = fc.constantFrom(0, 0.1, 0.5, 1, 1, 2, 3, 3, 6, 11, -CLOCKS_DIFFER_MINUTES);
    return fc.record({
      settings: is(settings),
      first: anyOperator,
      isNoticed: mostly,
      happenings: fc.array(
        // Few ids: now and then a command comes again, or another one under its name.
        fc.tuple(what, minutes, fc.nat(400)).map(([one, minutes, id]) => ({ ...one, minutes, id })),
        { maxLength: most, size: 'max' },
      ),
    });
  });
}

export interface Step {
  readonly at: Date;
  readonly command: SessionCommand;
  readonly before: Session;
  readonly after: Session;
  readonly decision: Decision;
  readonly news: readonly Event[];
}

export interface Player {
  readonly steps: Step[];
  session(): Session;
  happen(happening: Happening): void;
  /** A press right now. @returns its events */
  press(command: WithoutId<SessionCommand>): readonly Event[];
}

export const CLOCKS_DIFFER_MINUTES = 0.05;

/** Plays with messages that arrive when the ticks say so, and a clock that may go back a little. */
export function createPlayer({ settings, first, isNoticed }: Omit<Story, 'happenings'>): Player {
  const arrivals = new Map<number, string>();
  const steps: Step[] = [];
  let now = 1;
  let latest = now;
  const id = 'start';
  let stream = apply(undefined, { type: 'observeStart', id, facts: ssmFacts({ operator: first }) }, 0);
  if (isNoticed)
    stream = apply(stream, { type: 'recordNotice', id: 'notice', ...NOTICE, at: minute(1).toISOString() }, 1);

  function session(): Session {
    if (stream?.type !== 'session') throw new Error('a start became something else than a session');
    return stream;
  }

  function arrivalOf(event: { readonly seq: number } | undefined): string | undefined {
    const at = event && arrivals.get(event.seq);
    return at !== undefined && at <= minute(now).toISOString() ? at : undefined;
  }

  function commandOf(happening: Happening): SessionCommand {
    if (happening.type === 'press') return { ...happening.command, id: `command:${happening.id}` };
    const { reminded, warned, acknowledged } = session();
    return {
      type: 'passTime',
      id: `time:${steps.length}`,
      deadlines: settings.deadlines,
      delivery: {
        remindedAt: arrivalOf(reminded),
        warnedAt: arrivalOf(warned),
        askedAt: arrivalOf(acknowledged?.asked),
        answerable: happening.answerable,
        clicksArrive: true,
        isQueued: false,
      },
    };
  }

  function happen(happening: Happening): void {
    now = Math.max(now + happening.minutes, latest - CLOCKS_DIFFER_MINUTES);
    latest = Math.max(latest, now);
    const before = session();
    const command = commandOf(happening);
    const decision = decide(before, command, minute(now));
    const news = 'events' in decision ? decision.events : [];
    stream = news.reduce<Stream>(evolve, before);
    if (happening.type === 'tick' && happening.arrivesAfter !== undefined) {
      const arrives = minute(now + happening.arrivesAfter).toISOString();
      for (const { seq, at } of news) arrivals.set(seq, pickLater(at, arrives));
    }
    steps.push({ at: minute(now), command, before, after: session(), decision, news });
  }

  return {
    steps,
    session,
    happen,
    press(command) {
      happen({ type: 'press', minutes: 0, id: -1 - steps.length, command });
      return steps.at(-1)?.news ?? [];
    },
  };
}

function apply(stream: Stream | undefined, command: SessionCommand, at: number): Stream {
  const decision = decide(stream, command, minute(at));
  const after = 'events' in decision ? decision.events.reduce<Stream | undefined>(evolve, stream) : stream;
  if (after === undefined) throw new Error('nothing happened');
  return after;
}

export function playStory(story: Story): Player {
  const player = createPlayer(story);
  for (const one of story.happenings) player.happen(one);
  return player;
}
