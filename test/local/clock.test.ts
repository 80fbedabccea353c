// The clock of the trial: the parts of this process that follow it, and those that do not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startLambda } from '../../local/aws/lambda.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { startClock, type WorldClock } from '../../local/clock.ts';
import { startSlack } from '../../local/slack/stand-in.ts';
import { idsOf, operatorAt, standIn } from './ssm-fixture.ts';

const OWN = globalThis.Date;
const A_MINUTE = 60_000;

function start(options: Parameters<typeof startClock>[0] = {}): WorldClock {
  const clock = startClock(options);
  onTestFinished(clock.close);
  return clock;
}

/** @returns whole minutes by which a moment is ahead of the machine's own time */
// A moment just behind rounds to -0, which equals 0 but not for toEqual.
const ahead = (moment: Date | number) => Math.round((Number(moment) - OWN.now()) / 60_000) + 0;

test('a move of the clock changes every reading of the current time, and no given time', () => {
  const clock = start();
  expect([ahead(clock.now()), ahead(Date.now()), ahead(new Date())]).toEqual([0, 0, 0]);
  clock.forward(5);
  clock.forward(1_440);
  expect([ahead(clock.now()), ahead(Date.now()), ahead(new Date())]).toEqual([1_445, 1_445, 1_445]);
  expect(ahead(OWN.parse(Date()))).toBe(1_445);
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(new Date('2026-11-24T01:00:00Z').getTime()).toBe(OWN.UTC(2026, 10, 24, 1));
  expect(new Date(2026, 10, 24).getFullYear()).toBe(2026);
  expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1_000);
});

test('dates of the moved clock are dates for instanceof, for schemas and for structuredClone', () => {
  start().forward(60);
  expect(new Date()).toBeInstanceOf(OWN);
  expect(new OWN()).toBeInstanceOf(Date);
  expect(z.date().safeParse(new Date()).success).toBe(true);
  expect(structuredClone(new Date(7)).getTime()).toBe(7);
});

test('the moved clock goes on by itself, and timers keep their length', async () => {
  const clock = start();
  clock.forward(60);
  let isHourOver = false;
  const hour = setTimeout(() => {
    isHourOver = true;
  }, 60 * A_MINUTE);
  onTestFinished(() => clearTimeout(hour));
  for (const pause of [0, 50]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    // Two readings of the machine's clock enclose the reading, so that a pause of the machine does not matter.
    const [asked, told, answered] = [OWN.now(), clock.now().getTime(), OWN.now()];
    expect(told).toBeGreaterThanOrEqual(asked + 60 * A_MINUTE);
    expect(told).toBeLessThanOrEqual(answered + 60 * A_MINUTE);
  }
  clock.forward(60);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(isHourOver).toBe(false);
});

test.each([0, -1, Number.NaN])('the clock refuses to move by %s minutes', (minutes) => {
  const clock = start();
  expect(() => clock.forward(minutes)).toThrow(`not by ${minutes} minutes`);
  expect(ahead(clock.now())).toBe(0);
});

test('the process has its own time back when it is closed', () => {
  const clock = start();
  clock.forward(60);
  clock.close();
  expect(globalThis.Date).toBe(OWN);
  clock.close();
});

test('a kept clock goes on at its time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keepFile = join(folder, 'kept', 'clock.json');
  const first = start({ keepFile });
  first.forward(15);
  first.forward(1);
  first.close();
  const second = start({ keepFile });
  expect(ahead(new Date())).toBe(16);
  second.close();
  writeFileSync(keepFile, '{"minutes":[-5]}');
  expect(() => start({ keepFile })).toThrow(`${keepFile} does not contain valid minutes`);
});

test('sessions, messages and tables follow the clock', async () => {
  const clock = start();
  const ssm = await standIn({});
  const slack = await startSlack({
    scopes: ['chat:write'],
    channel: { id: 'C0BASTION01', name: 'bastion' },
    people: [],
  });
  onTestFinished(() => slack.close());
  const dynamo = await startDynamoDb();
  onTestFinished(() => dynamo.close());
  clock.forward(90);

  ssm.end(operatorAt(ssm));
  const [session] = ssm.sessions();
  expect([ahead((session?.StartDate ?? 0) * 1000), ahead((session?.EndDate ?? 0) * 1000)]).toEqual([90, 90]);
  const ts = slack.addMessage({ channel: 'C0BASTION01', user: 'U0X', text: 'x', blocks: [], place: 'channel' });
  expect(ahead(Number(ts) * 1000)).toBe(90);
  const tables = new DynamoDBClient({ ...createClientConfig(dynamo.url), maxAttempts: 1 });
  onTestFinished(() => tables.destroy());
  await createSessionsTable(tables, 'bastion-sessions');
  clock.forward(1_440);
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'bastion-sessions' }));
  expect(ahead(Table?.CreationDateTime ?? 0)).toBe(90);
  // The history forgets a session after 30 days.
  expect(await idsOf(ssm, { State: 'History' })).toHaveLength(1);
  clock.forward(30 * 1_440);
  expect(await idsOf(ssm, { State: 'History' })).toEqual([]);
});

test('a function that runs during a move of the clock keeps its remaining time', async () => {
  const clock = start();
  const lambda = await startLambda({
    functions: {
      watchdog: async (_event, context) => {
        clock.forward(60);
        return context.getRemainingTimeInMillis();
      },
    },
    onError: () => {},
    timeoutSeconds: 900,
  });
  onTestFinished(() => lambda.close());
  const remaining = await lambda.invoke('watchdog', {});
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(900_000);
});
