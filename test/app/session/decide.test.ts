// Decisions case by case: refusals and their reasons, recorded events, and the cause of an end.
import { describe, expect, test } from 'vitest';
import { type Decision, decide, MAX_DENIED_ATTEMPTS, type SessionCommand } from '../../../app/session/decide.ts';
import { deriveDeniedId } from '../../../app/session/denied.ts';
import type { Operator } from '../../../app/session/event.ts';
import { findBrokenLink } from '../../../app/session/hash-chain.ts';
import { fold, isBeingTerminated, isLive } from '../../../app/session/session.ts';
import {
  APPROVER,
  acknowledged,
  actor,
  aliveAgain,
  aSession,
  at,
  denied,
  deniedAttempts,
  deniedFacts,
  ended,
  endedUnknown,
  escalated,
  KNOWN_OPERATOR,
  lapsed,
  minute,
  noticed,
  OPERATOR,
  passTime,
  played,
  postponed,
  reminded,
  SECOND_APPROVER,
  STRANGER,
  type Step,
  startFacts,
  terminateCall,
  terminationFailed,
  terminationRequested,
  warned,
  when,
} from './session-fixture.ts';

const LATER = minute(60);
const GUESSED: Operator = { name: 'operator@example.com', verified: false, slackUser: OPERATOR, foundBy: 'email' };

/** Warned of a cut at minute 22 */
const toBeTerminated = [noticed, when(6, reminded), when(7, warned)];

function decideStep(stream: Parameters<typeof decide>[0], step: Step): Decision {
  return decide(stream, { ...step, id: 'now' }, LATER);
}

function refusal(decision: Decision): unknown {
  return 'refusal' in decision ? decision.refusal : decision;
}

function acknowledge(over: Parameters<typeof actor>[1] = {}, by = APPROVER): Step {
  return { type: 'acknowledge', actor: actor(by, over), fourEyes: 'record' };
}

function terminate(over: Parameters<typeof actor>[1] = {}, by = APPROVER): Step {
  return { type: 'requestTermination', actor: actor(by, over) };
}

describe('a start', () => {
  test('a start is stored as it was reported, with when and by which source it was observed', () => {
    const session = aSession();
    const { sessionId, ...facts } = startFacts();
    expect(session).toMatchObject({ ...facts, id: sessionId, observedAt: at(0) });
    expect(session.events).toMatchObject([
      { type: 'started', seq: 1, at: at(0), by: 'cloudtrail', commandId: 'step:0' },
    ]);
  });

  test('a start with an id that belongs to denied attempts is refused', () => {
    const command: Step = { type: 'observeStart', facts: startFacts() };
    expect(refusal(decideStep(deniedAttempts(), command))).toEqual({ reason: 'denied-attempt' });
  });
});

describe('an acknowledgement', () => {
  const session = aSession({ after: [noticed] });

  test('an acknowledgement is recorded, with the time and whether four eyes are verified', () => {
    expect(aSession({ after: [noticed, acknowledged()] }).acknowledged).toEqual({
      by: APPROVER,
      at: at(2),
      fourEyes: 'verified',
      afterTermination: false,
      via: 'notice',
    });
  });

  test('an acknowledgement by the operator is refused', () => {
    expect(refusal(decideStep(session, acknowledge({}, OPERATOR)))).toEqual({ reason: 'own-session' });
  });

  test('an acknowledgement by the operator is refused also when only the address says who that is', () => {
    const guessed = aSession({ facts: startFacts({ operator: GUESSED }), after: [noticed] });
    expect(refusal(decideStep(guessed, acknowledge({}, OPERATOR)))).toEqual({ reason: 'own-session' });
  });

  test.each([
    ['no', 'not-an-approver'],
    ['unknown', 'approvers-unknown'],
  ] as const)('an acknowledgement needs an approver: %s is %s', (approver, reason) => {
    expect(refusal(decideStep(session, acknowledge({ approver })))).toEqual({ reason });
  });

  test.each([
    ['another channel', { channel: 'C0ELSEWHERE', ts: '1795507260.000100' }],
    ['another message', { channel: 'C0BASTION', ts: '1.0' }],
  ])('an acknowledgement needs the button of the notice, not of %s', (_, from) => {
    expect(refusal(decideStep(session, acknowledge({ from })))).toEqual({ reason: 'wrong-message' });
  });

  test('an acknowledgement needs the button of the newest notice, when it was posted again', () => {
    const again = aSession({ after: [noticed, { type: 'recordNotice', channel: 'C0BASTION', ts: '2.0', at: at(3) }] });
    expect(refusal(decideStep(again, acknowledge()))).toEqual({ reason: 'wrong-message' });
  });

  test('an acknowledgement comes too early while the notice is not recorded', () => {
    expect(refusal(decideStep(aSession(), acknowledge()))).toEqual({ reason: 'notice-unrecorded' });
  });

  test('a second acknowledgement is answered with who was first, and when', () => {
    const answered = aSession({ after: [noticed, acknowledged()] });
    const first = { reason: 'already-acknowledged', by: APPROVER, at: at(2) };
    expect(refusal(decideStep(answered, acknowledge({}, SECOND_APPROVER)))).toEqual({ ...first, yours: false });
    expect(refusal(decideStep(answered, acknowledge()))).toEqual({ ...first, yours: true });
  });

  test('an acknowledgement may come after the end, but not after the session lapsed', () => {
    const over = [noticed, ended(at(2))];
    expect(decideStep(aSession({ after: over }), acknowledge())).toMatchObject({ events: [{ type: 'acknowledged' }] });
    const late = aSession({ after: [...over, lapsed] });
    expect(refusal(decideStep(late, acknowledge()))).toEqual({ reason: 'lapsed', at: at(3) });
  });

  test('an acknowledgement after a termination request cancels nothing', () => {
    const session = aSession({ after: [noticed, terminationRequested(), acknowledged(SECOND_APPROVER)] });
    expect(session.acknowledged?.afterTermination).toBe(true);
    expect(session.termination).toEqual({ by: APPROVER, at: at(2), via: 'notice' });
  });

  test('an acknowledgement before a termination request is not said to have come after it', () => {
    const session = aSession({ after: [noticed, acknowledged(), terminationRequested()] });
    expect(session.acknowledged?.afterTermination).toBe(false);
  });

  test.each(['private-card', 'digest'] as const)('an acknowledgement may come from a private message: %s', (from) => {
    for (const of of [session, aSession()]) {
      expect(decideStep(of, acknowledge({ from }))).toMatchObject({ events: [{ type: 'acknowledged', by: APPROVER }] });
    }
  });

  test.each(['private-card', 'digest'] as const)(
    'an acknowledgement needs an approver who is not the operator, on a %s as well',
    (from) => {
      expect(refusal(decideStep(session, acknowledge({ from }, OPERATOR)))).toEqual({ reason: 'own-session' });
      expect(refusal(decideStep(session, acknowledge({ from, approver: 'no' })))).toEqual({
        reason: 'not-an-approver',
      });
    },
  );

  test('an acknowledgement after the termination by the deadline cancels nothing', () => {
    const session = aSession({ after: [...toBeTerminated, when(22, passTime()), when(23, acknowledged())] });
    expect(session.acknowledged?.afterTermination).toBe(true);
    expect(session.termination?.trigger).toBe('deadline');
  });

  test('an acknowledgement before the deadline is not asked for again', () => {
    const session = aSession({ after: [...toBeTerminated, when(22, acknowledged())] });
    expect(decide(session, { ...passTime(), id: 'now' }, minute(22))).toEqual({ events: [] });
  });

  test.each<[string, Operator]>([
    ['an unverified operator', { ...KNOWN_OPERATOR, verified: false }],
    ['an operator known by address only', { ...KNOWN_OPERATOR, foundBy: 'email' }],
    ['an operator without a Slack account', { name: 'operator', verified: true }],
  ])('an acknowledgement for %s is recorded as unverified', (_, operator) => {
    const session = aSession({ facts: startFacts({ operator }), after: [noticed, acknowledged()] });
    expect(session.acknowledged?.fourEyes).toBe('unverified');
  });
});

describe('a termination request', () => {
  const session = aSession({ after: [noticed] });

  test.each([
    ['an approver', terminate()],
    ['the operator', terminate({ approver: 'no' }, OPERATOR)],
    ['the operator, while the approvers are unknown', terminate({ approver: 'unknown' }, OPERATOR)],
  ])('a termination request may come from %s', (_, step) => {
    expect(decideStep(session, step)).toMatchObject({ events: [{ type: 'terminationRequested' }] });
  });

  test.each([
    ['no', 'not-allowed-to-terminate'],
    ['unknown', 'approvers-unknown'],
  ] as const)('a termination request does not come from just anybody: approver %s is %s', (approver, reason) => {
    expect(refusal(decideStep(session, terminate({ approver }, STRANGER)))).toEqual({ reason });
  });

  test('a termination request needs the button of the notice', () => {
    const from = { channel: 'C0ELSEWHERE', ts: '1.0' };
    expect(refusal(decideStep(session, terminate({ from })))).toEqual({ reason: 'wrong-message' });
  });

  test('a termination request is answered when somebody else was faster', () => {
    const asked = aSession({ after: [noticed, terminationRequested()] });
    const step = terminate({}, SECOND_APPROVER);
    expect(refusal(decideStep(asked, step))).toEqual({ reason: 'already-terminating', by: APPROVER, at: at(2) });
  });

  test('a termination request is answered when the session has ended', () => {
    const over = aSession({ after: [noticed, ended(at(2))] });
    expect(refusal(decideStep(over, terminate()))).toEqual({ reason: 'already-ended', at: at(2) });
  });

  test('a termination request is answered when the app was faster', () => {
    const terminated = aSession({ after: [...toBeTerminated, when(22, passTime())] });
    expect(refusal(decideStep(terminated, terminate()))).toEqual({
      reason: 'already-terminating',
      by: 'app',
      at: at(22),
    });
  });

  test('a person’s termination request counts from then on, when that of the app had failed', () => {
    const failed = [
      ...toBeTerminated,
      when(22, passTime()),
      when(23, terminationFailed),
      when(24, terminationRequested()),
    ];
    expect(aSession({ after: failed }).termination).toEqual({ by: APPROVER, at: at(24), via: 'notice' });
  });

  test('a termination may be requested again once it is known to have failed', () => {
    const failed = aSession({ after: [noticed, terminationRequested(), terminationFailed] });
    expect(failed.termination?.failed).toEqual({ at: at(3), tries: 6 });
    const again = aSession({
      after: [noticed, terminationRequested(), terminationFailed, terminationRequested(SECOND_APPROVER)],
    });
    expect(again.termination).toEqual({ by: SECOND_APPROVER, at: at(4), via: 'notice' });
  });
});

describe('an end', () => {
  const howOf = (after: Step[]) => aSession({ after: [noticed, ...after] }).ended?.how;

  test.each<[string, Step[], object]>([
    ['an end after a request is a termination', [terminationRequested(), ended(at(2))], { cause: 'terminated' }],
    ['an end before the request is no termination', [terminationRequested(), ended(at(1))], { cause: 'unknown' }],
    [
      'an end is somebody else’s when a TerminateSession was seen',
      [terminateCall('operator-2', at(1)), ended(at(1))],
      { cause: 'terminate-call', by: 'operator-2' },
    ],
    [
      'an end is not of a caller whose call came after it',
      [ended(at(1)), terminateCall('operator-2', at(2))],
      { cause: 'unknown' },
    ],
    [
      'an end is of a caller whose record came after it',
      [ended(at(2)), terminateCall('operator-2', at(1))],
      { cause: 'terminate-call', by: 'operator-2' },
    ],
    [
      'an end is of the first caller, in whatever order the records come',
      [terminateCall('operator-3', at(2)), ended(at(3)), terminateCall('operator-2', at(1))],
      { cause: 'terminate-call', by: 'operator-2' },
    ],
    [
      'an end is of a caller who was before our request',
      [terminationRequested(), ended(at(1)), terminateCall('operator-2', at(1))],
      { cause: 'terminate-call', by: 'operator-2' },
    ],
    [
      'an end is inferred when it is where the longest duration ends',
      [ended(at(60), 60)],
      { cause: 'maximum-duration', inferred: true },
    ],
    ['an end is not inferred two minutes off', [ended(at(62), 60)], { cause: 'unknown' }],
    ['an end without any evidence is unknown', [ended(at(9))], { cause: 'unknown' }],
    [
      'an end is no termination of ours once ours is known to have failed',
      [terminationRequested(), terminationFailed, ended(at(9))],
      { cause: 'unknown' },
    ],
    [
      'an end is of a caller who called after ours had failed',
      [terminationRequested(), terminationFailed, terminateCall('operator-2', at(8)), ended(at(9))],
      { cause: 'terminate-call', by: 'operator-2' },
    ],
    [
      'an end is a termination when our second request worked, whatever our first calls look like',
      [
        terminationRequested(),
        terminationFailed,
        terminationRequested(),
        terminateCall('bastion-ack', at(2)),
        ended(at(9)),
      ],
      { cause: 'terminated' },
    ],
  ])('the cause of an end: %s', (_, after, how) => {
    expect(howOf(after)).toEqual(how);
  });

  test('an end within the second of the request is a termination, since SSM and CloudTrail tell whole seconds', () => {
    const requested = aSession({ after: [noticed, terminationRequested()] });
    const at = requested.termination?.at ?? '';
    const later = { ...requested, termination: { by: APPROVER, at: at.replace('.000Z', '.201Z') } };
    const decision = decide(later, { type: 'observeEnd', id: 'end', status: 'Terminated', endedAt: at }, minute(9));
    expect(decision).toMatchObject({ events: [{ how: { cause: 'terminated' } }] });
  });

  test('an end is recorded once, and at the time it is seen when SSM has none', () => {
    const session = aSession({ after: [noticed, ended()] });
    expect(session.ended).toEqual({ at: at(2), status: 'Terminated', how: { cause: 'unknown' } });
    expect(decideStep(session, ended(at(50)))).toEqual({ events: [] });
  });

  test('an end of a session that SSM has not listed for a while is unknown, and proves no termination', () => {
    const session = aSession({ after: [noticed, terminationRequested(), endedUnknown(at(3))] });
    expect(session.ended).toEqual({ at: at(3), status: 'Unknown', how: { cause: 'unknown' } });
    expect(isLive(session)).toBe(false);
  });

  test('an unknown end is recorded again once history knows it', () => {
    const session = aSession({ after: [noticed, terminationRequested(), endedUnknown(at(3)), ended(at(3))] });
    expect(session.ended).toEqual({ at: at(3), status: 'Terminated', how: { cause: 'terminated' } });
  });

  test('a known end is not unknown again, and an unknown one is recorded once', () => {
    for (const end of [ended(at(2)), endedUnknown(at(2))]) {
      expect(decideStep(aSession({ after: [noticed, end] }), endedUnknown(at(3)))).toEqual({ events: [] });
    }
  });

  test('our own TerminateSession record says nothing new, rounded down to the second as it is', () => {
    const session = aSession({ after: [noticed, terminationRequested()] });
    expect(decideStep(session, terminateCall('bastion-ack', at(2)))).toEqual({ events: [] });
  });
});

describe('a session that was taken for ended and is alive', () => {
  test('a session that was taken for ended is live again, and a requested termination is still requested', () => {
    const session = aSession({ after: [noticed, terminationRequested(), ended(at(3)), aliveAgain] });
    expect([isLive(session), isBeingTerminated(session), session.resumedAt]).toEqual([true, true, at(4)]);
    expect(session.events.at(-1)).toMatchObject({ type: 'seenAlive', by: 'ssm' });
  });

  test('a session that is live again can be acknowledged, although it had lapsed', () => {
    const session = aSession({ after: [noticed, ended(at(2)), lapsed, aliveAgain] });
    expect(decideStep(session, acknowledge())).toMatchObject({ events: [{ type: 'acknowledged' }] });
  });

  test('a session that is live again can end once more, and lapse once more', () => {
    const session = aSession({ after: [noticed, ended(at(2)), lapsed, aliveAgain, ended(at(5)), lapsed] });
    expect(session).toMatchObject({ ended: { at: at(5) }, lapsedAt: at(6) });
  });

  test('a look that finds a live session alive changes nothing', () => {
    expect(decideStep(aSession({ after: [noticed] }), aliveAgain)).toEqual({ events: [] });
  });
});

describe('what the app records itself', () => {
  test('the app does not record a failed termination that nobody requested, or that has worked', () => {
    expect(decideStep(aSession({ after: [noticed] }), terminationFailed)).toEqual({ events: [] });
    expect(decideStep(aSession({ after: [noticed, terminationRequested(), ended(at(3))] }), terminationFailed)).toEqual(
      { events: [] },
    );
  });

  test('the app does not record a lapse of a session that is live, acknowledged or lapsed', () => {
    const live = aSession({ after: [noticed, reminded] });
    expect(decide(live, { ...lapsed, id: 'now' }, minute(3))).toEqual({ events: [] });
    for (const after of [
      [acknowledged(), ended(at(3))],
      [ended(at(3)), lapsed],
    ]) {
      expect(decideStep(aSession({ after: [noticed, ...after] }), lapsed)).toEqual({ events: [] });
    }
  });

  test('the app records all that is due at once, linked one to the other', () => {
    const session = aSession({ after: [noticed] });
    const decision = decide(session, { ...escalated, id: 'now' }, minute(30));
    const common = { at: at(30), by: 'app', commandId: 'now' };
    const [reminder, escalation] = [
      { type: 'reminded', seq: 3, ...common },
      { type: 'escalated', seq: 4, ...common },
    ];
    expect(decision).toMatchObject({ events: [reminder, escalation] });
    const events = 'events' in decision ? decision.events : [];
    expect(findBrokenLink(session.id, [...session.events, ...events])).toBeUndefined();
  });

  test('the app records a reminder, a warning with its time, a postponement with its time, and an escalation', () => {
    const putOff = [noticed, when(6, reminded), when(7, warned), when(22, postponed)];
    expect(aSession({ after: putOff })).toMatchObject({
      reminded: { seq: 3, at: at(6) },
      warned: { seq: 4, at: at(7), terminateAt: at(22) },
      postponedUntil: at(37),
    });
    expect(aSession({ after: [noticed, reminded, escalated] }).escalated).toEqual({ seq: 4, at: at(3) });
  });

  test.each([
    ['deadline', [noticed, when(6, reminded), when(7, warned), when(22, passTime())]],
    ['no-notice', [when(22, passTime({ onNoNotice: 'terminate' }))]],
  ] as const)('the app records why it terminates: %s', (trigger, after) => {
    expect(aSession({ after }).termination).toEqual({ by: 'app', at: at(22), trigger });
  });

  test('the app records the notice with Slack’s own time of it', () => {
    const session = aSession({ after: [noticed] });
    expect(session.noticed).toEqual({ channel: 'C0BASTION', ts: '1795507260.000100', at: at(1) });
    expect(decideStep(session, noticed)).toEqual({ events: [] });
  });
});

describe('a stream that nobody has stored', () => {
  test.each<Step>([
    noticed,
    acknowledge(),
    terminate(),
    terminationFailed,
    ended(at(1)),
    terminateCall('operator-2', at(1)),
    lapsed,
    aliveAgain,
  ])('a command for a stream that nobody has stored is refused: $type', (step) => {
    expect(refusal(decideStep(undefined, step))).toEqual({ reason: 'unknown-session' });
  });
});

describe('denied attempts', () => {
  test('denied attempts of one principal are counted in windows of ten minutes', () => {
    expect(deriveDeniedId(deniedFacts())).toBe(
      'denied:arn:aws:iam::111122223333:user/operator:2026-11-24T08:00:00.000Z',
    );
    expect(deriveDeniedId(deniedFacts({ attemptedAt: at(9.9) }))).toBe(deriveDeniedId(deniedFacts()));
    expect(deriveDeniedId(deniedFacts({ attemptedAt: at(10) }))).not.toBe(deriveDeniedId(deniedFacts()));
  });

  test('denied attempts are first and last by their own times, in whatever order they come', () => {
    const attempts = deniedAttempts([3, 1, 5, 4].map((after) => deniedFacts({ attemptedAt: at(after) })));
    expect(attempts).toMatchObject({ count: 4, first: { attemptedAt: at(1) }, last: { attemptedAt: at(5) } });
  });

  test('denied attempts are kept up to a number, and then it is said once that there were more', () => {
    const attempts = deniedAttempts(Array.from({ length: MAX_DENIED_ATTEMPTS + 3 }, () => deniedFacts()));
    expect(attempts).toMatchObject({ count: MAX_DENIED_ATTEMPTS, more: true });
    expect(attempts.events).toHaveLength(MAX_DENIED_ATTEMPTS + 1);
  });

  test('denied attempts are refused every button, and every pass of the clock', () => {
    const attempts = played([denied(), noticed]);
    for (const step of [acknowledge(), terminate(), passTime(), aliveAgain]) {
      expect(refusal(decideStep(attempts, step))).toEqual({ reason: 'denied-attempt' });
    }
  });
});

test('a time from a clock that is behind is moved up to the event before it', () => {
  const session = aSession({ after: [noticed, acknowledged()] });
  const late: SessionCommand = { ...terminationRequested(), id: 'late' };
  expect(decide(session, late, minute(-60))).toMatchObject({ events: [{ at: at(2) }] });
});

test('events that cannot follow one another are not folded', () => {
  const { events } = aSession({ after: [noticed, acknowledged()] });
  expect(() => fold(events.slice(1))).toThrow('cannot follow the events before it');
  const [first] = events;
  expect(() => fold(first ? [first, first] : [])).toThrow('event 1 (started)');
});
