// Sessions and denied attempts made by the rules themselves, one step a minute after 08:00 UTC where nothing else is said.

import type { Actor } from '../../../app/session/acts/act.ts';
import type { Deadlines } from '../../../app/session/approval.ts';
import type { DeliveryFacts } from '../../../app/session/deadlines.ts';
import { decide, type SessionCommand } from '../../../app/session/decide.ts';
import type { DeniedFacts, Operator, Principal, StartFacts } from '../../../app/session/event.ts';
import { type DeniedAttempts, evolve, type Session, type Stream } from '../../../app/session/session.ts';

export const CHANNEL = 'C0BASTION';
export const TS = '1795507260.000100';
export const APPROVER = 'U0APPROVER';
export const SECOND_APPROVER = 'U0SECOND';
export const OPERATOR = 'U0OPERATOR';
export const STRANGER = 'U0STRANGER';
export const SESSION_ID = 'operator-q3nltaxkf5mzw2hyvbd7cejs6u';

export function minute(after: number): Date {
  return new Date(Date.parse('2026-11-24T08:00:00.000Z') + after * 60_000);
}

/** ISO time, so many minutes after 08:00 UTC */
export function at(after: number): string {
  return minute(after).toISOString();
}

export const IAM_USER: Principal = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::111122223333:user/operator',
  accountId: '111122223333',
  name: 'operator',
};
export const KNOWN_OPERATOR: Operator = {
  name: 'operator',
  verified: true,
  slackUser: OPERATOR,
  foundBy: 'settings',
};

/** Facts of a CloudTrail record: a tunnel to a database. */
export function startFacts(over: Partial<StartFacts> = {}): StartFacts {
  return {
    sessionId: SESSION_ID,
    source: 'cloudtrail',
    startedAt: at(0),
    principal: IAM_USER,
    operator: KNOWN_OPERATOR,
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    kind: { type: 'database', engine: 'PostgreSQL', host: 'db.internal.example.com', port: 5432 },
    document: 'AWS-StartPortForwardingSessionToRemoteHost',
    parameters: { host: ['db.internal.example.com'], portNumber: ['5432'] },
    parametersHash: '0'.repeat(64),
    accountId: '111122223333',
    region: 'ap-northeast-1',
    sourceIp: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    reason: 'Look at the slow query',
    mfa: true,
    ...over,
  };
}

/** Facts from DescribeSessions about the same session. */
export function ssmFacts(over: Partial<StartFacts> = {}): StartFacts {
  return {
    sessionId: SESSION_ID,
    source: 'ssm',
    startedAt: '2026-11-24T08:00:00.250Z',
    principal: { ...IAM_USER, type: 'Unknown' },
    operator: KNOWN_OPERATOR,
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    kind: { type: 'port-forward' },
    document: 'AWS-StartPortForwardingSessionToRemoteHost',
    reason: 'Look at the slow query',
    ...over,
  };
}

export function deniedFacts(over: Partial<DeniedFacts> = {}): DeniedFacts {
  return {
    attemptedAt: at(2),
    principal: IAM_USER,
    operator: KNOWN_OPERATOR,
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    errorCode: 'AccessDenied',
    errorMessage: 'User is not authorized to perform: ssm:StartSession',
    sourceIp: '203.0.113.7',
    accountId: '111122223333',
    region: 'ap-northeast-1',
    ...over,
  };
}

/** Somebody who presses a button on the notice. */
export function actor(userId: string, over: Partial<Actor> = {}): Actor {
  return { userId, approver: 'yes', from: { channel: CHANNEL, ts: TS }, ...over };
}

/** The defaults of the settings, and termination at the deadline. */
export const DEADLINES: Deadlines = {
  remindAfterMinutes: 5,
  acknowledgeWithinMinutes: 15,
  lapseAfterHours: 24,
  onDeadline: 'terminate',
  warnBeforeMinutes: 2,
  noticeWithinMinutes: 10,
  onNoNotice: 'alarm',
};

type WithoutId<C> = C extends SessionCommand ? Omit<C, 'id'> & { readonly minute?: number } : never;
/** Happens at its `minute` after 08:00 UTC, or at the minute of its index. */
export type Step = WithoutId<SessionCommand>;

/** The same step, at a minute of its own. */
export function when(minute: number, step: Step): Step {
  return { ...step, minute };
}

export const started = (facts: StartFacts = startFacts()): Step => ({ type: 'observeStart', facts });
export const denied = (facts: DeniedFacts = deniedFacts()): Step => ({ type: 'observeDenied', facts });
export const noticed: Step = { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(1) };
export const acknowledged = (by = APPROVER, note?: string): Step => ({
  type: 'acknowledge',
  actor: actor(by),
  note,
  fourEyes: 'record',
});
/** Where two approvers must press */
export const pressed = (by = APPROVER): Step => ({ type: 'acknowledge', actor: actor(by), fourEyes: 'require' });
export const withdrawn = (by = APPROVER, note?: string): Step => ({ type: 'withdraw', actor: actor(by), note });
export const stillMine = (by = APPROVER): Step => ({
  type: 'reconfirm',
  actor: actor(by, { from: { channel: CHANNEL, ts: TS, via: 'follow-up' } }),
  act: 'still-mine',
  fourEyes: 'record',
});
export const takenOver = (by = SECOND_APPROVER): Step => ({ ...stillMine(by), act: 'take-over' }) as Step;
export const reasoned = (reason = 'Fix the slow query', ticket?: string): Step => ({
  type: 'giveReason',
  userId: OPERATOR,
  reason,
  ticket,
});
export const terminationRequested = (by = APPROVER): Step => ({ type: 'requestTermination', actor: actor(by) });
export const terminationFailed: Step = { type: 'reportTerminationFailure', tries: 6 };
export const ended = (endedAt?: string, maximumMinutes?: number): Step => ({
  type: 'observeEnd',
  status: 'Terminated',
  endedAt,
  maximumMinutes,
});
export const terminateCall = (by: string, calledAt: string): Step => ({
  type: 'observeTerminateCall',
  by,
  at: calledAt,
});
/** An end that nobody saw: SSM lists the session nowhere. */
export const endedUnknown = (endedAt: string): Step => ({ type: 'observeEnd', status: 'Unknown', endedAt });
export const aliveAgain: Step = { type: 'observeAlive' };

/** A pass of the clock; reminder and warning were delivered in time, and somebody can answer. */
export function passTime(over: Partial<Deadlines> = {}, delivery: Partial<DeliveryFacts> = {}): Step {
  const deadlines = { ...DEADLINES, ...over };
  return {
    type: 'passTime',
    deadlines,
    delivery: {
      remindedAt: at(0),
      warnedAt: at(0),
      answerable: true,
      clicksArrive: true,
      isQueued: false,
      ...delivery,
    },
  };
}

export const reminded = passTime({ remindAfterMinutes: 0, onDeadline: 'remind' });
/** Asks if the acknowledgement holds, an hour after it; `expired` is the answer that nobody gave. */
export const asked = passTime({ confirmEveryHours: 1 });
/** Names a termination a quarter of an hour later. */
export const warned = passTime({ remindAfterMinutes: 15, warnBeforeMinutes: 15 });
/** The time of the warning has come, and nobody can answer. */
export const postponed = passTime({}, { answerable: false });
export const escalated = passTime({ acknowledgeWithinMinutes: 0, onDeadline: 'remind' });
export const lapsed = passTime({ lapseAfterHours: 0 });

/** Plays steps; a refused one throws. The n-th command has the id "step:n". */
export function played(steps: readonly Step[]): Stream {
  let stream: Stream | undefined;
  for (const [index, { minute: own = index, ...step }] of steps.entries()) {
    const decision = decide(stream, { ...step, id: `step:${index}` }, minute(own));
    if ('refusal' in decision) throw new Error(`step ${index} is refused: ${decision.refusal.reason}`);
    stream = decision.events.reduce<Stream | undefined>(evolve, stream);
  }
  if (stream === undefined) throw new Error('nothing happened');
  return stream;
}

/** @param of.after what happens to it, from one minute after its start */
export function aSession(of: { facts?: StartFacts; after?: readonly Step[] } = {}): Session {
  const stream = played([started(of.facts), ...(of.after ?? [])]);
  if (stream.type !== 'session') throw new Error('a start became something else than a session');
  return stream;
}

export function deniedAttempts(facts: readonly DeniedFacts[] = [deniedFacts()]): DeniedAttempts {
  const stream = played(facts.map(denied));
  if (stream.type !== 'denied') throw new Error('a denied attempt became a session');
  return stream;
}
