// A stored entry stays small, whatever is the longest that AWS and people can put into it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRecord } from '../../../../app/aws/cloudtrail/parse-record.ts';
import { fromItem, StoredItemError, toItem } from '../../../../app/aws/dynamodb/session-item.ts';
import type { StoredStream } from '../../../../app/ports.ts';
import { MAX_DENIED_ATTEMPTS } from '../../../../app/session/decide.ts';
import type { Operator, Principal, StartFacts, Target } from '../../../../app/session/event.ts';
import { listFollowUps } from '../../../../app/session/follow-ups.ts';
import { deriveKind } from '../../../../app/session/kind.ts';
import { fold, type Stream } from '../../../../app/session/session.ts';
import type { Delivery } from '../../../../app/session/stored-state.ts';
import { anyStream } from '../../session/any-stream.ts';
import {
  acknowledged,
  at,
  deniedAttempts,
  deniedFacts,
  noticed,
  passTime,
  played,
  ssmFacts,
  started,
  terminationFailed,
  terminationRequested,
  when,
} from '../../session/session-fixture.ts';
import { fixture } from '../cloudtrail/records-fixture.ts';

/** DynamoDB bills kilobytes: 64 are the limit that the project sets itself, less what longer ids would take here. */
const MAX_BYTES = 60 * 1024;
const PATH = `${'p'.repeat(510)}/`;

/** The longest names and paths that IAM allows. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const PRINCIPAL: Principal = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::111122223333:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`,
  accountId: '111122223333',
  roleName: 'r'.repeat(64),
  roleArn: `arn:aws:iam::111122223333:role/${PATH}${'r'.repeat(64)}`,
  name: 's'.repeat(64),
};
const OPERATOR: Operator = { name: PRINCIPAL.name, verified: true, slackUser: 'U0123456789', foundBy: 'settings' };
const TARGET: Target = { id: `ecs:${'t'.repeat(396)}`, name: '本'.repeat(256) };

function longestStart(): StartFacts {
  const record = {
    ...fixture('cloudtrail.start-session.iam-user'),
    sourceIPAddress: 'x'.repeat(256),
    userAgent: '本'.repeat(1_024),
    requestParameters: {
      target: TARGET.id,
      documentName: `arn:aws:ssm:ap-northeast-1:111122223333:document/${'d'.repeat(128)}`,
      reason: '本'.repeat(256),
      parameters: { command: Array(200).fill('本'), host: ['本'.repeat(1_000)] },
    },
  };
  const observation = parseRecord(record);
  if (observation.type !== 'start') throw new Error('no start');
  const kind = deriveKind('AWS-StartInteractiveCommand', observation.start.parameters);
  const document = observation.start.document ?? undefined;
  return { ...observation.start, document, principal: PRINCIPAL, operator: OPERATOR, target: TARGET, kind };
}

/** As much beside the chain as there can be: all that was ever told, a lease, a refusal. */
function fullest(stream: Stream): StoredStream {
  const lease = { owner: 'o'.repeat(36), until: at(0), takeovers: 99 };
  const followUps = Object.fromEntries(everDelivered(stream).map((key) => [key, { attempts: 99, deliveredAt: at(0) }]));
  const shown = { shownHash: 'h'.repeat(64), shownAt: at(0), followUps, retryAt: at(0), refusals: 99 };
  return { stream, delivery: { ...shown, lease }, missingSince: at(0), version: 9_999 };
}

/** Also what is old by now: it was news when it happened. */
function everDelivered({ events }: Stream): string[] {
  return events.flatMap((_, last) => {
    const then = fold(events.slice(0, last + 1));
    if (then?.type !== 'session') return [];
    return listFollowUps(then, {
      escalationChannel: 'C0ONCALL01',
      warnOnHost: true,
      askReason: false,
      tellOperator: false,
    }).map(({ key }) => key);
  });
}

function sizeOf(stream: Stream): number {
  const stored = fullest(stream);
  expect(fromItem(toItem(stored, at(0)))).toEqual(stored);
  return Buffer.byteLength(JSON.stringify(toItem(stored, at(0))));
}

const observation = () =>
  ssmFacts({
    sessionId: longestStart().sessionId,
    target: TARGET,
    operator: { ...OPERATOR, verified: false },
  });

test('a session with long facts from two sources and forty failed terminations has room left', () => {
  const rounds = Array.from({ length: 40 }, () => [terminationRequested(), terminationFailed]).flat();
  const stream = played([started(observation()), noticed, started(longestStart()), acknowledged(), ...rounds]);
  expect(stream.events).toHaveLength(4 + rounds.length);
  expect(sizeOf(stream)).toBeLessThan(MAX_BYTES);
});

test('a session that was reminded of, postponed for a month, and failed to terminate forty times has room left', () => {
  const passes = Array.from({ length: 30 * 24 * 4 }, (_, n) => when(15 * n, passTime({}, { remindedAt: undefined })));
  const rounds = Array.from({ length: 40 }, () => [terminationRequested(), terminationFailed]).flat();
  const stream = played([started(observation()), noticed, started(longestStart()), ...passes, ...rounds]);
  expect(stream.events.filter(({ type }) => type === 'warned').length).toBeGreaterThan(15);
  expect(stream.events.filter(({ type }) => type === 'terminationFailed')).toHaveLength(40);
  expect(sizeOf(stream)).toBeLessThan(MAX_BYTES);
});

describe('a row of denied attempts', () => {
  test('a row of denied attempts of a usual length is kept to its last', () => {
    expect(deniedAttempts(Array(MAX_DENIED_ATTEMPTS).fill(deniedFacts()))).toMatchObject({
      count: MAX_DENIED_ATTEMPTS,
      more: false,
    });
  });

  test('a row of denied attempts of the greatest length is kept as far as there is room, and says that there were more', () => {
    const longest = deniedFacts({
      principal: PRINCIPAL,
      operator: OPERATOR,
      target: TARGET,
      errorMessage: '本'.repeat(300),
      sourceIp: 'x'.repeat(256),
    });
    const stream = deniedAttempts(Array(MAX_DENIED_ATTEMPTS + 9).fill(longest));
    expect(stream.more).toBe(true);
    expect(stream.count).toBeGreaterThan(9);
    expect(sizeOf(stream)).toBeLessThan(MAX_BYTES);
  });
});

describe('an item', () => {
  const anyTime = fc.integer({ min: 0, max: 120 }).map(at);
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const anyDelivery: fc.Arbitrary<Delivery> = fc.record({
    shownHash: maybe(fc.string()),
    shownAt: maybe(anyTime),
    followUps: fc.dictionary(
      fc.tuple(fc.nat(99), fc.constantFrom('thread', 'operator', 'escalation', 'host')).map((key) => key.join(':')),
      fc.record({
        attempts: fc.nat(9),
        deliveredAt: maybe(anyTime),
        refusedAt: maybe(anyTime),
        givenUpAt: maybe(anyTime),
      }),
    ),
    retryAt: maybe(anyTime),
    refusals: maybe(fc.nat(99)),
    lease: maybe(fc.record({ owner: fc.string(), until: anyTime, takeovers: fc.nat(9) })),
  });
  const anyStored: fc.Arbitrary<StoredStream> = fc.record({
    stream: anyStream,
    delivery: anyDelivery,
    missingSince: maybe(anyTime),
    version: fc.integer({ min: 1, max: 9_999 }),
  });

  test('an item gives back what it was made of, through JSON as well', () => {
    fc.assert(
      fc.property(anyStored, maybe(anyTime), (stored, dueAt) => {
        expect(fromItem(JSON.parse(JSON.stringify(toItem(stored, dueAt))))).toEqual(stored);
      }),
    );
  });

  test('an item is in the index of open streams exactly when something is due', () => {
    const stored = { stream: played([started()]), delivery: { followUps: {} }, version: 1 };
    expect(toItem(stored, at(5))).toMatchObject({ watch: 'open', dueAt: at(5) });
    expect(Object.keys(toItem(stored, undefined))).not.toContain('watch');
    expect(Object.keys(toItem(stored, undefined))).not.toContain('dueAt');
  });

  test('an item shows readers of the table what was delivered, postponed and missed', () => {
    const stream = played([
      started(),
      noticed,
      when(6, passTime()),
      when(14, passTime()),
      when(16, passTime({}, { answerable: false })),
    ]);
    const item = toItem({ stream, delivery: { followUps: {} }, missingSince: at(9), version: 1 }, undefined);
    const delivered = { reminded: { seq: 3, at: at(6) }, warned: { seq: 4, at: at(14), terminateAt: at(16) } };
    expect(item).toMatchObject({ ...delivered, postponedUntil: at(31), missingSince: at(9) });
  });

  test.each([
    ['announcements without a count', { followUps: { '3:thread': { deliveredAt: at(1) } } }],
    ['announcements that went at no time', { followUps: { '3:thread': 'soon' } }],
    ['announcements with something more', { followUps: { '3:thread': { attempts: 1, by: 'somebody' } } }],
    ['a time that is none', { missingSince: 'yesterday' }],
    ['a lease without its holders', { slackLease: { owner: 'o', until: at(0) } }],
  ])('an item with %s is not what this program wrote', (_, change) => {
    const stored = { stream: played([started()]), delivery: { followUps: {} }, version: 1 };
    expect(() => fromItem({ ...toItem(stored, at(5)), ...change })).toThrow(StoredItemError);
  });
});
