// The CloudTrail of the trial: both deliveries of a record, and the records that are late.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createClientConfig } from '../../local/aws/account.ts';
import { createIamUser } from '../../local/aws/principals.ts';
import { createStartRecord } from '../../local/records.ts';
import { type LocalTrail, startTrail, type TrailOptions } from '../../local/trail.ts';

let trail: LocalTrail;
/** The deliveries so far: the path of each and the id of its session. */
let sent: string[];
let send: TrailOptions['send'];

async function open(keepFile?: string): Promise<void> {
  trail = await startTrail({ send: (event) => send(event), keepFile });
  const { close } = trail;
  onTestFinished(close);
}
beforeEach(async () => {
  sent = [];
  send = async (event) => {
    const brought = JSON.parse(JSON.stringify(event));
    if (brought.detail) sent.push(`event ${brought.detail.responseElements.sessionId}`);
    else sent.push(`log ${sessionOf(gunzipSync(Buffer.from(brought.awslogs.data, 'base64')).toString())}`);
  };
  await open();
});

const sessionOf = (written: string) => /operator-\d/.exec(written)?.[0];

function recordOf(number: number) {
  return createStartRecord({
    session: { SessionId: `operator-${number}`, Target: 'i-0123456789abcdef0' },
    kind: 'shell',
    principal: createIamUser(),
    sourceIp: '203.0.113.24',
    at: new Date(Date.UTC(2026, 10, 24, 1, number)),
  });
}

async function inLogGroup() {
  const client = new CloudWatchLogsClient({ ...createClientConfig(trail.url), maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: 'bastion-trail' }));
  return events.map(({ message = '' }) => sessionOf(message));
}

test('a record arrives by EventBridge and by subscription, and is in the log group', async () => {
  await trail.deliver(recordOf(1));
  expect(sent.toSorted()).toEqual(['event operator-1', 'log operator-1']);
  expect(await inLogGroup()).toEqual(['operator-1']);
});

test('the last record can be delivered again, and without a record there is nothing to repeat', async () => {
  await expect(trail.repeat()).rejects.toThrow('There is no event to deliver again yet.');
  for (const number of [1, 2]) await trail.deliver(recordOf(number));
  sent = [];
  await trail.repeat();
  expect(sent.toSorted()).toEqual(['event operator-2', 'log operator-2']);
  expect(await inLogGroup()).toEqual(['operator-1', 'operator-2', 'operator-2']);
});

test('while CloudTrail is late no record arrives, and no record can be repeated', async () => {
  await trail.setLate(true);
  await trail.deliver(recordOf(1));
  expect([trail.isLate(), sent, await inLogGroup()]).toEqual([true, [], []]);
  await expect(trail.repeat()).rejects.toThrow('CloudTrail is late');
});

test('delayed records arrive in order and before the next record', async () => {
  const arrives = Promise.withResolvers<void>();
  const quick = send;
  send = async (event) => {
    await arrives.promise;
    return quick(event);
  };
  await trail.setLate(true);
  for (const number of [2, 1, 3]) await trail.deliver(recordOf(number));
  const catchingUp = trail.setLate(false);
  const next = trail.deliver(recordOf(4));
  arrives.resolve();
  await Promise.all([catchingUp, next]);
  const order = ['operator-2', 'operator-1', 'operator-3', 'operator-4'];
  expect(sent.filter((one) => one.startsWith('log'))).toEqual(order.map((id) => `log ${id}`));
  expect(await inLogGroup()).toEqual(order.toSorted());
  await trail.setLate(false);
  expect(sent).toHaveLength(8);
});

test('a record that makes the function fail delays no other record', async () => {
  const works = send;
  send = async (event) => {
    if (JSON.stringify(event).includes('operator-1')) throw new Error('not this one');
    return works(event);
  };
  await trail.setLate(true);
  for (const number of [1, 2]) await trail.deliver(recordOf(number));
  await expect(trail.setLate(false)).rejects.toThrow('not this one');
  expect(sent).toContain('event operator-2');
  await trail.deliver(recordOf(3));
  expect(sent).toContain('event operator-3');
});

test('records that are still delayed when CloudTrail closes are in the kept log group', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trail-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keepFile = join(folder, 'trail.json');
  await open(keepFile);
  await trail.setLate(true);
  await trail.deliver(recordOf(1));
  await trail.close();
  await open(keepFile);
  expect(await inLogGroup()).toEqual(['operator-1']);
  expect(sent).toEqual([]);
});
