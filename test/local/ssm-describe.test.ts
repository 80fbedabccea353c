// DescribeSessions for the real SDK client: the sessions, their pages, and the refusals.
import type { DescribeSessionsCommandInput } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import { createIdentityCenterUser } from '../../local/aws/principals.ts';
import type { SsmStandIn } from '../../local/aws/ssm.ts';
import { describe, idsOf, operatorAt, standIn, WINDOWS } from './ssm-fixture.ts';

const NOW = new Date('2026-11-24T01:00:00.250Z');

let now: Date;
let ssm: SsmStandIn;
beforeEach(async () => {
  now = NOW;
  ssm = await standIn({ now: () => now });
});

test('history forgets a session after 30 days', async () => {
  ssm.end(operatorAt(ssm));
  now = new Date('2026-12-23T01:00:00Z');
  expect(await idsOf(ssm, { State: 'History' })).toHaveLength(1);
  now = new Date('2026-12-24T01:00:01Z');
  expect(await idsOf(ssm, { State: 'History' })).toEqual([]);
});

test('the pages of DescribeSessions have every session once, newest first, even if one ends meanwhile', async () => {
  const started = Array.from({ length: 7 }, (_, minute) => {
    now = new Date(Date.UTC(2026, 10, 24, 1, minute));
    return operatorAt(ssm);
  });
  const first = await describe(ssm, { State: 'Active', MaxResults: 3 });
  ssm.end(started[6] ?? '');
  const second = await describe(ssm, { State: 'Active', MaxResults: 3, NextToken: first.NextToken });
  const third = await describe(ssm, { State: 'Active', MaxResults: 3, NextToken: second.NextToken });
  const pages = [first, second, third].map(({ Sessions }) => Sessions?.map(({ SessionId }) => SessionId));
  expect(pages.map((page) => page?.length)).toEqual([3, 3, 1]);
  expect(pages.flat()).toEqual(started.toReversed());
  expect(third.NextToken).toBeUndefined();
});

test('DescribeSessions refuses an invalid token and a token of another query', async () => {
  operatorAt(ssm);
  operatorAt(ssm);
  const { NextToken } = await describe(ssm, { State: 'Active', MaxResults: 1 });
  await expect(describe(ssm, { State: 'Active', NextToken: 'made-up' })).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
  await expect(describe(ssm, { State: 'History', NextToken })).rejects.toMatchObject({ name: 'InvalidNextToken' });
});

test.each([
  ['Target', WINDOWS],
  ['Owner', createIdentityCenterUser().arn],
  ['Status', 'Disconnected'],
  ['InvokedAfter', '2026-11-24T02:00:00Z'],
] as const)('the filter %s selects only the sessions that match', async (key, value) => {
  operatorAt(ssm);
  now = new Date('2026-11-24T02:00:00Z');
  const SessionId = operatorAt(ssm, WINDOWS, createIdentityCenterUser());
  ssm.disconnect(SessionId);
  expect(await idsOf(ssm, { State: 'Active', Filters: [{ key, value }] })).toEqual([SessionId]);
});

test('filters by session id and by an upper bound of the start hold together', async () => {
  const SessionId = operatorAt(ssm);
  const filters = (value: string): DescribeSessionsCommandInput => ({
    State: 'Active',
    Filters: [
      { key: 'SessionId', value: SessionId },
      { key: 'InvokedBefore', value },
    ],
  });
  expect(await idsOf(ssm, filters('2026-11-24T01:00:00.251Z'))).toEqual([SessionId]);
  expect(await idsOf(ssm, filters('2026-11-24T01:00:00.250Z'))).toEqual([]);
});

test('the SDK throws a refusal under the name of AWS’s error', async () => {
  await expect(describe(ssm, { State: 'Active', MaxResults: 500 })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
