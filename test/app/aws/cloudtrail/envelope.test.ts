// The envelopes of CloudTrail records: what is taken out of them, and what a bad one costs the good ones.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DeliveryError, readEnvelope } from '../../../../app/aws/cloudtrail/envelope.ts';
import { RecordError } from '../../../../app/aws/cloudtrail/parse-record.ts';
import { toSubscriptionEvent } from '../../../../local/records.ts';
import { fixture } from './records-fixture.ts';

const START = fixture('cloudtrail.start-session.iam-user');
const DENIED = fixture('cloudtrail.start-session.denied-document');
const TERMINATE = fixture('cloudtrail.terminate-session.assumed-role');

/** As CloudWatch Logs packs it. */
function packed(payload: unknown): unknown {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}

const typesIn = (event: unknown) => readEnvelope(event).observations.map(({ type }) => type);

describe('a delivery', () => {
  test('a delivery by a log subscription brings every record', () => {
    expect(typesIn(toSubscriptionEvent([START, DENIED, START]))).toEqual(['start', 'start', 'denied']);
  });

  test('a delivery by EventBridge brings its one record', () => {
    expect(readEnvelope(fixture('eventbridge.start-session'))).toEqual(readEnvelope(toSubscriptionEvent([START])));
  });

  test('a delivery that only tests the subscription brings nothing', () => {
    const event = packed(fixture('cloudwatch-logs.control-message'));
    expect(readEnvelope(event)).toEqual({ observations: [], faults: [] });
  });

  test('a delivery of no records brings nothing', () => {
    expect(typesIn(toSubscriptionEvent([]))).toEqual([]);
  });

  test('a delivery hands on a call that ended a session after the starts of the same batch', () => {
    expect(typesIn(toSubscriptionEvent([TERMINATE, START]))).toEqual(['start', 'terminate-call']);
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
      'what is truncated',
      { awslogs: { data: gzipSync('{"messageType":"DATA_MESSAGE"}').subarray(0, 20).toString('base64') } },
    ],
    ['what is not JSON', packed('{')],
    ['a payload without log events', packed({ messageType: 'DATA_MESSAGE' })],
    ['a payload of an unknown type', packed({ messageType: 'SOMETHING_NEW', logEvents: [] })],
    ['more than anybody sends', packed(' '.repeat(65 * 1024 * 1024))],
  ])('an invocation without records is refused: %s', (_, event) => {
    const read = () => readEnvelope(event);
    expect(read).toThrow(DeliveryError);
    expect(read).toThrow('check what invokes this function');
  });
});

describe('one bad record among good ones', () => {
  test.each([
    ['lacks its source', fixture('cloudtrail.start-session.without-event-source'), 'see eventSource'],
    ['lacks its identity', fixture('cloudtrail.start-session.without-user-identity'), 'see userIdentity'],
    ['is not JSON', '{"eventVersion":"1.03","userIdentity":{"type":"Root"}', 'not JSON'],
  ])('a bad record costs the good ones nothing, and is a fault that is named: one that %s', (_, bad, named) => {
    const { observations, faults } = readEnvelope(toSubscriptionEvent([START, bad, DENIED]));
    expect(observations.map(({ type }) => type)).toEqual(['start', 'denied']);
    expect(faults).toEqual([expect.any(RecordError)]);
    expect(String(faults)).toContain(named);
  });

  test('a log event that holds no record costs the good ones nothing', () => {
    const good = { id: '1', timestamp: 0, message: JSON.stringify(START) };
    const event = packed({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '0' }, null, good] });
    expect([typesIn(event), readEnvelope(event).faults.length]).toEqual([['start'], 2]);
  });

  test('a bad record by EventBridge is the whole delivery', () => {
    const event = { ...fixture('eventbridge.start-session'), detail: undefined };
    expect(readEnvelope(event)).toMatchObject({ observations: [], faults: [expect.any(RecordError)] });
  });
});
