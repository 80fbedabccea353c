// One session as two sources tell it, in either order: what the second adds, what stays, and what is concluded again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operator, Principal, StartFacts } from '../../../app/session/event.ts';
import { deriveKind, type Parameters } from '../../../app/session/kind.ts';
import type { Session } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import {
  APPROVER,
  acknowledged,
  aSession,
  at,
  ended,
  KNOWN_OPERATOR,
  noticed,
  played,
  ssmFacts,
  started,
  startFacts,
  terminateCall,
  terminationRequested,
} from './session-fixture.ts';

const BY_RECORD: Principal = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Bastion_0123456789abcdef/operator',
  accountId: '111122223333',
  roleName: 'AWSReservedSSO_Bastion_0123456789abcdef',
  roleArn:
    'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_Bastion_0123456789abcdef',
  name: 'operator',
};
const { roleArn: _, ...seen } = BY_RECORD;
const BY_ARN: Principal = { ...seen, type: 'Unknown' };
const UNVERIFIED: Operator = { ...KNOWN_OPERATOR, verified: false };
const UNFOUND: Operator = { name: 'operator', verified: true };

const SSM = ssmFacts({ principal: BY_ARN, operator: UNVERIFIED });
const TRAIL = startFacts({ principal: BY_RECORD });

/** The facts of the start, without those that must differ: the first source, and its time. */
function known({ principal, operator, target, kind, document, parameters, parametersHash, ...rest }: Session) {
  const { accountId, region, sourceIp, userAgent, reason, mfa, terminateCall, ended } = rest;
  const who = { principal, operator, target, accountId, region, sourceIp, userAgent, mfa };
  return { ...who, kind, document, parameters, parametersHash, reason, terminateCall, ended };
}

describe('a session that DescribeSessions shows first', () => {
  const session = aSession({ facts: SSM, after: [noticed, started(TRAIL)] });

  test('a session that DescribeSessions shows first learns from the record who the operator is, and that the name can be trusted', () => {
    expect(aSession({ facts: SSM }).operator.verified).toBe(false);
    expect([session.principal, session.operator]).toEqual([BY_RECORD, KNOWN_OPERATOR]);
  });

  test('a session that DescribeSessions shows first learns from the record its reason and kind', () => {
    expect(aSession({ facts: SSM }).kind).toEqual({ type: 'port-forward' });
    expect(session).toMatchObject({ kind: TRAIL.kind, parameters: TRAIL.parameters, parametersHash: '0'.repeat(64) });
  });

  test('a session that DescribeSessions shows first learns from the record where it comes from', () => {
    const { sourceIp, userAgent, mfa, accountId, region } = TRAIL;
    expect(session).toMatchObject({ sourceIp, userAgent, mfa, accountId, region });
  });

  test('a session that DescribeSessions shows first keeps its start, with the other beside it', () => {
    expect(session).toMatchObject({ startedAt: SSM.startedAt, reportedStart: TRAIL.startedAt, source: 'ssm' });
  });

  test('a session that was acknowledged before the record came is verified by four eyes from then on', () => {
    const early = aSession({ facts: SSM, after: [noticed, acknowledged()] });
    expect(early.acknowledged?.fourEyes).toBe('unverified');
    const late = aSession({ facts: SSM, after: [noticed, acknowledged(), started(TRAIL)] });
    expect(late.acknowledged).toEqual({ ...early.acknowledged, fourEyes: 'verified' });
    expect(late.events).toMatchObject([{}, {}, { type: 'acknowledged', fourEyes: 'unverified' }, {}]);
  });

  test('a session that the operator acknowledged before their identity was known is never verified', () => {
    const own = startFacts({ principal: BY_RECORD, operator: { ...KNOWN_OPERATOR, slackUser: APPROVER } });
    const unfound = { ...SSM, operator: { name: 'operator', verified: false } };
    const session = aSession({ facts: unfound, after: [noticed, acknowledged(), started(own)] });
    expect(session.acknowledged?.fourEyes).toBe('unverified');
  });

  test('a session that DescribeSessions shows first learns from the record also after its end', () => {
    const over = aSession({ facts: SSM, after: [noticed, ended(at(5)), started(TRAIL)] });
    expect(over).toMatchObject({ kind: TRAIL.kind, ended: { at: at(5) } });
  });
});

describe('a session whose record comes first', () => {
  const session = aSession({ facts: TRAIL, after: [noticed, started(SSM)] });

  test('a session whose record comes first keeps its operator and kind', () => {
    expect(session).toMatchObject({ principal: BY_RECORD, operator: KNOWN_OPERATOR, kind: TRAIL.kind });
  });

  test('a session whose record comes first keeps its start, with the other beside it', () => {
    expect(session).toMatchObject({ startedAt: TRAIL.startedAt, reportedStart: SSM.startedAt, source: 'cloudtrail' });
  });

  test('a session whose record comes first has nothing to learn from the same source again', () => {
    const again = played([started(TRAIL), started(SSM), started(TRAIL), started(SSM)]);
    expect(again.events).toHaveLength(2);
  });
});

describe('the person', () => {
  test.each([
    ['first', UNFOUND, KNOWN_OPERATOR],
    ['second', KNOWN_OPERATOR, UNFOUND],
  ])('the operator is known although the %s source could not look them up', (_, first, second) => {
    const facts = startFacts({ operator: first });
    expect(aSession({ facts, after: [started(ssmFacts({ operator: second }))] }).operator).toEqual(KNOWN_OPERATOR);
  });

  test('an operator whom the settings name goes before one found by an address', () => {
    const guessed: Operator = { ...KNOWN_OPERATOR, slackUser: 'U0GUESSED', foundBy: 'email' };
    const facts = startFacts({ operator: guessed });
    expect(aSession({ facts, after: [started(ssmFacts())] }).operator).toEqual(KNOWN_OPERATOR);
  });

  test('an operator is not mixed up with one of another name', () => {
    const other = startFacts({ operator: { name: 'operator-2', verified: true } });
    expect(aSession({ facts: ssmFacts(), after: [started(other)] }).operator).toEqual(other.operator);
  });
});

test('a document that is reported late decides the kind, until the parameters are known', () => {
  const bare = ssmFacts({ document: undefined, kind: { type: 'shell' } });
  const named = ssmFacts({ document: 'AWS-StartSSHSession', kind: { type: 'ssh' } });
  expect(aSession({ facts: bare, after: [started(named)] }).kind).toEqual({ type: 'ssh' });
});

describe('a record that could be read in part only', () => {
  const WHOLE = startFacts({
    document: 'AWS-StartPortForwardingSession',
    parameters: { portNumber: ['3389'] },
    parametersHash: '1'.repeat(64),
    kind: { type: 'remote-desktop' },
  });
  const masked = partOf(WHOLE, { parameters: undefined });
  const unnamed = partOf(WHOLE, { document: null });

  test('a partly readable record asserts no port, and is completed by the whole one', () => {
    expect(masked.kind).toEqual({ type: 'port-forward' });
    const session = aSession({ facts: masked, after: [started(WHOLE)] });
    expect(session).toMatchObject({ kind: WHOLE.kind, parameters: WHOLE.parameters, parametersHash: '1'.repeat(64) });
  });

  test('a record without a readable document is of no known kind, until a source names it', () => {
    expect(unnamed.kind).toEqual({ type: 'unknown' });
    const seen = ssmFacts({ document: WHOLE.document, kind: { type: 'port-forward' } });
    expect(aSession({ facts: unnamed, after: [started(seen)] })).toMatchObject({
      document: WHOLE.document,
      kind: { type: 'remote-desktop' },
    });
  });

  test('a partly readable record leaves a document of the team’s own the shell that the settings call it', () => {
    const shell = ssmFacts({ document: 'Team-Shell', kind: { type: 'shell' } });
    const named = startFacts({ document: undefined, kind: { type: 'unknown' }, parameters: { x: ['1'] } });
    expect(aSession({ facts: named, after: [started(shell)] }).kind).toEqual({ type: 'shell' });
    expect(aSession({ facts: shell, after: [started(named)] }).kind).toEqual({ type: 'shell' });
  });

  test('a partly readable record shows that a session without a document in DescribeSessions is not the default shell', () => {
    const bare = ssmFacts({ document: undefined, kind: { type: 'shell' } });
    for (const [first, second] of [[bare, unnamed] as const, [unnamed, bare] as const]) {
      expect(aSession({ facts: first, after: [started(second)] }).kind).toEqual({ type: 'unknown' });
      expect(aSession({ facts: first, after: [started(second), started(masked)] }).kind).toEqual(WHOLE.kind);
      expect(aSession({ facts: first, after: [started(second), started(WHOLE)] }).kind).toEqual(WHOLE.kind);
    }
  });

  test('a partly readable record takes no fact from a whole one', () => {
    const session = aSession({ facts: WHOLE, after: [started(masked), started(unnamed)] });
    expect(session.events).toHaveLength(1);
  });

  const anyWhole = fc
    .record({
      document: fc.constantFrom(
        'AWS-StartSSHSession',
        'AWS-StartPortForwardingSession',
        'AWS-StartInteractiveCommand',
        'Team-Document',
      ),
      parameters: fc.constantFrom<Parameters>(
        {},
        { portNumber: ['3389'] },
        { portNumber: ['22'], host: ['db'] },
        { command: ['top'] },
        JSON.parse('{"__proto__":["1"]}'),
      ),
    })
    .map(({ document, parameters }) =>
      startFacts({
        document,
        parameters,
        kind: deriveKind(document, parameters),
        parametersHash: JSON.stringify(parameters),
      }),
    );

  test('a partly readable record leaves the same facts in any order with the whole one and with DescribeSessions', () => {
    const anyOrder = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 5, 0], { minLength: 8 });
    fc.assert(
      fc.property(anyWhole, anyOrder, (whole, order) => {
        const seen = ssmFacts({ document: whole.document, kind: deriveKind(whole.document, undefined) });
        const parts = [
          whole,
          partOf(whole, { parameters: undefined }),
          partOf(whole, { document: null }),
          partOf(whole, { document: null, parameters: undefined }),
          seen,
          { ...seen, document: undefined, kind: { type: 'shell' } as const },
        ];
        const [first = whole, ...others] = order.flatMap((index) => parts[index] ?? []);
        const facts = known(aSession({ facts: first, after: others.map(started) }));
        const plain = known(aSession({ facts: whole, after: [started(seen)] }));
        expect(JSON.stringify(facts.parameters)).toBe(JSON.stringify(plain.parameters));
        expect(facts).toEqual(plain);
      }),
      { numRuns: runs(300, 60) },
    );
  });

  test('a partly readable record and DescribeSessions know together as much as a whole one, where the two have all between them', () => {
    fc.assert(
      fc.property(anyWhole, fc.boolean(), (whole, trailFirst) => {
        const seen = ssmFacts({ document: whole.document, kind: deriveKind(whole.document, undefined) });
        const part = partOf(whole, { document: null });
        const [first, second] = trailFirst ? [part, seen] : [seen, part];
        expect(aSession({ facts: first, after: [started(second)] }).kind).toEqual(whole.kind);
      }),
    );
  });
});

/** A start of which some of the record cannot be read. */
function partOf(whole: StartFacts, unread: { document?: null; parameters?: undefined }): StartFacts {
  const { document, parameters } = { ...whole, ...unread };
  return {
    ...whole,
    document: document ?? undefined,
    parameters,
    parametersHash: parameters && whole.parametersHash,
    kind: deriveKind(document, parameters),
  };
}

const anyOperator = fc.constantFrom<Operator>(KNOWN_OPERATOR, UNFOUND, { ...KNOWN_OPERATOR, foundBy: 'email' });
const anySources: fc.Arbitrary<[StartFacts, StartFacts]> = fc
  .record({
    operator: anyOperator,
    guess: anyOperator,
    reason: fc.constantFrom(undefined, 'Look at the slow query'),
    parameters: fc.constantFrom<Parameters>({}, { portNumber: ['22'] }),
    document: fc.constantFrom(undefined, 'AWS-StartSSHSession'),
  })
  .map(({ operator, guess, reason, document, ...rest }) => [
    { ...TRAIL, ...rest, operator, reason, document },
    { ...SSM, operator: { ...guess, verified: false }, reason, document: document ?? 'SSM-SessionManagerRunShell' },
  ]);

test('two sources leave the same facts, in any order, and as often as one likes', () => {
  const anyOrder = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
  fc.assert(
    fc.property(anySources, fc.boolean(), anyOrder, ([trail, ssm], trailFirst, order) => {
      const [first, second] = trailFirst ? [trail, ssm] : [ssm, trail];
      const calls = [terminateCall('operator-2', at(3)), terminateCall('operator-3', at(4))];
      const observed = [started(second), started(first), started(second), ...calls, ended(at(5)), ended(at(5))];
      const shuffled = order.flatMap((index) => observed[index] ?? []);
      const plain = aSession({ facts: trail, after: [started(ssm), terminateCall('operator-2', at(3)), ended(at(5))] });
      expect(known(aSession({ facts: first, after: shuffled }))).toEqual(known(plain));
    }),
    { numRuns: runs(300, 60) },
  );
});

test('a termination stays a termination, whatever records come later', () => {
  const session = aSession({
    after: [noticed, terminationRequested(), ended(at(4)), terminateCall('operator-2', at(1))],
  });
  expect(session.ended?.how).toEqual({ cause: 'terminated' });
});
