// One acknowledgement stands at a time: it is given, kept, taken over and taken back by nobody but those who may.
import { describe, expect, test } from 'vitest';
import { MAX_ACKNOWLEDGEMENTS } from '../../../../app/session/acts/acknowledge.ts';
import { findBrokenLink } from '../../../../app/session/hash-chain.ts';
import { fold } from '../../../../app/session/session.ts';
import type { Step } from './any-story.ts';
import { holds, isPerson, keepLedger, turnPages } from './ledger.ts';

/** The person who pressed, as the server knows them. */
function presserOf({ command }: Step) {
  return 'actor' in command ? command.actor : undefined;
}

describe('an acknowledgement that stands', () => {
  test('is one at every version, and the state names its holder', () => {
    holds(({ steps }) => {
      for (const { after } of steps) {
        const page = keepLedger(after.events).at(-1);
        expect(after.acknowledged?.by).toBe(page?.holder);
        expect(after.vouched?.by).toBe(page?.voucher);
        expect([after.acknowledged, after.vouched].filter(Boolean).length).toBeLessThan(2);
      }
    });
  });

  test('is given only while none stands, and ended, kept or questioned only while one does', () => {
    holds((player) => {
      for (const { event, before } of turnPages(player.session().events)) {
        const { holder, voucher } = before;
        if (event.type === 'acknowledged' || event.type === 'vouched') expect(holder).toBeUndefined();
        if (event.type === 'acknowledgementWithdrawn') expect(holder ?? voucher).toBeDefined();
        if (['reconfirmed', 'reconfirmationAsked', 'acknowledgementExpired'].includes(event.type))
          expect(holder).toBeDefined();
      }
    });
  });

  test('is given at most twenty times', () => {
    holds((player) => {
      const pages = keepLedger(player.session().events);
      const given = pages.filter(({ holder }, index) => holder !== undefined && holder !== pages[index - 1]?.holder);
      expect(given.length).toBeLessThanOrEqual(MAX_ACKNOWLEDGEMENTS);
    });
  });
});

describe('a withdrawal', () => {
  test('comes from the giver, or from another approver who says why', () => {
    holds(({ steps }) => {
      for (const step of steps) {
        const [event] = step.news;
        if (event?.type !== 'acknowledgementWithdrawn') continue;
        const { holder, voucher } = keepLedger(step.before.events).at(-1) ?? {};
        if (event.by === (holder ?? voucher)) continue;
        expect(presserOf(step)).toMatchObject({ userId: event.by, approver: 'yes' });
        expect(event.by).not.toBe(step.before.operator.slackUser);
        expect(event.note?.trim()).toBeTruthy();
      }
    });
  });

  test('comes while the session is live, and before any request to terminate it', () => {
    holds(({ steps }) => {
      for (const { news, before } of steps) {
        if (news[0]?.type !== 'acknowledgementWithdrawn') continue;
        expect(before.ended).toBeUndefined();
        expect(before.events.map(({ type }) => type)).not.toContain('terminationRequested');
      }
    });
  });
});

describe('an answer to the question', () => {
  test('of another person names whom it takes over from, and is given by an approver who is not the operator', () => {
    holds(({ steps }) => {
      for (const step of steps) {
        const [event] = step.news;
        if (event?.type !== 'reconfirmed') continue;
        const { holder } = keepLedger(step.before.events).at(-1) ?? {};
        expect(event.takenOverFrom).toBe(event.by === holder ? undefined : holder);
        expect(presserOf(step)).toMatchObject({ userId: event.by, approver: 'yes' });
        expect(event.by).not.toBe(step.before.operator.slackUser);
        expect(step.before.ended ?? step.before.termination).toBeUndefined();
      }
    });
  });

  test('that it is still mine changes no holder, whoever presses it', () => {
    holds(({ steps }) => {
      for (const { command, before, after } of steps) {
        if (command.type !== 'reconfirm' || command.act !== 'still-mine' || !before.acknowledged) continue;
        expect(after.acknowledged?.by).toBe(before.acknowledged.by);
      }
    });
  });
});

describe('a reason', () => {
  test('is given by the operator, and once while nobody else turns out to be the operator', () => {
    holds(({ steps }) => {
      let giver: string | undefined;
      for (const { news, before } of steps) {
        const { slackUser } = before.operator;
        if (slackUser !== giver) giver = undefined;
        if (news[0]?.type !== 'reasoned') continue;
        expect(giver).toBeUndefined();
        expect(news[0].by).toBe(slackUser);
        giver = slackUser;
      }
    });
  });
});

describe('every event', () => {
  test('of a person says how it was given, as it was pressed', () => {
    holds(({ steps }) => {
      for (const step of steps) {
        const actor = presserOf(step);
        for (const event of step.news) {
          if (!isPerson(event.by)) expect(event).not.toHaveProperty('via');
          else if (actor === undefined) expect(event).toMatchObject({ type: 'reasoned', via: 'follow-up' });
          else {
            const { from } = actor;
            expect(event).toHaveProperty('via', typeof from === 'string' ? from : (from.via ?? 'notice'));
          }
        }
      }
    });
  });

  test('keeps the words as they were typed, and no words that are too long or none', () => {
    holds(({ steps }) => {
      for (const { command, news } of steps) {
        const note = 'note' in command ? command.note : undefined;
        for (const event of news) {
          if (!isPerson(event.by) || event.type === 'reasoned') continue;
          if (note !== undefined) expect(event).toHaveProperty('note', note);
          expect('note' in event ? [...(event.note ?? '-')].length : 1).toBeLessThanOrEqual(500);
        }
      }
    });
  });

  test('folds to the state, in one chain', () => {
    holds((player) => {
      const session = player.session();
      expect(fold(JSON.parse(JSON.stringify(session.events)))).toEqual(session);
      expect(findBrokenLink(session.id, session.events)).toBeUndefined();
    });
  });

  test('comes from a command that has not been met before', () => {
    holds(({ steps }) => {
      for (const { before, command, news } of steps) {
        const isMet = before.events.some(({ commandId }) => commandId === command.id);
        if (isMet) expect(news).toEqual([]);
      }
    });
  });

  test('is refused to who may not act, on whatever message', () => {
    holds(({ steps }) => {
      for (const step of steps) {
        const actor = presserOf(step);
        if (actor === undefined || step.news.length === 0) continue;
        const { operator, noticed, acknowledged, vouched } = step.before;
        const isOwn = actor.userId === operator.slackUser;
        const isTheirs = (acknowledged ?? vouched)?.by === actor.userId;
        if (step.command.type === 'requestTermination') expect(actor.approver === 'yes' || isOwn).toBe(true);
        else if (step.command.type !== 'withdraw' || !isTheirs) expect([actor.approver, isOwn]).toEqual(['yes', false]);
        if (typeof actor.from !== 'string') expect(actor.from.ts).toBe(noticed?.ts);
      }
    });
  });
});
