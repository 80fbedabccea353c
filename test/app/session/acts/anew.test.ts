// Reminder, warning, escalation and deadline count from the end of an acknowledgement, and are sent anew after it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pickLater } from '../../../../app/session/approval.ts';
import type { Event } from '../../../../app/session/event.ts';
import { runs } from '../../../runs.ts';
import { APPROVER, actor, DEADLINES, KNOWN_OPERATOR } from '../session-fixture.ts';
import { CLOCKS_DIFFER_MINUTES, createPlayer, type Happening, type Player } from './any-story.ts';
import { holds, listReopenings, turnPages } from './ledger.ts';

const MINUTE = 60_000;

/** ISO time from which people have known that nobody has acknowledged it: of the notice, or of what came after it. */
function shownSince(events: readonly Event[]): string {
  const times = [...events.filter(({ type }) => type === 'noticed' || type === 'seenAlive'), ...listReopenings(events)];
  return times.map(({ at }) => at).reduce(pickLater, '');
}

/** Minutes since then, and since the start where nothing is shown. */
function minutesSince(events: readonly Event[], event: Event): number {
  const since = shownSince(events.slice(0, event.seq - 1)) || (events[0]?.at ?? '');
  return (Date.parse(event.at) - Date.parse(since)) / MINUTE;
}

describe('after a withdrawal or an expiry', () => {
  test('a reminder, an escalation and a termination by the app wait their whole time', () => {
    holds((player, { settings: { deadlines } }) => {
      const { events } = player.session();
      for (const event of events) {
        const minutes = minutesSince(events, event) + 0.001;
        if (event.type === 'reminded') expect(minutes).toBeGreaterThanOrEqual(deadlines.remindAfterMinutes);
        if (event.type === 'escalated') expect(minutes).toBeGreaterThanOrEqual(deadlines.acknowledgeWithinMinutes);
        if (event.type === 'terminationRequested' && event.trigger === 'deadline')
          expect(minutes).toBeGreaterThanOrEqual(deadlines.acknowledgeWithinMinutes);
        if (event.type === 'warned') {
          const before =
            (Date.parse(event.terminateAt) - Date.parse(event.at)) / MINUTE + 0.001 + CLOCKS_DIFFER_MINUTES;
          expect(minutes + before).toBeGreaterThanOrEqual(deadlines.acknowledgeWithinMinutes);
          expect(before).toBeGreaterThanOrEqual(deadlines.warnBeforeMinutes);
        }
      }
    });
  });

  test('a termination by the app needs a reminder and a warning of its own', () => {
    holds((player) => {
      const { events } = player.session();
      for (const { event } of turnPages(events)) {
        if (event.type !== 'terminationRequested' || event.trigger !== 'deadline') continue;
        const since = listReopenings(events.slice(0, event.seq - 1)).at(-1)?.seq ?? 0;
        const types = events.slice(since, event.seq - 1).map(({ type }) => type);
        expect(types).toContain('reminded');
        expect(types).toContain('warned');
      }
    });
  });

  test('one reminder and one escalation are sent, and no more', () => {
    holds((player) => {
      let seen: string[] = [];
      const { events } = player.session();
      const reopenings = listReopenings(events);
      for (const event of events) {
        const { type } = event;
        if (reopenings.includes(event)) seen = [];
        if (type !== 'reminded' && type !== 'escalated') continue;
        expect(seen).not.toContain(type);
        seen.push(type);
      }
    });
  });

  test('the app never terminates while an acknowledgement stands, and never reminds, warns or escalates', () => {
    holds((player) => {
      for (const { event, before } of turnPages(player.session().events)) {
        const isDeadline = ['reminded', 'warned', 'postponed', 'escalated', 'lapsed'].includes(event.type);
        const isOurs = event.type === 'terminationRequested' && event.trigger !== undefined;
        if (isDeadline || isOurs) expect(before.holder).toBeUndefined();
      }
    });
  });

  test('a session that is left alone gets its reminder, and is terminated or escalated in its time', () => {
    holds((player, { settings: { deadlines } }) => {
      const { termination, ended, noticed, postponedUntil, acknowledged, reopened } = player.session();
      if (!reopened || acknowledged || termination || ended || !noticed || postponedUntil) return;
      leaveAlone(player, deadlines.acknowledgeWithinMinutes + 6);
      const left = player.session();
      const since = listReopenings(left.events).at(-1)?.seq ?? 0;
      const types = left.events.slice(since).map(({ type }) => type);
      expect(types).toContain('reminded');
      if (deadlines.onDeadline === 'remind') expect(types).toContain('escalated');
      else expect(types.some((type) => type === 'terminationRequested' || type === 'postponed')).toBe(true);
    });
  });

  test.each(['withdrawal', 'expiry'])(
    'of a calm %s, all that follows a notice follows again, at the same distance',
    (end) => {
      const check = fc.property(
        fc.integer({ min: 0, max: 18 }),
        fc.constantFrom('terminate', 'remind'),
        (half, onDeadline) => {
          const deadlines = { ...DEADLINES, onDeadline, confirmEveryHours: end === 'expiry' ? 0.5 : undefined };
          const opening = {
            settings: { deadlines, fourEyes: 'record' },
            first: KNOWN_OPERATOR,
            isNoticed: true,
          } as const;
          const never = createPlayer(opening);
          leaveAlone(never, 15);
          const again = createPlayer(opening);
          leaveAlone(again, half / 2);
          const by = { actor: actor(APPROVER) };
          again.press({ type: 'acknowledge', ...by, fourEyes: 'record' });
          if (end === 'withdrawal') again.press({ type: 'withdraw', ...by });
          else for (let turn = 0; turn < 100 && again.session().acknowledged; turn++) leaveAlone(again, 0.5);
          leaveAlone(again, 15);
          expect(distances(again, /Withdrawn|Expired/)).toEqual(distances(never, /noticed/));
        },
      );
      fc.assert(check, { numRuns: runs(100, 30) });
    },
  );
});

function leaveAlone(player: Player, minutes: number): void {
  const tick: Happening = { type: 'tick', answerable: true, arrivesAfter: 0, minutes: 0.5, id: 0 };
  for (let left = minutes * 2; left > 0; left--) player.happen(tick);
}

/** The events that followed it, with the minutes between. */
function distances(player: Player, start: RegExp): (readonly [string, number])[] {
  const { events } = player.session();
  const index = events.findLastIndex(({ type }) => start.test(type));
  const since = Date.parse(events[index]?.at ?? '');
  return events.slice(index + 1).map(({ type, at }) => [type, (Date.parse(at) - since) / MINUTE]);
}
