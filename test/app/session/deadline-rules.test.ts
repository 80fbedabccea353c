// Rules of reminders, warnings and terminations that always hold, whatever happens in between and whatever the clocks say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMillis,
  computeNoticeDeadline,
  findAcknowledgementDeadline,
  findNextDue,
  findWarnedTermination,
  isUnacknowledged,
} from '../../../app/session/approval.ts';
import { decide, type SessionCommand } from '../../../app/session/decide.ts';
import type { Event } from '../../../app/session/event.ts';
import { evolve, type Session } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import { anyMoments, anyWatchedMoments, passing } from './any-stream.ts';

type Pass = Extract<SessionCommand, { type: 'passTime' }>;

/** One pass of the clock over a session that is known: not one that comes back and is met again. */
interface Passed {
  readonly before: Session;
  readonly command: Pass;
  readonly now: Date;
  readonly events: readonly Event[];
}

const anyMomentsAtAll = fc.oneof(anyMoments, anyWatchedMoments, anyWatchedMoments);

function holds(law: (events: readonly Event[], passes: readonly Passed[]) => void): void {
  const check = fc.property(anyMomentsAtAll, (moments) => {
    const all = passing(moments);
    const passes = all.flatMap(({ before, command, now, decision }): Passed[] => {
      if (before?.type !== 'session' || command.type !== 'passTime') return [];
      if (before.events.some(({ commandId }) => commandId === command.id)) return [];
      return [{ before, command, now, events: 'events' in decision ? decision.events : [] }];
    });
    law(all.at(-1)?.after?.events ?? [], passes);
  });
  fc.assert(check, { numRuns: runs(500, 80) });
}

function holdsOfEachPass(law: (passed: Passed) => void): void {
  holds((_, passes) => passes.forEach(law));
}

/** The minute of a rule, with what is lost of a decimal one when times are whole milliseconds. */
const soLongAfter = (iso: string, minutes: number) => Date.parse(iso) + minutes * 60_000 - 1;

test('an acknowledgement before the deadline prevents every termination by the app', () => {
  holds((events) => {
    const answered = events.findIndex(({ type }) => type === 'acknowledged');
    const terminations = events.findLastIndex(
      (event) => event.type === 'terminationRequested' && event.trigger !== undefined,
    );
    if (answered >= 0) expect(terminations).toBeLessThan(answered);
  });
});

test.each(['reminded', 'escalated'])('a follow-up of the deadline happens once: %s', (type) => {
  holds((events) => {
    expect(events.filter((event) => event.type === type).length).toBeLessThanOrEqual(1);
  });
});

test('the app requests a termination once, and then people have to', () => {
  holds((events) => {
    const terminates = events.filter((event) => event.type === 'terminationRequested' && event.trigger !== undefined);
    expect(terminates.length).toBeLessThanOrEqual(1);
  });
});

describe('a pass of the clock', () => {
  test('a pass of the clock brings about nothing but the lapse of a session that needs no answer, and the question whether its acknowledgement holds', () => {
    holdsOfEachPass(({ before, command, events }) => {
      if (isUnacknowledged(before)) return;
      const isAsked =
        before.acknowledged && !before.ended && !before.termination && command.deadlines.confirmEveryHours;
      const allowed = isAsked ? ['reconfirmationAsked', 'acknowledgementExpired'] : ['lapsed'];
      expect(events.map(({ type }) => type).filter((type) => !allowed.includes(type))).toEqual([]);
    });
  });

  test('a pass of the clock brings about nothing before the time that was planned', () => {
    holdsOfEachPass(({ before, command, now, events }) => {
      const planned = findNextDue(before, command.deadlines);
      if (planned === undefined || planned > now.toISOString()) expect(events).toEqual([]);
    });
  });

  test('a pass of the clock that is repeated at the same moment brings about nothing more', () => {
    holdsOfEachPass(({ before, command, now, events }) => {
      const stream = events.reduce(evolve, before);
      expect(decide(stream, { ...command, id: 'again' }, now)).toEqual({ events: [] });
    });
  });

  test('a pass of the clock neither warns nor terminates while nobody can answer, and postpones only what was warned of', () => {
    holdsOfEachPass(({ before, command, events }) => {
      if (command.delivery.answerable) return;
      const types = events.map((event) => (event.type === 'terminationRequested' ? event.trigger : event.type));
      expect(types).not.toContain('warned');
      expect(types).not.toContain('deadline');
      if (findWarnedTermination(before, command.deadlines) === undefined) expect(types).not.toContain('postponed');
    });
  });

  test('a pass of the clock neither warns nor postpones nor terminates where the deadline only reminds people', () => {
    holdsOfEachPass(({ command, events }) => {
      if (command.deadlines.onDeadline === 'terminate') return;
      const types = events.map((event) => (event.type === 'terminationRequested' ? event.trigger : event.type));
      expect(types.filter((type) => ['warned', 'postponed', 'deadline'].includes(type ?? ''))).toEqual([]);
    });
  });
});

describe('a termination by the deadline', () => {
  const terminates = (passed: Passed) =>
    passed.events.some((event) => event.type === 'terminationRequested' && event.trigger === 'deadline');

  test('a termination by the deadline never comes before the notice has been there for so long, nor before the time to which it was postponed', () => {
    holdsOfEachPass((passed) => {
      if (!terminates(passed)) return;
      const { before, command, now } = passed;
      const { noticed, resumedAt, postponedUntil } = before;
      const shown = soLongAfter(noticed?.at ?? '', command.deadlines.acknowledgeWithinMinutes);
      expect(now.getTime()).toBeGreaterThanOrEqual(shown);
      if (resumedAt)
        expect(now.getTime()).toBeGreaterThan(soLongAfter(resumedAt, command.deadlines.acknowledgeWithinMinutes));
      if (postponedUntil) expect(now.toISOString() >= postponedUntil).toBe(true);
    });
  });

  test('a termination by the deadline comes where the settings have it, when somebody can answer, and no sooner than the warning named', () => {
    holdsOfEachPass((passed) => {
      if (!terminates(passed)) return;
      const { before, command, now } = passed;
      expect(command.deadlines.onDeadline).toBe('terminate');
      expect(command.delivery.answerable).toBe(true);
      expect(before.warned?.terminateAt).toBe(findWarnedTermination(before, command.deadlines));
      expect(now.toISOString() >= (before.warned?.terminateAt ?? '~')).toBe(true);
    });
  });

  test('a termination by the deadline comes when reminder and warning have been out for so long', () => {
    holdsOfEachPass((passed) => {
      if (!terminates(passed)) return;
      const { command, now } = passed;
      const { remindedAt = '', warnedAt = '' } = command.delivery;
      for (const out of [remindedAt, warnedAt]) {
        expect(now.getTime()).toBeGreaterThanOrEqual(soLongAfter(out, command.deadlines.warnBeforeMinutes));
      }
    });
  });
});

test('a warning leaves so much time, and names no time before the deadline', () => {
  holdsOfEachPass(({ before, command, now, events }) => {
    const { deadlines } = command;
    const stream = events.reduce(evolve, before);
    for (const event of events) {
      if (event.type !== 'warned') continue;
      expect(Date.parse(event.terminateAt)).toBeGreaterThanOrEqual(
        soLongAfter(now.toISOString(), deadlines.warnBeforeMinutes),
      );
      expect(event.terminateAt >= (findAcknowledgementDeadline(stream, deadlines) ?? '~')).toBe(true);
    }
  });
});

test('a postponed termination is postponed for at least as long again', () => {
  holdsOfEachPass(({ command, now, events }) => {
    for (const event of events) {
      if (event.type !== 'postponed') continue;
      expect(event.until >= addMillis(now.toISOString(), command.deadlines.acknowledgeWithinMinutes * 60_000)).toBe(
        true,
      );
    }
  });
});

test('a termination for want of a notice is of a session without one, long after it was observed, where the settings have it', () => {
  holdsOfEachPass(({ before, command, now, events }) => {
    const terminations = events.find((event) => event.type === 'terminationRequested');
    if (terminations?.trigger !== 'no-notice') return;
    expect([before.noticed, command.deadlines.onNoNotice]).toEqual([undefined, 'terminate']);
    expect(now.toISOString() >= computeNoticeDeadline(before, command.deadlines)).toBe(true);
  });
});
