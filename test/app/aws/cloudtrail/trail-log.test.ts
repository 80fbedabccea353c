// The trail's log group, read through the real SDK client from a stand-in that speaks the protocol of CloudWatch Logs.
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RecordError } from '../../../../app/aws/cloudtrail/parse-record.ts';
import { SESSION_RECORDS_PATTERN } from '../../../../app/aws/cloudtrail/trail-filter.ts';
import { createTrail } from '../../../../app/aws/cloudtrail/trail-log.ts';
import { createTimeLimit } from '../../../../app/lib/time-limit.ts';
import type { Trail, TrailPage } from '../../../../app/ports.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';
import { type LogsOptions, type LogsStandIn, startLogs } from '../../../../local/aws/logs.ts';
import { type Loopback, startLoopback } from '../../../../local/aws/loopback.ts';
import { at, minute } from '../../session/session-fixture.ts';
import { fixture } from './records-fixture.ts';

const GROUP = 'bastion-trail';
const RANGE = { from: at(0), to: at(60) };

const START = fixture('cloudtrail.start-session.iam-user');
const DENIED = fixture('cloudtrail.start-session.denied-document');
const TERMINATE = fixture('cloudtrail.terminate-session.assumed-role');
const RESUME = fixture('cloudtrail.resume-session.iam-user');

let logs: LogsStandIn;
let trail: Trail;
beforeEach(() => open());

async function open(options: Partial<LogsOptions> = {}): Promise<void> {
  logs = await startLogs({ logGroupName: GROUP, now: () => minute(60), ...options });
  onTestFinished(logs.close);
  trail = trailOf(logs);
}

function trailOf({ url }: Pick<Loopback, 'url'>, maxAttempts = 1): Trail {
  const client = new CloudWatchLogsClient({ ...createClientConfig(url), maxAttempts });
  onTestFinished(() => client.destroy());
  return createTrail(client, GROUP, createTimeLimit());
}

/** Some records, one a minute, from 08:00 UTC. */
function put(...records: (string | object)[]): void {
  records.forEach((record, n) => {
    logs.put(record, { at: minute(n), matchesAnyPattern: typeof record === 'string' });
  });
}

async function pageOf(token?: string, range = RANGE, from = trail): Promise<TrailPage> {
  const page = await from.page(range, token);
  if (page === 'token-too-old') throw new Error('the token is too old');
  return page;
}

const typesOf = ({ observations }: TrailPage) => observations.map(({ type }) => type);

/** Every page to the last, but never more than ten. */
async function allPages(from = trail): Promise<TrailPage[]> {
  const pages: TrailPage[] = [];
  let token: string | undefined;
  do {
    const page = await pageOf(token, RANGE, from);
    pages.push(page);
    token = page.next;
  } while (token !== undefined && pages.length < 10);
  return pages;
}

describe('a page', () => {
  test('a page of the trail has what the records of a range say, sessions first', async () => {
    put(DENIED, TERMINATE, RESUME, START);
    const page = await pageOf();
    expect(typesOf(page)).toEqual(['start', 'denied', 'terminate-call', 'ignored']);
    expect([page.faults, page.next]).toEqual([[], undefined]);
  });

  test('a page of the trail is asked for by range and for the calls of Session Manager alone, by the subscription pattern', async () => {
    await pageOf();
    const [startTime, endTime] = [minute(0).getTime(), minute(60).getTime()];
    const asked = { logGroupName: GROUP, filterPattern: SESSION_RECORDS_PATTERN, startTime, endTime };
    expect(logs.calls().map(({ body }) => body)).toEqual([asked]);
  });

  test('a page of the trail is without the calls of others, which the trail has by the thousand', async () => {
    put({ ...START, eventSource: 's3.amazonaws.com' }, { ...START, eventName: 'SendCommand' }, START);
    expect(typesOf(await pageOf())).toEqual(['start']);
  });

  test('a page of the trail is of the records’ own time', async () => {
    put(START, DENIED, TERMINATE);
    expect(typesOf(await pageOf(undefined, { from: at(1), to: at(1) }))).toEqual(['denied']);
  });

  test('a page of the trail reads a record as the subscription does', async () => {
    put(START);
    const { eventID } = START;
    expect((await pageOf()).observations).toMatchObject([{ recordId: eventID, targetId: 'i-0123456789abcdef0' }]);
  });

  test('a page of an empty log group is empty, and the last', async () => {
    expect(await pageOf()).toEqual({ observations: [], faults: [], next: undefined });
  });
});

describe('a record that cannot be read', () => {
  test.each<[string, string | object]>([
    ['is truncated', '{"eventVersion":"1.11","eventSource":"ssm.amazonaws.com"'],
    ['is no JSON', 'a line of something else'],
    ['lacks its identity', fixture('cloudtrail.start-session.without-user-identity')],
  ])(
    'a record of the trail that cannot be read since it %s is a fault, and hides none of the others',
    async (_, bad) => {
      put(DENIED, bad, START);
      const { observations, faults } = await pageOf();
      expect(observations.map(({ type }) => type)).toEqual(['start', 'denied']);
      expect(faults).toEqual([expect.any(RecordError)]);
    },
  );

  test('an event of the trail may be without any message', async () => {
    const odd = { events: [{ eventId: '1' }, { eventId: '2', message: JSON.stringify(START) }] };
    const other = await startLoopback(() => ({ status: 200, body: JSON.stringify(odd) }));
    onTestFinished(() => other.close());
    const page = await pageOf(undefined, RANGE, trailOf(other));
    expect([typesOf(page), page.faults]).toEqual([['start'], [expect.any(RecordError)]]);
  });
});

describe('several pages', () => {
  test('pages of the trail follow one another until none is left, the empty ones too', async () => {
    await open({ searchedPerPage: 2 });
    put(START, { eventName: 'Other' }, { eventName: 'Other' }, { eventName: 'Other' }, DENIED);
    expect((await allPages()).map(typesOf)).toEqual([['start'], [], ['denied']]);
  });

  test('pages of the trail end at once with one that cannot be read, which is not taken for an empty one', async () => {
    await open({ searchedPerPage: 1 });
    put(START, DENIED, TERMINATE);
    logs.failPage(2);
    await expect(allPages()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    expect((await allPages()).map(typesOf)).toEqual([['start'], ['denied'], ['terminate-call']]);
  });
});

describe('a token', () => {
  test('a token that is too old is said to be so, and the range is read again from its beginning', async () => {
    expect(await trail.page(RANGE, 'of last week')).toBe('token-too-old');
  });

  test('a token of another range is as useless as an old one', async () => {
    await open({ searchedPerPage: 1 });
    put(START, DENIED);
    const { next } = await pageOf();
    expect(await trail.page({ ...RANGE, to: at(59) }, next)).toBe('token-too-old');
  });
});

describe('a refusal of CloudWatch Logs', () => {
  test('a missing log group is thrown, with a token or without', async () => {
    await open({ logGroupName: 'another' });
    for (const token of [undefined, 'next']) {
      await expect(trail.page(RANGE, token)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
  });

  test('an invalid range is thrown, and not taken for an old token', async () => {
    const backwards = { from: '1969-12-31T00:00:00.000Z', to: at(0) };
    await expect(trail.page(backwards)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('too many calls are repeated by the client, and thrown in the end', async () => {
    put(START);
    logs.throttle(2);
    expect(typesOf(await pageOf(undefined, RANGE, trailOf(logs, 3)))).toEqual(['start']);
    logs.throttle(9);
    await expect(trailOf(logs, 3).page(RANGE)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(logs.calls()).toHaveLength(6);
  });
});
