// Control of the SSM stand-in by the page and the tests: faults, listeners, kept sessions, closing.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeSessionsCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { clientOf, operatorAt, standIn } from './ssm-fixture.ts';

function keepFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssm-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'kept', 'sessions.json');
}

const ACTIVE = new DescribeSessionsCommand({ State: 'Active' });

test('a TerminateSession that does nothing succeeds without an effect until it works again', async () => {
  const ssm = await standIn({ settleMillis: 0 });
  const SessionId = operatorAt(ssm);
  const terminate = () => clientOf(ssm).send(new TerminateSessionCommand({ SessionId }));
  ssm.terminateDoesNothing(true);
  expect((await terminate()).SessionId).toBe(SessionId);
  expect(ssm.sessions()[0]?.Status).toBe('Connected');
  ssm.terminateDoesNothing(false);
  await terminate();
  await expect.poll(() => ssm.sessions()[0]?.Status, { interval: 5 }).toBe('Terminated');
});

test('throttling lasts for the requested number of requests, and each one counts', async () => {
  const ssm = await standIn();
  ssm.throttle(2);
  await expect(clientOf(ssm).send(ACTIVE)).rejects.toMatchObject({
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 400 },
  });
  await clientOf(ssm, 2).send(ACTIVE);
  expect(ssm.calls()).toEqual(['DescribeSessions', 'DescribeSessions', 'DescribeSessions']);
});

test('a hanging operation answers no request, and the others still answer', async () => {
  const ssm = await standIn();
  const SessionId = operatorAt(ssm);
  ssm.hang('TerminateSession', true);
  const client = clientOf(ssm);
  const given = client.send(new TerminateSessionCommand({ SessionId }), { abortSignal: AbortSignal.timeout(50) });
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  await client.send(ACTIVE);
  ssm.hang('TerminateSession', false);
  await client.send(ACTIVE);
  expect(ssm.sessions()[0]?.Status, 'a client that has gone has no effect').toBe('Connected');
});

test('a client gets its answer when the operation no longer hangs', async () => {
  const ssm = await standIn();
  ssm.hang('DescribeSessions', true);
  const waiting = clientOf(ssm).send(ACTIVE);
  await expect.poll(() => ssm.calls(), { interval: 5 }).toEqual(['DescribeSessions']);
  ssm.hang('DescribeSessions', false);
  expect((await waiting).Sessions).toEqual([]);
});

test('a listener hears of every change of a session until it stops listening', async () => {
  const ssm = await standIn();
  const seen: (string | undefined)[] = [];
  const stop = ssm.onChange(() => seen.push(ssm.sessions()[0]?.Status));
  const SessionId = operatorAt(ssm);
  await clientOf(ssm).send(new TerminateSessionCommand({ SessionId }));
  await expect.poll(() => seen, { interval: 5 }).toEqual(['Connected', 'Terminating', 'Terminated']);
  stop();
  operatorAt(ssm);
  expect(seen).toHaveLength(3);
});

test('a session that the operator leaves during its termination ends once', async () => {
  let now = new Date('2026-11-24T01:00:00Z');
  const ssm = await standIn({ now: () => now });
  const SessionId = operatorAt(ssm);
  await clientOf(ssm).send(new TerminateSessionCommand({ SessionId }));
  ssm.end(SessionId);
  now = new Date('2026-11-24T02:00:00Z');
  ssm.fail(SessionId);
  await new Promise((done) => setTimeout(done, 40));
  expect(ssm.sessions()).toMatchObject([{ Status: 'Terminated', EndDate: Date.UTC(2026, 10, 24, 1) / 1000 }]);
});

test('a session on a node that is not connected cannot be started, an unknown one cannot be ended', async () => {
  const ssm = await standIn({ targets: [] });
  expect(() => operatorAt(ssm)).toThrow('i-0123456789abcdef0 is not connected.');
  expect(() => ssm.end('nobody-1')).toThrow('There is no session nobody-1.');
});

test('kept sessions are there after a restart, and a Terminating one becomes Terminated', async () => {
  const path = keepFile();
  const before = await standIn({ keepFile: path, settleMillis: 60_000 });
  operatorAt(before);
  await clientOf(before).send(new TerminateSessionCommand({ SessionId: operatorAt(before) }));
  const kept = before.sessions();
  await before.close();
  expect(readdirSync(join(path, '..'))).toEqual(['sessions.json']);

  const after = await standIn({ keepFile: path });
  expect(after.sessions()).toEqual(kept);
  expect(after.sessions()[0]?.parameters).toEqual({ portNumber: ['22'] });
  await expect
    .poll(() => after.sessions().map(({ Status }) => Status), { interval: 5 })
    .toEqual(['Connected', 'Terminated']);
});

test.each(['', '{"sessions":[', '{"sessions":[{"SessionId":"operator-1"}]}'])(
  'a kept file of sessions with the content %j stops the start, and the error names the file',
  async (content) => {
    const path = join(keepFile(), '..', '..', 'sessions.json');
    writeFileSync(path, content);
    await expect(standIn({ keepFile: path })).rejects.toThrow(`${path} does not contain valid sessions`);
  },
);

test('the SSM stand-in listens on the loopback address only, and closes despite open connections and hanging requests', async () => {
  const ssm = await standIn();
  expect(ssm.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await fetch(ssm.url);
  ssm.hang('DescribeSessions', true);
  const waiting = clientOf(ssm).send(ACTIVE);
  const cut = expect(waiting).rejects.toThrow();
  await expect.poll(() => ssm.calls(), { interval: 5 }).toEqual(['DescribeSessions']);
  await ssm.close();
  await cut;
  await expect(fetch(ssm.url)).rejects.toThrow();
});

test('the SSM stand-in refuses a page of another site, without an effect', async () => {
  const ssm = await standIn();
  const SessionId = operatorAt(ssm);
  const headers = { 'x-amz-target': 'AmazonSSM.TerminateSession', origin: 'https://example.com' };
  const answer = await fetch(ssm.url, { method: 'POST', headers, body: JSON.stringify({ SessionId }) });
  expect(answer.status).toBe(403);
  expect([ssm.calls(), ssm.sessions()[0]?.Status]).toEqual([[], 'Connected']);
});
