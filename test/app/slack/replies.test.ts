// What is said in the thread of a notice, and when.
import { describe, expect, test } from 'vitest';
import type { StartFacts } from '../../../app/session/event.ts';
import type { Look } from '../../../app/slack/look.ts';
import { renderReply, wantsReply } from '../../../app/slack/replies.ts';
import {
  APPROVER,
  aSession,
  LOOK,
  LOOK_JA,
  OPERATOR,
  SECOND_APPROVER,
  STATES,
  type State,
  startFacts,
} from './a-session.ts';
import { draw } from './drawing.ts';

function repliesIn(state: State, look: Look = LOOK, facts: Partial<StartFacts> = {}): string[] {
  const session = aSession(state, startFacts(facts));
  const wanted = session.events.filter((event) => wantsReply(session, event));
  return wanted.flatMap((event) => draw(renderReply(session, event, look)));
}

const REQUESTED = `@${SECOND_APPROVER} asked to terminate the session of @${OPERATOR} on bastion-1. I tell you here when it is over.`;

describe('a reply names those concerned', () => {
  test.each<[State, string[]]>([
    ['terminating', [REQUESTED]],
    [
      'stillConnected',
      [
        REQUESTED,
        `@${SECOND_APPROVER}: the session of @${OPERATOR} on bastion-1 is still connected, though SSM was asked 5 times to end it. Press Terminate again, or end it in the AWS console under Systems Manager, Session Manager.`,
      ],
    ],
    [
      'cut',
      [
        REQUESTED,
        `Terminated: the session of @${OPERATOR} on bastion-1 ended at 2026/11/24 17:09 JST, as requested by @${SECOND_APPROVER}.`,
      ],
    ],
    [
      'wasAlreadyOver',
      [
        REQUESTED,
        `It was already over: the session of @${OPERATOR} on bastion-1 had ended at 2026/11/24 17:06 JST, before @${SECOND_APPROVER} asked.`,
      ],
    ],
    [
      'overInTheEnd',
      [
        REQUESTED,
        expect.stringContaining('still connected, though'),
        `@${SECOND_APPROVER}: the session of @${OPERATOR} on bastion-1, which was still connected, is over. It ended at 2026/11/24 17:20 JST.`,
      ],
    ],
  ])('%s', (state, said) => {
    expect(repliesIn(state)).toEqual(said);
  });

  test.each<[State, string]>([
    [
      'terminating',
      `@${SECOND_APPROVER} さんが @${OPERATOR} さんの bastion-1 への接続の切断を依頼しました。切断が完了したら、このスレッドでお知らせします。`,
    ],
    [
      'stillConnected',
      `@${SECOND_APPROVER} さん、@${OPERATOR} さんの bastion-1 への接続は、切断を 5 回要求しましたが、まだ接続中です。もう一度「切断する」を押すか、AWS マネジメントコンソールの Systems Manager「セッションマネージャー」から終了してください。`,
    ],
    [
      'cut',
      `@${OPERATOR} さんの bastion-1 への接続を切断しました（2026/11/24 17:09 JST）。切断依頼者: @${SECOND_APPROVER}`,
    ],
    [
      'wasAlreadyOver',
      `@${OPERATOR} さんの bastion-1 への接続は、@${SECOND_APPROVER} さんが切断を依頼する前（2026/11/24 17:06 JST）に、すでに終了していました。`,
    ],
  ])('%s, in Japanese', (state, said) => {
    expect(repliesIn(state, LOOK_JA).at(-1)).toBe(said);
  });

  test('the failure of the first request is told to who asked first, also when somebody asked again', () => {
    const [, failure, again] = repliesIn('requestedAgain');
    expect(failure).toMatch(new RegExp(`^@${SECOND_APPROVER}: .* still connected`));
    expect(again).toMatch(new RegExp(`^@${APPROVER} asked to terminate`));
  });

  test('an operator without a known account by name', () => {
    const operator = { name: 'operator-2', verified: true };
    expect(repliesIn('cut', LOOK, { operator }).at(-1)).toContain('the session of *operator-2* on bastion-1');
  });

  test('on the phone too', () => {
    const session = aSession('terminating');
    const event = session.events.find((one) => one.type === 'terminationRequested') ?? session.events[0];
    expect(event && renderReply(session, event, LOOK).text).toBe(
      `<@${SECOND_APPROVER}> asked to terminate the session of <@${OPERATOR}> on bastion-1. I tell you here when it is over.`,
    );
  });
});

test('nothing else is worth a reply', () => {
  const silent = ['unnoticed', 'waiting', 'acknowledged', 'ended', 'endedAcknowledged', 'lapsed'];
  for (const state of STATES.filter((one) => silent.includes(one))) expect(repliesIn(state), state).toEqual([]);
});

test('a reply that nobody asked for is a mistake of ours', () => {
  const session = aSession('waiting');
  const [started] = session.events;
  expect(() => started && renderReply(session, started, LOOK)).toThrow('started wants no reply');
});
