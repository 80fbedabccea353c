// The acts of people beside the plain click: words, second approvers, taking back, keeping, taking over.
import { describe, expect, test } from 'vitest';
import { MAX_ACKNOWLEDGEMENTS, MAX_OWN_WITHDRAWALS } from '../../../../app/session/acts/acknowledge.ts';
import { findAcknowledgementDeadline, findNextDue, findReminderTime } from '../../../../app/session/approval.ts';
import { decide } from '../../../../app/session/decide.ts';
import type { Operator } from '../../../../app/session/event.ts';
import { evolve, type Session, type Stream } from '../../../../app/session/session.ts';
import {
  APPROVER,
  acknowledged,
  actor,
  aSession,
  asked,
  at,
  DEADLINES,
  ended,
  minute,
  noticed,
  OPERATOR,
  passTime,
  pressed,
  reasoned,
  reminded,
  SECOND_APPROVER,
  STRANGER,
  type Step,
  ssmFacts,
  startFacts,
  stillMine,
  takenOver,
  terminationFailed,
  terminationRequested,
  warned,
  when,
  withdrawn,
} from '../session-fixture.ts';

const THIRD = 'U0THIRD';
const UNKNOWN: Operator = { name: 'operator', verified: false };
const facts = startFacts({ operator: UNKNOWN });

/** @returns the new event, or the refusal */
function outcome(session: Session, step: Step, now = 90): unknown {
  const decision = decide(session, { ...step, id: 'now' }, minute(now));
  return 'refusal' in decision ? decision.refusal : decision.events[0];
}

describe('a note', () => {
  const session = aSession({ after: [noticed] });

  test('a note stands in the event and in the state, with how it was given', () => {
    const given = aSession({ after: [noticed, acknowledged(APPROVER, 'Release 5.2')] });
    expect(given.acknowledged).toMatchObject({ by: APPROVER, note: 'Release 5.2', via: 'notice' });
    expect(given.events.at(-1)).toMatchObject({ type: 'acknowledged', note: 'Release 5.2', via: 'notice' });
  });

  test.each([
    ['notice', { channel: 'C0BASTION', ts: '1795507260.000100' }],
    ['reaction', { channel: 'C0BASTION', ts: '1795507260.000100', via: 'reaction' }],
    ['follow-up', { channel: 'C0BASTION', ts: '1795507260.000100', via: 'follow-up' }],
    ['home', 'home'],
    ['digest', 'digest'],
    ['private-card', 'private-card'],
  ] as const)('an acknowledgement by %s says so', (via, from) => {
    const step: Step = { type: 'acknowledge', actor: actor(APPROVER, { from }), fourEyes: 'record' };
    expect(outcome(session, step)).toMatchObject({ type: 'acknowledged', via });
  });

  test.each([
    ['of 500 characters beyond the first plane', '😀'.repeat(500), { type: 'acknowledged' }],
    ['of 501 characters', 'x'.repeat(501), { reason: 'words-too-long' }],
    ['of white space alone', ' \n\t　', { reason: 'note-required' }],
    ['that is empty', '', { reason: 'note-required' }],
  ])('a note %s', (_, note, result) => {
    expect(outcome(session, acknowledged(APPROVER, note))).toMatchObject(result);
    const terminate: Step = { type: 'requestTermination', actor: actor(APPROVER), note };
    const expected = 'type' in result ? { type: 'terminationRequested', note } : result;
    expect(outcome(session, terminate)).toMatchObject(expected);
  });

  test('a person who may not act is told that, whatever they typed', () => {
    const step: Step = { ...acknowledged(OPERATOR, 'x'.repeat(501)) };
    expect(outcome(session, step)).toEqual({ reason: 'own-session' });
  });
});

describe('two approvers', () => {
  const vouched = aSession({ facts, after: [noticed, pressed()] });

  test('two approvers must press where the operator is unknown', () => {
    expect(vouched.acknowledged).toBeUndefined();
    expect(vouched.vouched).toEqual({ by: APPROVER, at: at(2), via: 'notice' });
    expect(findAcknowledgementDeadline(vouched, DEADLINES)).toBe(at(16));
    expect(outcome(vouched, pressed())).toEqual({ reason: 'already-vouched', at: at(2) });
    const both = aSession({ facts, after: [noticed, pressed(), pressed(SECOND_APPROVER)] });
    expect(both).toMatchObject({
      vouched: undefined,
      acknowledged: { by: SECOND_APPROVER, vouchedBy: APPROVER, fourEyes: 'verified' },
    });
  });

  test('two approvers are not needed where the operator is known, or the setting does not ask for them', () => {
    expect(outcome(aSession({ after: [noticed] }), pressed())).toMatchObject({ type: 'acknowledged' });
    expect(outcome(aSession({ facts, after: [noticed] }), acknowledged())).toMatchObject({
      type: 'acknowledged',
      fourEyes: 'unverified',
    });
  });

  test('two approvers have pressed, also when the operator turns out to be one of them', () => {
    const known = (by: string) => startFacts({ operator: { ...UNKNOWN, slackUser: by, foundBy: 'email' } });
    for (const by of [APPROVER, SECOND_APPROVER]) {
      const late = { type: 'observeStart', facts: { ...known(by), source: 'ssm' } } as const;
      const session = aSession({ facts, after: [noticed, pressed(), pressed(SECOND_APPROVER), late] });
      expect(session.operator.slackUser).toBe(by);
      expect(session.acknowledged?.fourEyes).toBe('verified');
    }
  });

  test('the first of two approvers can take the press back, and then anybody begins anew', () => {
    const back = aSession({ facts, after: [noticed, pressed(), withdrawn()] });
    expect(back.vouched).toBeUndefined();
    expect(outcome(back, pressed(SECOND_APPROVER))).toMatchObject({ type: 'vouched' });
  });

  test('the first of two approvers moves no deadline, however often they change their mind', () => {
    const warnedOf = [noticed, when(6, reminded), when(7, warned)];
    const before = aSession({ facts, after: warnedOf });
    const after = aSession({ facts, after: [...warnedOf, when(8, pressed()), when(20, withdrawn())] });
    expect(after.reopened).toBeUndefined();
    expect(after.warned).toEqual(before.warned);
    expect(findAcknowledgementDeadline(after, DEADLINES)).toBe(findAcknowledgementDeadline(before, DEADLINES));
    const often = Array.from({ length: MAX_OWN_WITHDRAWALS }, () => [pressed(), withdrawn()]).flat();
    const last = aSession({ facts, after: [noticed, ...often, pressed()] });
    expect(outcome(last, withdrawn())).toEqual({ reason: 'record-full' });
    expect(outcome(last, withdrawn(SECOND_APPROVER, 'not yet'))).toMatchObject({ type: 'acknowledgementWithdrawn' });
  });

  test('the first of two approvers is enough once the operator is known, or the setting asks for one', () => {
    const known: Step = { type: 'observeStart', facts: startFacts() };
    const seen = ssmFacts({ operator: UNKNOWN });
    expect(outcome(aSession({ facts: seen, after: [noticed, pressed(), known] }), pressed())).toMatchObject({
      type: 'acknowledged',
      by: APPROVER,
      fourEyes: 'verified',
    });
    const relaxed = outcome(vouched, acknowledged());
    expect(relaxed).toMatchObject({ type: 'acknowledged', fourEyes: 'unverified' });
    expect(relaxed).not.toHaveProperty('vouchedBy');
  });

  test('a session of two approvers that one of a third takes over stays one of two', () => {
    const after = [noticed, pressed(), pressed(SECOND_APPROVER), takenOver(THIRD)];
    expect(aSession({ facts, after }).acknowledged).toMatchObject({
      by: THIRD,
      vouchedBy: SECOND_APPROVER,
      takenOverFrom: SECOND_APPROVER,
      fourEyes: 'verified',
    });
  });
});

describe('an acknowledgement that is taken back', () => {
  const given = aSession({ after: [noticed, when(3, reminded), when(4, acknowledged())] });

  test('it is taken back by whoever gave it, without a note, and deadlines start anew', () => {
    const after = [noticed, when(6, reminded), when(7, warned), when(8, acknowledged()), when(30, withdrawn())];
    const session = aSession({ after });
    expect(session).toMatchObject({ acknowledged: undefined, reminded: undefined, warned: undefined });
    expect(session.reopened).toEqual({ how: 'withdrawn', by: APPROVER, at: at(30), former: APPROVER });
    expect(findReminderTime(session, DEADLINES)).toBe(at(35));
    expect(findAcknowledgementDeadline(session, DEADLINES)).toBe(at(45));
    expect(findNextDue(session, DEADLINES)).toBe(at(35));
    expect(session.events.filter(({ type }) => type.startsWith('acknowledg'))).toHaveLength(2);
  });

  test('it is taken back by another approver only with a note', () => {
    expect(outcome(given, withdrawn(SECOND_APPROVER))).toEqual({ reason: 'note-required' });
    expect(outcome(given, withdrawn(SECOND_APPROVER, 'Not the release window'))).toMatchObject({
      type: 'acknowledgementWithdrawn',
      by: SECOND_APPROVER,
      note: 'Not the release window',
    });
    expect(outcome(given, withdrawn(OPERATOR, 'mine'))).toEqual({ reason: 'own-session' });
  });

  test('whoever gave it takes it back also when they are no approver any more', () => {
    const step: Step = { type: 'withdraw', actor: actor(APPROVER, { approver: 'no' }) };
    expect(outcome(given, step)).toMatchObject({ type: 'acknowledgementWithdrawn' });
    const other: Step = { type: 'withdraw', actor: actor(STRANGER, { approver: 'no' }), note: 'no' };
    expect(outcome(given, other)).toEqual({ reason: 'not-an-approver' });
  });

  test.each([
    ['nothing stands', [noticed], { reason: 'nothing-to-withdraw' }],
    ['the session is over', [noticed, acknowledged(), ended(at(3))], { reason: 'session-over', at: at(3) }],
    [
      'a termination was requested',
      [noticed, acknowledged(), terminationRequested()],
      { reason: 'termination-requested', by: APPROVER, at: at(3) },
    ],
    [
      'a termination failed',
      [noticed, acknowledged(), terminationRequested(), terminationFailed],
      { reason: 'termination-requested', by: APPROVER, at: at(3) },
    ],
  ] as const)('it stays where %s', (_, after, refusal) => {
    expect(outcome(aSession({ after }), withdrawn())).toEqual(refusal);
  });

  test('it can be given again, at most twenty times', () => {
    const people = Array.from({ length: MAX_ACKNOWLEDGEMENTS - 1 }, (_, n) => `U0APPROVER${n % 4}`);
    const rounds = people.flatMap((by) => [acknowledged(by), withdrawn(by)]);
    const last = aSession({ after: [noticed, ...rounds, acknowledged()] });
    expect(last.acknowledged).toBeDefined();
    expect(outcome(last, withdrawn())).toEqual({ reason: 'record-full' });
    expect(outcome(last, withdrawn(SECOND_APPROVER, 'too often'))).toEqual({ reason: 'record-full' });
    expect(outcome(last, takenOver(SECOND_APPROVER))).toMatchObject({ type: 'reconfirmed' });
  });

  test('nobody alone makes it final: after five times another approver takes it back', () => {
    const rounds = Array.from({ length: MAX_OWN_WITHDRAWALS }, () => [acknowledged(), withdrawn()]).flat();
    const last = aSession({ after: [noticed, ...rounds, acknowledged()] });
    expect(outcome(last, withdrawn())).toEqual({ reason: 'record-full' });
    expect(outcome(last, withdrawn(SECOND_APPROVER, 'not yours'))).toMatchObject({ type: 'acknowledgementWithdrawn' });
    expect(outcome(last, passTime({ confirmEveryHours: 1 }), 600)).toMatchObject({ type: 'reconfirmationAsked' });
  });

  test('it can be taken over twenty times', () => {
    const turns = Array.from({ length: MAX_ACKNOWLEDGEMENTS }, (_, n) => takenOver(n % 2 ? APPROVER : SECOND_APPROVER));
    const last = aSession({ after: [noticed, acknowledged(), ...turns] });
    expect(last.acknowledged?.by).toBe(APPROVER);
    expect(outcome(last, takenOver())).toEqual({ reason: 'record-full' });
    expect(outcome(last, passTime({ confirmEveryHours: 1 }), 600)).toMatchObject({ type: 'reconfirmationAsked' });
  });

  test('a session full of words takes no more of them, but the plain click still counts', () => {
    const long = '確'.repeat(500);
    const rounds = Array.from({ length: 12 }, () => [acknowledged(APPROVER, long), withdrawn(APPROVER, long)]).flat();
    let session: Session = aSession({ after: [noticed] });
    let full = 0;
    for (const [index, step] of rounds.entries()) {
      const decision = decide(session, { ...step, id: `round:${index}` }, minute(10 + index));
      if ('refusal' in decision) full++;
      else session = decision.events.reduce<Stream>(evolve, session) as Session;
    }
    expect(full).toBeGreaterThan(0);
    expect(Buffer.byteLength(JSON.stringify(session.events))).toBeLessThan(40 * 1024);
    if (!session.acknowledged) expect(outcome(session, acknowledged())).toMatchObject({ type: 'acknowledged' });
  });
});

describe('an acknowledgement that grows old', () => {
  const EVERY = { confirmEveryHours: 1 };
  const given = [noticed, acknowledged()];
  const question = when(62, asked);
  const pass = (over = {}) => passTime(EVERY, over);

  test('nobody is asked without the setting, nor before its time', () => {
    const session = aSession({ after: given });
    expect(outcome(session, passTime(), 60_000)).toBeUndefined();
    expect(outcome(session, pass(), 61)).toBeUndefined();
    expect(findNextDue(session, { ...DEADLINES, ...EVERY })).toBe(at(62));
    expect(outcome(session, pass(), 62)).toMatchObject({ type: 'reconfirmationAsked', by: 'app' });
  });

  test('nobody is asked of a session that is over or about to be', () => {
    for (const last of [ended(at(3)), terminationRequested()])
      expect(outcome(aSession({ after: [...given, last] }), pass(), 600)).not.toMatchObject({
        type: 'reconfirmationAsked',
      });
  });

  test('its giver keeps it, and is asked again later', () => {
    const session = aSession({ after: [...given, question, when(63, stillMine())] });
    expect(session.acknowledged).toMatchObject({ by: APPROVER, at: at(2), confirmedAt: at(63), asked: undefined });
    expect(session.events.at(-1)).toMatchObject({ type: 'reconfirmed', via: 'follow-up', fourEyes: 'verified' });
    expect(findNextDue(session, { ...DEADLINES, ...EVERY })).toBe(at(123));
    expect(outcome(session, stillMine())).toBeUndefined();
  });

  test('another person cannot say that it is theirs, but can take it over', () => {
    const session = aSession({ after: [...given, question] });
    expect(outcome(session, stillMine(SECOND_APPROVER))).toEqual({
      reason: 'not-acknowledger',
      by: APPROVER,
      at: at(2),
    });
    expect(outcome(session, takenOver(OPERATOR))).toEqual({ reason: 'own-session' });
    expect(outcome(session, takenOver(APPROVER))).toMatchObject({ type: 'reconfirmed' });
    const over = aSession({ after: [...given, question, when(64, takenOver())] });
    expect(over.acknowledged).toEqual({
      by: SECOND_APPROVER,
      at: at(64),
      via: 'follow-up',
      fourEyes: 'verified',
      afterTermination: false,
      takenOverFrom: APPROVER,
    });
    expect(outcome(over, stillMine())).toEqual({ reason: 'not-acknowledger', by: SECOND_APPROVER, at: at(64) });
  });

  test('it expires if nobody answers in time, and deadlines start anew', () => {
    const session = aSession({ after: [...given, question] });
    expect(outcome(session, pass({ askedAt: at(62) }), 76)).toBeUndefined();
    expect(outcome(session, pass({ askedAt: at(62) }), 77)).toMatchObject({
      type: 'acknowledgementExpired',
      by: 'app',
    });
    const expired = aSession({ after: [...given, question, when(77, pass({ askedAt: at(62) }))] });
    expect(expired.reopened).toEqual({ how: 'expired', by: 'app', at: at(77), former: APPROVER });
    expect(findAcknowledgementDeadline(expired, DEADLINES)).toBe(at(92));
    expect(outcome(expired, acknowledged(SECOND_APPROVER))).toMatchObject({ type: 'acknowledged' });
  });

  test('people have as long from the question’s delivery, and twice as long while it is not delivered', () => {
    const session = aSession({ after: [...given, question] });
    expect(outcome(session, pass({ askedAt: at(70) }), 84)).toBeUndefined();
    expect(outcome(session, pass({ askedAt: at(70) }), 85)).toMatchObject({ type: 'acknowledgementExpired' });
    expect(outcome(session, pass({ askedAt: at(10) }), 76)).toBeUndefined();
    expect(outcome(session, pass(), 91)).toBeUndefined();
    expect(outcome(session, pass(), 92)).toMatchObject({ type: 'acknowledgementExpired' });
  });

  test('an answer that comes after it expired is an acknowledgement of its own', () => {
    const expired = aSession({ after: [...given, question, when(77, pass({ askedAt: at(62) }))] });
    expect(outcome(expired, stillMine())).toMatchObject({ type: 'acknowledged', by: APPROVER, via: 'follow-up' });
    expect(outcome(expired, takenOver())).toMatchObject({ type: 'acknowledged', by: SECOND_APPROVER });
  });

  test('an answer to the question of a session that is over is refused', () => {
    const over = aSession({ after: [...given, question, when(70, ended(at(65)))] });
    expect(outcome(over, stillMine())).toEqual({ reason: 'session-over', at: at(65) });
  });

  test('a session that counted as ended gives people their time to answer again', () => {
    const back: Step = { type: 'observeAlive' };
    const session = aSession({ after: [...given, question, when(63, ended(at(63))), when(200, back)] });
    expect(outcome(session, pass({ askedAt: at(62) }), 214)).toBeUndefined();
    expect(outcome(session, pass({ askedAt: at(62) }), 215)).toMatchObject({ type: 'acknowledgementExpired' });
  });

  test('the setting that is taken away leaves the acknowledgement as it is', () => {
    expect(outcome(aSession({ after: [...given, question] }), passTime({}, { askedAt: at(62) }), 600)).toBeUndefined();
  });
});

describe('a reason', () => {
  const session = aSession({ after: [noticed] });

  test('a reason is said by the operator alone, and once', () => {
    const said = aSession({ after: [noticed, reasoned('Fix the slow query', 'OPS-12')] });
    expect(said.said).toEqual({
      by: OPERATOR,
      at: at(2),
      via: 'follow-up',
      reason: 'Fix the slow query',
      ticket: 'OPS-12',
    });
    expect(said.reason).toBe(session.reason);
    expect(outcome(said, reasoned('Another'))).toEqual({ reason: 'already-reasoned', at: at(2) });
    expect(outcome(session, { ...reasoned(), userId: APPROVER } as Step)).toEqual({ reason: 'not-the-operator' });
  });

  test('a reason of somebody who turns out not to be the operator leaves room for the operator’s own', () => {
    const guessed = startFacts({
      operator: { name: 'operator', verified: false, slackUser: 'U0ALICE', foundBy: 'email' },
    });
    const theirs: Step = { ...reasoned('Mine'), userId: 'U0ALICE' } as Step;
    const known: Step = { type: 'observeStart', facts: { ...startFacts(), source: 'ssm' } };
    const session = aSession({ facts: guessed, after: [noticed, theirs, known] });
    expect(session.operator.slackUser).toBe(OPERATOR);
    expect(session.said).toBeUndefined();
    expect(outcome(session, reasoned())).toMatchObject({ type: 'reasoned', by: OPERATOR });
  });

  test('a reason may come after the end', () => {
    const over = aSession({ after: [noticed, ended(at(2))] });
    const day = 24 * 60;
    expect(outcome(over, reasoned(), 5 * day)).toMatchObject({ type: 'reasoned' });
    expect(outcome(over, reasoned(), 5 * day + 1)).toEqual({ reason: 'reason-too-late', at: at(2) });
    expect(outcome(session, reasoned(), 30 * day)).toMatchObject({ type: 'reasoned' });
  });

  test.each([
    ['too long', 'x'.repeat(501), undefined, { reason: 'words-too-long' }],
    ['with a ticket that is too long', 'x', 'x'.repeat(101), { reason: 'words-too-long' }],
    ['empty', '  ', undefined, { reason: 'note-required' }],
  ])('a reason that is %s is refused', (_, reason, ticket, refusal) => {
    expect(outcome(session, reasoned(reason, ticket))).toEqual(refusal);
  });
});
