// The rules that must always hold, over whatever may happen to a session in whatever order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNextDue, OPEN_ENDED } from '../../../app/session/approval.ts';
import { decide } from '../../../app/session/decide.ts';
import { findBrokenLink } from '../../../app/session/hash-chain.ts';
import { judgeFourEyes } from '../../../app/session/operator.ts';
import { evolve, fold, isBeingTerminated, isLive, type Stream } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import {
  anyDeniedMoments,
  anyMoments,
  anySession,
  anyStartFacts,
  anyStream,
  type Passed,
  passing,
  streamAfter,
} from './any-stream.ts';
import {
  acknowledged,
  actor,
  aSession,
  at,
  DEADLINES,
  minute,
  noticed,
  STRANGER,
  terminationRequested,
} from './session-fixture.ts';

const RUNS = { numRuns: runs(300, 60) };

function holds<T>(of: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(
    fc.property(of, (value) => {
      law(value);
    }),
    RUNS,
  );
}

function eventsOf(stream: Stream, type: string) {
  return stream.events.filter((event) => event.type === type);
}

/** The rules of who may act, in other words than the code's. */
function mayAct({ before, command }: Passed): boolean {
  if (command.type === 'giveReason') {
    return before?.type === 'session' && before.operator.slackUser === command.userId;
  }
  if (!('actor' in command)) return true;
  if (before?.type !== 'session') return false;
  const { actor } = command;
  const { from } = actor;
  const onNotice =
    typeof from === 'string' || (before.noticed?.channel === from.channel && before.noticed.ts === from.ts);
  const own = before.operator.slackUser === actor.userId;
  const approves = actor.approver === 'yes';
  const isTheirs = (before.acknowledged ?? before.vouched)?.by === actor.userId;
  if (command.type === 'requestTermination') return onNotice && (approves || own);
  if (command.type === 'withdraw' && isTheirs) return onNotice;
  return onNotice && approves && !own;
}

/** The acknowledgements that stand, counted by the events alone. */
function countStanding({ events }: Pick<Stream, 'events'>): number {
  return events.reduce((standing, { type }) => {
    if (type === 'acknowledged') return standing + 1;
    return type === 'acknowledgementWithdrawn' || type === 'acknowledgementExpired' ? 0 : standing;
  }, 0);
}

describe('a start', () => {
  test('a start is recorded once, however often and by whatever source it is reported', () => {
    holds(anyMoments, (moments) => {
      expect(eventsOf(streamAfter(moments), 'started')).toEqual([expect.objectContaining({ seq: 1 })]);
    });
  });

  test('a start has nothing more to add when another delivery reports it again', () => {
    holds(fc.tuple(anySession, anyStartFacts), ([session, facts]) => {
      const decision = decide(session, { type: 'observeStart', id: 'once', facts }, minute(200));
      const known = 'events' in decision ? decision.events.reduce<Stream>(evolve, session) : session;
      expect(decide(known, { type: 'observeStart', id: 'again', facts }, minute(201))).toEqual({ events: [] });
    });
  });
});

describe('an acknowledgement', () => {
  test('an acknowledgement stands alone at every version', () => {
    holds(anyMoments, (moments) => {
      for (const { after } of passing(moments)) {
        if (after?.type === 'session') expect(countStanding(after)).toBe(after.acknowledged ? 1 : 0);
      }
    });
  });

  test('a second acknowledgement is answered with who and when the first was', () => {
    holds(anySession, (session) => {
      if (!session.acknowledged || !session.noticed) return;
      const second = { ...actor(STRANGER), from: session.noticed };
      const again = { type: 'acknowledge', id: 'second', actor: second, fourEyes: 'record' } as const;
      const { by, at } = session.acknowledged;
      const yours = by === STRANGER;
      expect(decide(session, again, minute(200))).toEqual({
        refusal: { reason: 'already-acknowledged', by, at, yours },
      });
      const given = session.events.findLast(
        (event) => event.type === 'acknowledged' || (event.type === 'reconfirmed' && event.takenOverFrom !== undefined),
      );
      expect(given).toMatchObject({ by, at });
    });
  });

  test('an acknowledgement says that it came after a termination request exactly when it did', () => {
    holds(anySession, (session) => {
      const asked = session.events.findIndex((event) => event.type === 'terminationRequested');
      const answered = session.events.findLastIndex((event) => event.type === 'acknowledged');
      if (session.acknowledged === undefined) return;
      expect(session.acknowledged.afterTermination).toBe(asked >= 0 && asked < answered);
    });
  });

  test('an acknowledgement is verified only while the operator is verified, and somebody else', () => {
    holds(anySession, (session) => {
      if (session.acknowledged?.fourEyes !== 'verified') return;
      const { by, vouchedBy } = session.acknowledged;
      if (vouchedBy !== undefined) return expect(by).not.toBe(vouchedBy);
      expect(judgeFourEyes(session.operator)).toBe('verified');
      expect(session.acknowledged.by).not.toBe(session.operator.slackUser);
    });
  });
});

describe('an end', () => {
  test('an end is recorded by nothing but an observation of it', () => {
    holds(anyMoments, (moments) => {
      for (const { before, command, after } of passing(moments)) {
        if (after?.type !== 'session' || isLive(after)) continue;
        if (before?.type === 'session' && !isLive(before)) continue;
        expect(command.type).toBe('observeEnd');
      }
    });
  });

  test('an end does not come from a termination request alone', () => {
    const session = aSession({ after: [noticed, acknowledged(), terminationRequested()] });
    expect([isLive(session), isBeingTerminated(session)]).toEqual([true, true]);
  });
});

describe('a denied attempt', () => {
  test('a denied attempt never becomes a session, and is never acknowledged or terminated', () => {
    holds(anyDeniedMoments, (moments) => {
      for (const { before, command, decision, after } of passing(moments)) {
        expect(after?.type).toBe('denied');
        const met = before?.events.some(({ commandId }) => commandId === command.id);
        if (before === undefined || met || ['observeDenied', 'recordNotice'].includes(command.type)) continue;
        expect(decision).toEqual({ refusal: { reason: 'denied-attempt' } });
      }
    });
  });
});

describe('a person who may not act', () => {
  test('a person who may not act changes nothing', () => {
    holds(anyMoments, (moments) => {
      for (const passed of passing(moments)) if (!mayAct(passed)) expect(passed.after).toBe(passed.before);
    });
  });

  test('a person who may not act is told why, unless the press was counted before', () => {
    holds(anyMoments, (moments) => {
      for (const passed of passing(moments)) {
        const met = passed.before?.events.some(({ commandId }) => commandId === passed.command.id);
        if (!mayAct(passed) && !met) expect(passed.decision).toHaveProperty('refusal');
      }
    });
  });
});

describe('a command', () => {
  test('a command that is repeated changes nothing the second time', () => {
    holds(anyMoments, (moments) => {
      const twice = moments.flatMap((moment) => [moment, moment]);
      expect(streamAfter(twice)).toEqual(streamAfter(moments));
    });
  });

  test('a command that has its event is never decided again, whenever it comes back', () => {
    holds(anyMoments, (moments) => {
      const last = streamAfter(moments);
      for (const { command, after, before } of passing(moments)) {
        if (after !== before) expect(decide(last, command, minute(300))).toEqual({ events: [] });
      }
    });
  });

  test('a command and its events leave their input as it was', () => {
    holds(fc.oneof(anyMoments, anyDeniedMoments), (moments) => {
      let stream: Stream | undefined;
      for (const { command, now } of moments) {
        const copy = structuredClone(stream);
        const decision = decide(stream, command, now);
        const events = 'events' in decision ? decision.events : [];
        const after = events.reduce<Stream | undefined>(evolve, stream);
        expect(stream).toEqual(copy);
        stream = after;
      }
    });
  });
});

describe('the events', () => {
  test('the events folded again give the state', () => {
    holds(anyStream, (stream) => {
      expect(fold(JSON.parse(JSON.stringify(stream.events)))).toEqual(stream);
    });
  });

  test('the events are numbered from one, and their time never runs backwards', () => {
    holds(anyStream, ({ events }) => {
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
    });
  });

  test('the events are linked to one another and to the id', () => {
    holds(anyStream, ({ id, events }) => {
      expect(findBrokenLink(id, events)).toBeUndefined();
      expect(findBrokenLink(`${id}x`, events)).toBe(1);
    });
  });

  test('the events cannot be altered, dropped or swapped unseen; only the last can be dropped, which the nightly seal shows', () => {
    holds(fc.tuple(anyStream, fc.nat(), fc.nat(), fc.constantFrom('at', 'by', 'commandId')), ([stream, a, b, name]) => {
      const { id, events } = stream;
      const [first, second] = [a % events.length, b % events.length];
      const altered = events.with(first, Object.assign({ ...pick(events, first) }, { [name]: 'altered' }));
      expect(findBrokenLink(id, altered)).toBe(first + 1);
      const dropped = events.toSpliced(first, 1);
      if (first < events.length - 1) expect(findBrokenLink(id, dropped)).toBe(first + 1);
      const swapped = events.with(first, pick(events, second)).with(second, pick(events, first));
      if (first !== second) expect(findBrokenLink(id, swapped)).toBe(Math.min(first, second) + 1);
    });
  });
});

describe('the next pass', () => {
  test('the next pass is planned while something is left to do', () => {
    holds(anyStream, (stream) => {
      const left =
        stream.noticed === undefined ||
        (stream.type === 'session' && (isLive(stream) || !(stream.acknowledged || stream.lapsedAt)));
      expect(findNextDue(stream, DEADLINES) !== undefined).toBe(left);
    });
  });

  test('the next pass is at once for a session in termination or without a notice, and open-ended for a live and acknowledged one', () => {
    holds(anySession, (session) => {
      const due = findNextDue(session, DEADLINES) ?? '';
      if (!session.noticed || isBeingTerminated(session)) expect(due <= at(120)).toBe(true);
      else if (isLive(session) && session.acknowledged) expect(due).toBe(OPEN_ENDED);
    });
  });
});

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}
