// An acknowledgement of a live session goes stale, is asked for, and expires: never sooner, and never unasked.
import { describe, expect, test } from 'vitest';
import { findNextDue, OPEN_ENDED } from '../../../../app/session/approval.ts';
import type { Happening } from './any-story.ts';
import { holds, turnPages } from './ledger.ts';

const MINUTE = 60_000;
const minutesBetween = (from: string | undefined, to: string) =>
  (Date.parse(to) - Date.parse(from ?? to)) / MINUTE + 0.001;

describe('the question', () => {
  test('comes no sooner than CONFIRM_EVERY_HOURS after the holder last spoke, and once until somebody answers', () => {
    holds((player, { settings: { deadlines } }) => {
      for (const { event, before } of turnPages(player.session().events)) {
        if (event.type !== 'reconfirmationAsked') continue;
        expect(before.askedAt).toBeUndefined();
        expect(minutesBetween(before.heldSince, event.at)).toBeGreaterThanOrEqual(
          (deadlines.confirmEveryHours ?? 9e9) * 60,
        );
      }
    });
  });

  test('and an expiry concern live sessions alone, of which nobody has requested the termination', () => {
    holds(({ steps }) => {
      for (const { news, before } of steps) {
        if (!news.some(({ type }) => /reconfirmationAsked|Expired/.test(type))) continue;
        expect([before.ended, before.termination]).toEqual([undefined, undefined]);
        expect(news).toHaveLength(1);
      }
    });
  });
});

describe('an expiry', () => {
  test('comes after the question, and leaves the whole time for an answer', () => {
    holds((player, { settings: { deadlines } }) => {
      for (const { event, before } of turnPages(player.session().events)) {
        if (event.type !== 'acknowledgementExpired') continue;
        expect(before.askedAt).toBeDefined();
        expect(minutesBetween(before.askedAt, event.at)).toBeGreaterThanOrEqual(deadlines.acknowledgeWithinMinutes);
      }
    });
  });

  test('leaves the whole time from the arrival of the question on, and twice as long where it never arrives', () => {
    holds(({ steps }, { settings: { deadlines } }) => {
      for (const { command, news, before } of steps) {
        if (news[0]?.type !== 'acknowledgementExpired' || command.type !== 'passTime') continue;
        const { askedAt } = command.delivery;
        const since = askedAt ?? before.acknowledged?.asked?.at;
        const times = askedAt === undefined ? 2 : 1;
        expect(minutesBetween(since, news[0].at)).toBeGreaterThanOrEqual(times * deadlines.acknowledgeWithinMinutes);
      }
    });
  });

  test('comes in the end, if nobody answers', () => {
    holds((player, { settings: { deadlines } }) => {
      const { acknowledged, ended, termination, noticed, events } = player.session();
      if (!acknowledged || ended || termination || !noticed || deadlines.confirmEveryHours === undefined) return;
      if (events.filter(({ type }) => type === 'reconfirmationAsked').length > 5) return;
      const tick: Happening = { type: 'tick', answerable: true, arrivesAfter: 0, minutes: 1, id: 0 };
      const last = player.steps.length;
      for (let left = deadlines.confirmEveryHours * 60 + 2 * deadlines.acknowledgeWithinMinutes + 10; left > 0; left--)
        player.happen(tick);
      const types = player.steps.slice(last).flatMap(({ news }) => news.map(({ type }) => type));
      expect(types).toContain('acknowledgementExpired');
    });
  });
});

describe('without CONFIRM_EVERY_HOURS', () => {
  test('nobody is asked, nothing expires, and an acknowledged session needs no work', () => {
    holds((player, { settings: { deadlines } }) => {
      if (deadlines.confirmEveryHours !== undefined) return;
      const session = player.session();
      expect(session.events.filter(({ type }) => /reconfirm|Expired/.test(type))).toEqual(
        session.events.filter((event) => event.type === 'reconfirmed' && event.takenOverFrom !== undefined),
      );
      const isHeld = session.acknowledged && session.noticed && !session.ended && !session.termination;
      if (isHeld) expect(findNextDue(session, deadlines)).toBe(OPEN_ENDED);
    });
  });
});

describe('the next pass', () => {
  test('is planned for the question, and for the expiry', () => {
    holds((player, story) => {
      const { deadlines } = story.settings;
      const session = player.session();
      if (!session.acknowledged || session.ended || session.termination || !session.noticed) return;
      const due = findNextDue(session, deadlines) ?? '';
      if (deadlines.confirmEveryHours === undefined) return;
      const isAsked = session.acknowledged.asked !== undefined;
      const since = session.acknowledged.confirmedAt ?? session.acknowledged.at;
      if (isAsked) expect(due > since).toBe(true);
      else expect(minutesBetween(since, due)).toBeGreaterThanOrEqual(deadlines.confirmEveryHours * 60);
      expect(due).not.toBe(OPEN_ENDED);
    });
  });
});
