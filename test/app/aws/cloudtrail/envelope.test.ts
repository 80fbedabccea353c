// The envelopes of CloudTrail records: what is taken out of them, and what a bad one costs the good ones.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DeliveryError, ingestAll, readEnvelope } from '../../../../app/aws/cloudtrail/envelope.ts';
import { RecordError } from '../../../../app/aws/cloudtrail/parse-record.ts';
import type { Observation } from '../../../../app/ports.ts';
import { asSubscription } from '../../../../local/records.ts';
import { fixture } from '../records-fixture.ts';

const START = fixture('cloudtrail.start-session.iam-user');
const DENIED = fixture('cloudtrail.start-session.denied-document');
const TERMINATE = fixture('cloudtrail.terminate-session.assumed-role');

/** As CloudWatch Logs packs it. */
function packed(payload: unknown): unknown {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}

const typesIn = (event: unknown) => readEnvelope(event).observations.map(({ type }) => type);

/** What is stored, and then what is shown. */
async function taken(event: unknown, take = async (_: Observation) => {}, show = async (_: Observation) => {}) {
  const stored: string[] = [];
  const shown: string[] = [];
  const taking = async () =>
    ingestAll(readEnvelope(event), async (observation) => {
      await take(observation);
      stored.push(observation.type);
      return async () => {
        expect(shown.length).toBeLessThan(stored.length);
        await show(observation);
        shown.push(observation.type);
      };
    });
  const fault = await taking().catch((error: unknown) => error);
  return { stored, shown, fault };
}

describe('a delivery', () => {
  test('by a log subscription brings every record', () => {
    expect(typesIn(asSubscription([START, DENIED, START]))).toEqual(['start', 'start', 'denied']);
  });

  test('is stored whole before anything of it is shown: Slack may be slow', async () => {
    const order: string[] = [];
    await ingestAll(readEnvelope(asSubscription([DENIED, START])), async ({ type }) => {
      order.push(`store ${type}`);
      return async () => void order.push(`show ${type}`);
    });
    expect(order).toEqual(['store start', 'store denied', 'show start', 'show denied']);
  });

  test('by EventBridge brings its one record', () => {
    expect(readEnvelope(fixture('eventbridge.start-session'))).toEqual(readEnvelope(asSubscription([START])));
  });

  test('that only asks whether anybody is there brings nothing', async () => {
    const event = packed(fixture('cloudwatch-logs.control-message'));
    expect(await taken(event)).toEqual({ stored: [], shown: [], fault: undefined });
  });

  test('of no records brings nothing', () => {
    expect(typesIn(asSubscription([]))).toEqual([]);
  });

  test('hands on a call that ended a session after the starts of the same batch', () => {
    expect(typesIn(asSubscription([TERMINATE, START]))).toEqual(['start', 'terminate-call']);
  });
});

describe('an invocation that carries no records is refused', () => {
  const bytes = (text: string) => ({ awslogs: { data: Buffer.from(text).toString('base64') } });

  test.each([
    ['neither envelope', { Records: [] }],
    ['nothing', undefined],
    ['another event of EventBridge', { 'detail-type': 'EC2 Instance State-change Notification', detail: START }],
    ['what is not base64', { awslogs: { data: '%%%' } }],
    ['what is not text', { awslogs: { data: 7 } }],
    ['what is not gzip', bytes('plain')],
    [
      'what is cut short',
      { awslogs: { data: gzipSync('{"messageType":"DATA_MESSAGE"}').subarray(0, 20).toString('base64') } },
    ],
    ['what is not JSON', packed('{')],
    ['a payload without log events', packed({ messageType: 'DATA_MESSAGE' })],
    ['a payload of an unknown type', packed({ messageType: 'SOMETHING_NEW', logEvents: [] })],
    ['more than anybody sends', packed(' '.repeat(65 * 1024 * 1024))],
  ])('%s', async (_, event) => {
    const { stored, fault } = await taken(event);
    expect(stored).toEqual([]);
    expect(fault).toBeInstanceOf(DeliveryError);
    expect(String(fault)).toContain('check what invokes this function');
  });
});

describe('one bad record among good ones', () => {
  test.each([
    ['lacks its source', fixture('cloudtrail.start-session.without-event-source'), 'see eventSource'],
    ['lacks its identity', fixture('cloudtrail.start-session.without-user-identity'), 'see userIdentity'],
    ['is not JSON', '{"eventVersion":"1.03","userIdentity":{"type":"Root"}', 'not JSON'],
  ])('that %s costs them nothing, and is named in the end', async (_, bad, named) => {
    const { stored, fault } = await taken(asSubscription([START, bad, DENIED]));
    expect(stored).toEqual(['start', 'denied']);
    expect(fault).toBeInstanceOf(AggregateError);
    expect(fault).toMatchObject({
      errors: [expect.any(RecordError)],
      message: expect.stringMatching(/^1 of 3 records failed/),
    });
    expect(String(fault)).toContain(named);
  });

  test('may be a log event that is none', async () => {
    const good = { id: '1', timestamp: 0, message: JSON.stringify(START) };
    const { stored, fault } = await taken(
      packed({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '0' }, null, good] }),
    );
    expect([stored, String(fault)]).toEqual([['start'], expect.stringContaining('2 of 3 records failed')]);
  });

  test('may be one that could not be stored', async () => {
    const store = async ({ type }: Observation) => {
      if (type === 'denied') throw new Error('DynamoDB did not answer');
    };
    const { stored, fault } = await taken(asSubscription([DENIED, START, DENIED, TERMINATE]), store);
    expect(stored).toEqual(['start', 'terminate-call']);
    expect(String(fault)).toContain('2 of 4 records failed: Error: DynamoDB did not answer');
  });

  test('may be one that could not be shown', async () => {
    const show = async ({ type }: Observation) => {
      if (type === 'start') throw new Error('DynamoDB did not answer');
    };
    const { stored, shown, fault } = await taken(asSubscription([DENIED, START, TERMINATE]), undefined, show);
    expect([stored, shown]).toEqual([
      ['start', 'denied', 'terminate-call'],
      ['denied', 'terminate-call'],
    ]);
    expect(String(fault)).toContain('1 of 3 records failed');
  });

  test('by EventBridge is the whole delivery', async () => {
    const { stored, fault } = await taken({ ...fixture('eventbridge.start-session'), detail: undefined });
    expect([stored, String(fault)]).toEqual([[], expect.stringContaining('1 of 1 records failed')]);
  });
});
