// SSM's view of the sessions, through the real SDK client and a stand-in that speaks SSM's protocol.
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLiveSessions } from '../../../../app/aws/ssm/live-sessions.ts';
import { createTimeLimit } from '../../../../app/lib/time-limit.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';
import { startLoopback } from '../../../../local/aws/loopback.ts';
import { createIamUser } from '../../../../local/aws/principals.ts';
import type { SsmStandIn } from '../../../../local/aws/ssm.ts';
import { clientOf, LINUX, operatorAt, standIn, WINDOWS } from '../../../local/ssm-fixture.ts';

const NOW = new Date('2026-11-24T08:00:00.250Z');

async function open(attempts = 1) {
  const ssm = await standIn({ now: () => NOW });
  return { ssm, live: createLiveSessions(clientOf(ssm, attempts), createTimeLimit()) };
}

function startMany(ssm: SsmStandIn, count: number): string[] {
  return Array.from({ length: count }, () => operatorAt(ssm)).toSorted();
}

/** After the first answer SSM is busy. */
function throttledAfterFirst(ssm: SsmStandIn): SSMClient {
  const client = clientOf(ssm);
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      ssm.throttle(1);
      return answer;
    },
    {},
  );
  return client;
}

describe('the active sessions', () => {
  test('the active sessions have all that SSM knows of them', async () => {
    const { ssm, live } = await open();
    const { arn: ownerArn, name: ownerName } = createIamUser();
    const documentName = 'AWS-StartSSHSession';
    const started = ssm.start({
      ownerArn,
      ownerName,
      target: LINUX,
      documentName,
      reason: 'x',
      maxSessionDuration: '60',
    });
    expect(await live.active()).toEqual([
      {
        sessionId: started.SessionId,
        target: LINUX,
        owner: 'arn:aws:iam::111122223333:user/operator',
        state: 'active',
        status: 'Connected',
        startedAt: NOW.toISOString(),
        document: documentName,
        reason: 'x',
        maximumMinutes: 60,
      },
    ]);
  });

  test('the active sessions include those that lost their connection, and none that has ended', async () => {
    const { ssm, live } = await open();
    const [unlisted, over, failed] = [operatorAt(ssm), operatorAt(ssm), operatorAt(ssm, WINDOWS)];
    ssm.disconnect(unlisted);
    ssm.end(over);
    ssm.fail(failed);
    expect((await live.active()).map(({ sessionId, status }) => [sessionId, status])).toEqual([
      [unlisted, 'Disconnected'],
    ]);
  });

  test('the active sessions are read from every page', async () => {
    const { ssm, live } = await open();
    const started = startMany(ssm, 450);
    expect((await live.active()).map(({ sessionId }) => sessionId).toSorted()).toEqual(started);
    expect(ssm.calls()).toHaveLength(3);
  });

  test.each([
    [400, 2],
    [401, 'more'],
  ])('a reader who waits for two pages gets %i active sessions: %s', async (count, listed) => {
    const { ssm, live } = await open();
    startMany(ssm, count);
    const answer = await live.active(2);
    expect(answer === 'more' ? answer : answer.length / 200).toBe(listed);
    expect(ssm.calls()).toHaveLength(2);
  });

  test('the active sessions are none at all when one page fails', async () => {
    const { ssm, live } = await open();
    startMany(ssm, 250);
    await expect(createLiveSessions(throttledAfterFirst(ssm), createTimeLimit()).active()).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    ssm.throttle(0);
    expect(await live.active()).toHaveLength(250);
  });

  test('the active sessions are asked for again by the client when SSM is busy', async () => {
    const { ssm, live } = await open(3);
    const started = startMany(ssm, 2);
    ssm.throttle(1);
    expect(await live.active()).toHaveLength(started.length);
    expect(ssm.calls()).toHaveLength(2);
  });
});

describe('one session', () => {
  test('a session is found among the active ones when history does not know it', async () => {
    const { ssm, live } = await open();
    const [, id = ''] = startMany(ssm, 3);
    expect(await live.find(id)).toMatchObject({ sessionId: id, state: 'active', status: 'Connected' });
    expect(ssm.calls()).toHaveLength(2);
  });

  test('a session that history lists as ended is ended, without a look at the active ones', async () => {
    const { ssm, live } = await open();
    const id = operatorAt(ssm);
    ssm.end(id);
    expect(await live.find(id)).toMatchObject({ state: 'history', status: 'Terminated' });
    expect(ssm.calls()).toHaveLength(1);
  });

  test.each([
    ['is over, although the list of the active is slow to learn it', 'Terminated', 'history'],
    ['is active, when history has it with another word', 'Connected', 'active'],
  ])('a session that is in both lists %s', async (_, status, state) => {
    const listed = { SessionId: 'operator-0', Target: LINUX, Owner: 'arn:aws:iam::111122223333:user/operator' };
    const both = await startLoopback(({ body }) => {
      const Status = JSON.parse(body).State === 'History' ? status : 'Connected';
      return { status: 200, body: JSON.stringify({ Sessions: [{ ...listed, Status }] }) };
    });
    onTestFinished(() => both.close());
    const live = createLiveSessions(
      new SSMClient({ ...createClientConfig(both.url), maxAttempts: 1 }),
      createTimeLimit(),
    );
    expect(await live.find('operator-0')).toMatchObject({ state, status });
  });

  test.each([
    ['Terminated', 'end'],
    ['Failed', 'fail'],
  ] as const)('a session that is %s is found in history, with its end', async (status, become) => {
    const { ssm, live } = await open();
    const id = operatorAt(ssm);
    ssm[become](id);
    const endedAt = NOW.toISOString();
    expect(await live.find(id)).toMatchObject({ sessionId: id, state: 'history', status, endedAt });
  });

  test('an unknown session is reported as not found, and nothing is thrown', async () => {
    const { live } = await open();
    expect(await live.find('nobody-q3nltaxkf5mzw2hyvbd7cejs6u')).toBeUndefined();
  });

  test('a session is not reported as ended when history cannot be read', async () => {
    const { ssm, live } = await open();
    const id = operatorAt(ssm);
    ssm.end(id);
    ssm.throttle(1);
    await expect(live.find(id)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('a session is not reported as ended when only history could be read', async () => {
    const { ssm } = await open();
    const id = operatorAt(ssm);
    const live = createLiveSessions(throttledAfterFirst(ssm), createTimeLimit());
    await expect(live.find(id)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('a termination', () => {
  test('a termination request returns nothing that could pass for a proof', async () => {
    const { ssm, live } = await open();
    const id = operatorAt(ssm);
    expect(await live.terminate(id)).toBeUndefined();
    expect(await live.find(id)).toMatchObject({ state: 'active', status: 'Terminating' });
  });

  test('a termination request without effect, or for the session of nobody, returns the same', async () => {
    const { ssm, live } = await open();
    const id = operatorAt(ssm);
    ssm.terminateDoesNothing(true);
    expect(await live.terminate(id)).toBeUndefined();
    expect(await live.terminate('nobody-q3nltaxkf5mzw2hyvbd7cejs6u')).toBeUndefined();
    expect(await live.find(id)).toMatchObject({ status: 'Connected' });
  });

  test('a termination request gives up after a second when SSM does not answer', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout');
    onTestFinished(() => limits.mockRestore());
    const { ssm, live } = await open(3);
    const id = operatorAt(ssm);
    ssm.hang('TerminateSession', true);
    onTestFinished(() => ssm.hang('TerminateSession', false));
    await expect(live.terminate(id)).rejects.toMatchObject({ name: 'AbortError' });
    expect(limits.mock.calls).toEqual([[1_000]]);
  });

  test('a termination request gives up also while the client waits to ask again', async () => {
    const { ssm, live } = await open(9);
    const id = operatorAt(ssm);
    ssm.throttle(99);
    // Without a limit the client asks nine times, and tells of the throttling.
    await expect(live.terminate(id)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
