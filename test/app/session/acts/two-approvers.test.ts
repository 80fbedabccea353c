// Four eyes that are required: where nobody knows the operator's account for sure, two different approvers press.
import { describe, expect, test } from 'vitest';
import type { Operator } from '../../../../app/session/event.ts';
import { APPROVER, actor, DEADLINES, SECOND_APPROVER, startFacts } from '../session-fixture.ts';
import { createPlayer, type Step, THIRD_APPROVER } from './any-story.ts';
import { holds, keepLedger } from './ledger.ts';

/** IAM chose the name, and the settings name its account exactly. */
function isSure({ verified, foundBy }: Operator): boolean {
  return verified && foundBy === 'settings';
}

/** The steps that gave an acknowledgement where none stood. */
function givings(steps: readonly Step[]) {
  return steps.flatMap(({ before, news }) => {
    const [event] = news;
    return event?.type === 'acknowledged' ? [{ event, before, page: keepLedger(before.events).at(-1) }] : [];
  });
}

describe('with FOUR_EYES=require', () => {
  test('an uncertain operator needs two presses, of two people, neither of whom may be the operator', () => {
    holds(({ steps }, { settings }) => {
      if (settings.fourEyes !== 'require') return;
      for (const { event, before, page } of givings(steps)) {
        if (isSure(before.operator)) continue;
        expect(page?.voucher).toBeDefined();
        expect(event.vouchedBy).toBe(page?.voucher);
        expect(new Set([event.by, event.vouchedBy, before.operator.slackUser]).size).toBe(3);
      }
    });
  });

  test('an operator who is known for sure needs one press', () => {
    holds(({ steps }, { settings }) => {
      for (const { before, news } of steps) {
        const [event] = news;
        if (event?.type !== 'vouched') continue;
        expect(settings.fourEyes).toBe('require');
        expect(isSure(before.operator)).toBe(false);
      }
    });
  });

  test('one press alone keeps no session alive: the clock goes on as if nobody had pressed', () => {
    holds(({ steps }) => {
      for (const { before, command, news } of steps) {
        if (command.type !== 'passTime' || !before.vouched) continue;
        expect(news.map(({ type }) => type)).not.toContain('reconfirmationAsked');
        expect(before.acknowledged).toBeUndefined();
      }
    });
  });

  test('whoever pressed first is refused a second press, while two must press', () => {
    holds(({ steps }) => {
      for (const { before, command, decision, news } of steps) {
        if (command.type !== 'acknowledge' || before.vouched?.by !== command.actor.userId) continue;
        if (isSure(before.operator)) continue;
        expect(news).toEqual([]);
        const isMet = before.events.some(({ commandId }) => commandId === command.id);
        expect(isMet || 'refusal' in decision).toBe(true);
      }
    });
  });
});

test('a first press does not count once a later source says that the operator gave it', () => {
  const unknown = { name: 'operator', verified: false };
  const opening = { settings: { deadlines: DEADLINES, fourEyes: 'require' }, first: unknown, isNoticed: true } as const;
  const player = createPlayer(opening);
  const press = (by: string) => player.press({ type: 'acknowledge', actor: actor(by), fourEyes: 'require' })[0];
  expect(press(SECOND_APPROVER)).toMatchObject({ type: 'vouched' });
  const found = { ...unknown, slackUser: SECOND_APPROVER, foundBy: 'email' } as const;
  player.press({ type: 'observeStart', facts: startFacts({ operator: found }) });
  expect(press(APPROVER)).toMatchObject({ type: 'vouched', by: APPROVER });
  expect(press(THIRD_APPROVER)).toMatchObject({ type: 'acknowledged', by: THIRD_APPROVER, vouchedBy: APPROVER });
});

describe('what is said of the four eyes', () => {
  test('an acknowledgement is verified for a sure operator, and for two approvers', () => {
    holds(({ steps }) => {
      for (const { event, before } of givings(steps)) {
        const isVerified = isSure(before.operator) || event.vouchedBy !== undefined;
        expect(event.fourEyes).toBe(isVerified ? 'verified' : 'unverified');
      }
    });
  });

  test('nobody is verified who turns out to be the operator, unless another approver pressed as well', () => {
    holds(({ steps }) => {
      for (const { after } of steps) {
        const { acknowledged, operator } = after;
        if (acknowledged?.by !== operator.slackUser || !acknowledged) continue;
        if (acknowledged.vouchedBy === undefined) expect(acknowledged.fourEyes).toBe('unverified');
      }
    });
  });
});
