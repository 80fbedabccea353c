// Each shape of CloudTrail record, and that nothing secret or endless comes through.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRecord, RecordError } from '../../../../app/aws/cloudtrail/parse-record.ts';
import { canonicalize, sha256Hex } from '../../../../app/session/hash-chain.ts';
import { deriveKind } from '../../../../app/session/kind.ts';
import { isVerified, parsePrincipalArn } from '../../../../app/session/operator.ts';
import { runs } from '../../../runs.ts';
import { fixture, fixtureFiles, fixtureReadme } from './records-fixture.ts';

const NOBODY = { approverUsers: [], operators: {}, pinnedRoles: [] };

function parseFixture(name: string, over: object = {}) {
  return parseRecord({ ...fixture(`cloudtrail.${name}`), ...over });
}

function startOf(name: string, over: object = {}) {
  const observation = parseFixture(name, over);
  if (observation.type !== 'start') throw new Error(`${name} is no start, but ${observation.type}`);
  return observation;
}

function denialOf(name: string, over: object = {}) {
  const observation = parseFixture(name, over);
  if (observation.type !== 'denied') throw new Error(`${name} is no denial, but ${observation.type}`);
  return observation;
}

function withParameters(parameters: unknown) {
  const requestParameters = { target: 'i-0123456789abcdef0', documentName: 'Team-Maintenance', parameters };
  return startOf('start-session.iam-user', { requestParameters }).start;
}

test('a start says who, from where, to what, when and why', () => {
  const user = fixture('cloudtrail.start-session.iam-user');
  expect(parseFixture('start-session.iam-user')).toEqual({
    type: 'start',
    recordId: user.eventID,
    accountId: '111122223333',
    region: 'ap-northeast-1',
    targetId: 'i-0123456789abcdef0',
    start: {
      sessionId: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u',
      source: 'cloudtrail',
      startedAt: '2026-11-24T08:00:00.000Z',
      principal: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/operator',
        accountId: '111122223333',
        name: 'operator',
      },
      parameters: {},
      accountId: '111122223333',
      region: 'ap-northeast-1',
      sourceIp: '203.0.113.7',
      userAgent: 'aws-cli/2.31.0 md/command#ssm.start-session',
      reason: 'Look at the slow query',
    },
  });
});

describe('the operator of a start', () => {
  test.each([
    ['iam-user', 'operator', true],
    ['root', 'root', true],
    ['console', 'operator@example.com', true],
    ['assumed-role', 'operator', false],
    ['name-with-marks', 'first.last-name@example.com', false],
    ['federated-user', 'operator', false],
    ['web-identity-user', 'operator@example.com', false],
    ['saml-user', 'operator', false],
    ['aws-service', 'ssm.amazonaws.com', false],
    ['identity-center-user', '94482488-3041-7026-18f3-be45837cd0e4', false],
    ['aws-account', 'operator', false],
  ])('the operator of a start by %s is %s', (who, name, verified) => {
    const { principal } = startOf(`start-session.${who}`).start;
    expect([principal.name, isVerified(principal, NOBODY)]).toEqual([name, verified]);
  });

  test.each(['IAMUser', 'AssumedRole', 'FederatedUser', 'Directory', 'AWSService', 'SomethingNew', ''])(
    'the operator has a name, whatever is missing of an identity of type "%s"',
    (type) => {
      const { principal } = startOf('start-session.iam-user', { userIdentity: { type } }).start;
      expect(principal.name).toBe(type || 'Unknown');
    },
  );

  test('the operator in a role is known with the role, and the role with its path', () => {
    expect(startOf('start-session.assumed-role').start.principal).toMatchObject({
      roleName: 'BastionOperator',
      roleArn: 'arn:aws:iam::111122223333:role/teams/BastionOperator',
      accountId: '111122223333',
    });
  });

  test.each([
    ['version-1-05', true],
    ['assumed-role', false],
    ['iam-user', undefined],
  ])('a start by %s used MFA: %s', (who, mfa) => {
    expect(startOf(`start-session.${who}`).start.mfa).toBe(mfa);
  });
});

describe('a start', () => {
  test('a start in an old record is as good as one in a new record', () => {
    const { start, accountId } = startOf('start-session.version-1-05');
    expect(start).toMatchObject({ sessionId: 'operator-0123456789abcdef0', sourceIp: 'AWS Internal' });
    expect(accountId).toBe('111122223333');
  });

  test.each([
    ['i-0123456789abcdef0', 'iam-user'],
    ['mi-0123456789abcdef0', 'managed-node'],
    [expect.stringMatching(/^ecs:cluster_/), 'ecs-task'],
  ])('a start has the target %s', (targetId, name) => {
    expect(startOf(`start-session.${name}`)).toMatchObject({ targetId });
  });

  test('a start keeps the parameters and the document as they were given', () => {
    expect(startOf('start-session.assumed-role').start).toMatchObject({
      document: 'AWS-StartPortForwardingSessionToRemoteHost',
      parameters: { host: ['db.internal.example.com'], portNumber: ['5432'], localPortNumber: ['15432'] },
    });
  });

  test('a start has whatever id AWS gives it', () => {
    const sessionId = 'o*p_e~r@t.o-r=+,:/<&>本-q3nltaxkf5mzw2hyvbd7cejs6u';
    expect(startOf('start-session.iam-user', { responseElements: { sessionId } }).start.sessionId).toBe(sessionId);
  });

  test('a start that is delivered again is the same record', () => {
    expect(startOf('start-session.addendum')).toEqual(startOf('start-session.iam-user'));
  });

  test('a start without a record id gets one that depends on its content', () => {
    const once = startOf('start-session.iam-user', { eventID: undefined });
    expect(startOf('start-session.iam-user', { eventID: undefined }).recordId).toBe(once.recordId);
    expect(startOf('start-session.iam-user', { eventID: undefined, requestID: 'x' }).recordId).not.toBe(once.recordId);
  });

  test.each(['+09:00', 'Z'])('a start has its time in UTC when the record has %s', (zone) => {
    const { startedAt } = startOf('start-session.iam-user', { eventTime: `2026-11-24T08:00:00${zone}` }).start;
    expect(startedAt).toBe(new Date(`2026-11-24T08:00:00${zone}`).toISOString());
  });
});

describe('secrets of the caller', () => {
  test.each(fixtureFiles().filter((file) => file.startsWith('cloudtrail.') && !file.includes('without-')))(
    'a secret is not taken from %s',
    (file) => {
      const text = JSON.stringify(parseRecord(fixture(file.replace(/\.json$/, ''))));
      expect(text).not.toMatch(/token|streamUrl|wss:|cell-number|hidden|accessKey|AKIA|ASIA/i);
    },
  );
});

describe('long parameters', () => {
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

  test('long parameters are truncated, and their hash is of all of them', () => {
    const long = { host: ['db.internal.example.com'], portNumber: ['5432'], script: ['x'.repeat(5_000)] };
    const { parameters, parametersHash } = withParameters(long);
    expect(parameters).toEqual({ ...long, script: ['x'.repeat(256)] });
    expect(parametersHash).not.toBe(withParameters({ ...long, script: ['x'.repeat(5_001)] }).parametersHash);
  });

  test('many parameters leave the shortest, and so the host and the port', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`script${n}`, ['x'.repeat(200 + n)]]));
    const { parameters = {} } = withParameters({ ...many, host: ['db'], portNumber: ['5432'] });
    expect(parameters).toMatchObject({ host: ['db'], portNumber: ['5432'], script0: ['x'.repeat(200)] });
    expect(bytes(parameters)).toBeLessThanOrEqual(2_048);
  });

  test('the hash of long parameters does not depend on their order', () => {
    const { parametersHash } = withParameters({ a: ['1'], b: ['2'] });
    expect(parametersHash).toMatch(/^[0-9a-f]{64}$/);
    expect(withParameters({ b: ['2'], a: ['1'] }).parametersHash).toBe(parametersHash);
  });

  test('any parameters take two kilobytes at most, and can be hashed', () => {
    const anyParameters = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.array(
        fc.tuple(fc.string({ unit: 'binary' }), fc.nat(300)).map(([text, times]) => text.repeat(times)),
        { maxLength: 5 },
      ),
    );
    fc.assert(
      fc.property(anyParameters, (given) => {
        const start = withParameters(JSON.parse(JSON.stringify(given)));
        expect(bytes(start.parameters)).toBeLessThanOrEqual(2_048);
        expect(canonicalize(start)).toContain('parameters');
      }),
      { numRuns: 50 },
    );
  });

  test('half a character in parameters or other text is made whole', () => {
    const half = '\ud800';
    const request = { target: half, reason: half, documentName: half, parameters: { [half]: [half] } };
    const start = startOf('start-session.iam-user', { requestParameters: request, userAgent: half }).start;
    expect(start).toMatchObject({ reason: '\ufffd', document: '\ufffd', parameters: { '\ufffd': ['\ufffd'] } });
    expect(canonicalize(start)).toContain('\ufffd');
  });

  test('a long user agent or reason is truncated between characters', () => {
    const requestParameters = { target: 'i-0123456789abcdef0', reason: `${'x'.repeat(511)}😀` };
    const long = { requestParameters, userAgent: `${'x'.repeat(255)}😀` };
    const { reason, userAgent } = startOf('start-session.iam-user', long).start;
    expect([reason, userAgent]).toEqual([`${'x'.repeat(511)}\ufffd`, `${'x'.repeat(255)}\ufffd`]);
  });

  test('a reason of 256 emoji, which AWS takes, is kept whole', () => {
    const reason = '🧯'.repeat(256);
    const requestParameters = { target: 'i-0123456789abcdef0', reason };
    expect(startOf('start-session.iam-user', { requestParameters }).start.reason).toBe(reason);
  });

  test('a start is announced whatever is odd about the fields that a notice can do without', () => {
    const requestParameters = { target: 'i-0123456789abcdef0', parameters: 'hidden', reason: 7 };
    const odd = { requestParameters, addendum: 'x', userAgent: {}, sourceIPAddress: [], errorMessage: 1 };
    const { start } = startOf('start-session.iam-user', odd);
    expect(start).toMatchObject({ sessionId: expect.any(String), parameters: undefined });
    expect([start.reason, start.userAgent, start.sourceIp]).toEqual([undefined, undefined, undefined]);
  });
});

describe('parameters that cannot be read', () => {
  test.each<[string, unknown]>([
    ['masked', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['with a member that is null', { portNumber: ['3389'], localPortNumber: null }],
    ['with a text for a list', { portNumber: '3389' }],
    ['with a number in a list', { portNumber: [3389] }],
    ['with null in a list', { portNumber: [null] }],
    ['with lists in a list', { portNumber: [['3389']] }],
    ['with an object in a list', { portNumber: [{ value: '3389' }] }],
    ['with an odd member of an odd name', JSON.parse('{"portNumber":["3389"],"__proto__":{}}')],
    ['a number', 3389],
    ['true', true],
    ['a list', [{ portNumber: ['3389'] }]],
    ['an empty list', []],
    ['an empty text', ''],
  ])('unreadable parameters are not kept: %s', (_, parameters) => {
    const start = withParameters(parameters);
    expect(start).toMatchObject({ sessionId: expect.any(String), document: 'Team-Maintenance' });
    expect([start.parameters, start.parametersHash]).toEqual([undefined, undefined]);
    expect(deriveKind('AWS-StartPortForwardingSession', start.parameters)).toEqual({ type: 'port-forward' });
    expect(deriveKind('AWS-StartSSHSession', start.parameters)).toEqual({ type: 'ssh' });
  });

  test.each([undefined, null, {}])('unreadable parameters are not taken for absent ones: %o', (parameters) => {
    const start = withParameters(parameters);
    expect([start.parameters, start.parametersHash]).toEqual([{}, undefined]);
    expect(deriveKind('AWS-StartSSHSession', start.parameters)).toEqual({ type: 'ssh', port: 22 });
  });

  test('unreadable parameters among so many that not all are kept are not taken for those of a port', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`a${n}`, []]));
    expect(withParameters({ ...many, portNumber: ['3389'] }).parameters?.portNumber).toEqual(['3389']);
    const ports = ['3389', ...Array.from({ length: 9 }, () => '\u0000'.repeat(300))];
    expect(withParameters({ ...many, portNumber: ports }).parameters?.portNumber).toEqual(['3389']);
    const odd = withParameters({ ...many, portNumber: ports.toReversed() }).parameters;
    expect(deriveKind('AWS-StartPortForwardingSession', odd)).toEqual({ type: 'port-forward' });
  });
});

describe('parameters of any name', () => {
  const NAMES = ['constructor', 'prototype', '__proto__', 'toString', 'x'];
  const given = (entries: readonly (readonly [string, readonly string[]])[]) =>
    withParameters(JSON.parse(JSON.stringify(Object.fromEntries(entries))));

  test.each(NAMES)('parameters are kept and hashed, also when called %s', (name) => {
    const both = given([
      [name, ['secret']],
      ['y', ['1']],
    ]);
    expect(Object.entries(both.parameters ?? {}).toSorted()).toEqual(
      [
        [name, ['secret']],
        ['y', ['1']],
      ].toSorted(),
    );
    expect(both.parametersHash).not.toBe(given([['y', ['1']]]).parametersHash);
    expect(given([[name, ['1']]]).parametersHash).not.toBe(given([[name, ['2']]]).parametersHash);
  });

  test('parameters have another hash when they differ, also by half a character alone', () => {
    const anyText = fc.oneof(
      fc.constantFrom(...NAMES, '\ud800', '\ud801', '\ufffd', '"\\ud800"'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const anyMembers = fc
      .uniqueArray(fc.tuple(anyText, fc.array(anyText, { maxLength: 2 })), { maxLength: 3, selector: ([name]) => name })
      .map((entries) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    fc.assert(
      fc.property(anyMembers, anyMembers, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(given(one).parametersHash === given(other).parametersHash).toBe(isSame);
      }),
      { numRuns: runs(500, 100) },
    );
  });

  test('parameters of well-formed text have the hash of their canonical JSON', () => {
    const parameters = { portNumber: ['5432'], host: ['db'] };
    expect(withParameters(parameters).parametersHash).toBe(sha256Hex(canonicalize(parameters)));
  });
});

describe('a start with one field that cannot be read', () => {
  const { requestParameters: _request, ...rest } = fixture('cloudtrail.start-session.iam-user');
  const request = { target: 'i-0123456789abcdef0', documentName: 'AWS-StartSSHSession', reason: 'x', parameters: {} };
  const MASK = 'HIDDEN_DUE_TO_SECURITY_REASONS';
  const withRequest = (over: object) => parseRecord({ ...rest, requestParameters: { ...request, ...over } });

  test.each([7, MASK, 'Value hidden due to security reasons.', {}, [], true])(
    'the document of a start is unknown where the record has %o',
    (documentName) => {
      const parseFixture = withRequest({ documentName });
      expect(parseFixture).toMatchObject({ type: 'start', start: { document: null, parameters: {} } });
      expect(deriveKind(null, {})).toEqual({ type: 'unknown' });
    },
  );

  test.each([null, undefined])('the document of a start is the default one where the record has %o', (documentName) => {
    expect(withRequest({ documentName })).toMatchObject({ type: 'start', start: { document: undefined } });
  });

  test.each([
    ['type', null],
    ['type', 7],
    ['type', ''],
    ['type', undefined],
    ['arn', 7],
    ['accountId', {}],
    ['principalId', []],
    ['userName', MASK],
    ['invokedBy', 7],
    ['onBehalfOf', 'x'],
    ['sessionContext', 'x'],
    ['sessionContext', { sessionIssuer: 'x', attributes: { mfaAuthenticated: 'true' } }],
    ['sessionContext', { sessionIssuer: { arn: 7 }, attributes: 7 }],
    ['sessionContext', { attributes: { mfaAuthenticated: {} } }],
  ])('a start is announced when %s is %o, and by the name of its ARN', (field, value) => {
    const identity = { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/operator', accountId: '111122223333' };
    const userIdentity = { ...identity, userName: 'operator', [field]: value };
    const parseFixture = startOf('start-session.iam-user', { userIdentity });
    expect(parseFixture.start.principal.name).toBe('operator');
    if (field === 'type') expect(parseFixture.start.principal.type).toBe('Unknown');
  });

  test('a start in a role is known with the role, although the record has no type', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/BastionOperator/operator';
    const { principal } = startOf('start-session.assumed-role', { userIdentity: { type: null, arn } }).start;
    expect(principal).toEqual(parsePrincipalArn(arn));
  });

  test.each([
    ['true', true],
    [true, true],
    ['false', false],
    [false, false],
    ['yes', undefined],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
  ])('a start used MFA where the record says %o: %s', (mfaAuthenticated, mfa) => {
    const userIdentity = { type: 'IAMUser', sessionContext: { sessionIssuer: 7, attributes: { mfaAuthenticated } } };
    expect(startOf('start-session.iam-user', { userIdentity }).start.mfa).toBe(mfa);
  });

  test.each([
    ['eventID', 7],
    ['eventID', MASK],
    ['awsRegion', 7],
    ['recipientAccountId', {}],
    ['addendum', { originalEventID: 7 }],
  ])('a start is announced when %s is %o', (field, value) => {
    const parseFixture = startOf('start-session.iam-user', { [field]: value });
    expect(parseFixture.recordId).toMatch(/^[0-9a-f-]{36,64}$/);
  });

  test.each([
    ['requestParameters.target', { requestParameters: { ...request, target: MASK } }],
    ['requestParameters.target', { requestParameters: MASK }],
    ['responseElements.sessionId', { responseElements: { sessionId: MASK } }],
    ['responseElements.sessionId', { responseElements: { sessionId: 7 } }],
    ['responseElements.sessionId', { responseElements: MASK }],
    ['errorCode', { errorCode: {} }],
  ])('a start is left to DescribeSessions, and is a fault, where nothing can be done without %s', (where, over) => {
    expect(() => parseFixture('start-session.iam-user', over)).toThrow(`(see ${where})`);
  });

  test('a record of any shape becomes a session only where nothing says that it was refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (errorCode) => {
        let became: string;
        try {
          became = parseFixture('start-session.iam-user', { errorCode }).type;
        } catch {
          became = 'fault';
        }
        expect(became === 'start').toBe(errorCode === null || errorCode === '');
      }),
    );
  });

  test.each([
    ['target', { requestParameters: { target: 7 } }],
    ['request', { requestParameters: MASK }],
    ['answer', { responseElements: MASK }],
    ['identity’s type', { userIdentity: { type: null, arn: 'arn:aws:iam::111122223333:user/operator' } }],
  ])('a refused start is announced all the same when it has an error code and no readable %s', (_, over) => {
    expect(denialOf('start-session.denied-document', over).denied).toMatchObject({
      errorCode: 'AccessDenied',
      principal: { name: 'operator' },
    });
  });
});

describe('a refused start', () => {
  test('a refused start says who tried, when, from where, and why not', () => {
    expect(denialOf('start-session.denied-document').denied).toEqual({
      attemptedAt: '2026-11-24T08:00:00.000Z',
      principal: startOf('start-session.iam-user').start.principal,
      errorCode: 'AccessDenied',
      errorMessage: expect.stringContaining('no identity-based policy allows'),
      sourceIp: '203.0.113.7',
      accountId: '111122223333',
      region: 'ap-northeast-1',
    });
  });

  test.each([
    ['its document', 'denied-document', []],
    ['its instance', 'denied-instance', ['i-0123456789abcdef0']],
    ['its managed node', 'denied-managed-node', ['mi-0123456789abcdef0']],
    ['nothing', 'denied-nothing-named', []],
    ['its document, by a caller whose path looks like an instance', 'denied-sly-path', []],
    ['its target in the request', 'target-not-connected', ['i-0123456789abcdef0']],
  ])('a refused start names %s', (_, name, targetIds) => {
    expect(denialOf(`start-session.${name}`).targetIds).toEqual(targetIds);
  });

  test('a refused start truncates a long message between characters', () => {
    const errorMessage = `${'x'.repeat(498)}😀😀`;
    const { denied } = denialOf('start-session.denied-document', { errorMessage });
    expect(denied.errorMessage).toBe(`${'x'.repeat(498)}…`);
  });

  test('a refused start that is delivered again is the same record', () => {
    const again = { eventID: 'new', addendum: { originalEventID: 'old' } };
    expect(denialOf('start-session.denied-document', again).recordId).toBe('old');
  });
});

describe('a TerminateSession', () => {
  test('a TerminateSession record says who called, and nothing of an end', () => {
    const { eventID: recordId } = fixture('cloudtrail.terminate-session.assumed-role');
    expect(parseFixture('terminate-session.assumed-role')).toEqual({
      type: 'terminate-call',
      recordId,
      accountId: '111122223333',
      region: 'ap-northeast-1',
      sessionId: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u',
      caller: 'operator-2',
      at: '2026-11-24T08:20:00.000Z',
    });
  });

  test('a TerminateSession record with an impossible session id is ignored without a fault', () => {
    for (const sessionId of ['#slack', 'denied:operator', '', 'x'.repeat(129)]) {
      const invalid = { requestParameters: { sessionId }, responseElements: { sessionId } };
      expect(parseFixture('terminate-session.assumed-role', invalid).type).toBe('ignored');
    }
  });

  test('a TerminateSession record that was refused is ignored', () => {
    expect(parseFixture('terminate-session.denied').type).toBe('ignored');
  });
});

test.each([
  ['a start of another service', 'start-session.athena'],
  ['a resumed session', 'resume-session.iam-user'],
  ['a data event of the channel', 'open-data-channel.data-event'],
  ['a start without session id', 'start-session.no-response'],
])('%s is ignored, and says what it was', (_, name) => {
  expect(parseFixture(name)).toEqual({ type: 'ignored', why: expect.stringMatching(/\w/) });
});

describe('a record that cannot be used', () => {
  test.each([
    ['eventSource', 'start-session.without-event-source'],
    ['userIdentity', 'start-session.without-user-identity'],
    ['eventTime', 'start-session.without-event-time'],
  ])('the fault of an unusable record names %s, and says what to do', (missing, name) => {
    expect(() => parseFixture(name)).toThrow(RecordError);
    expect(() => parseFixture(name)).toThrow(new RegExp(`see ${missing}.*look it up`));
  });

  test.each([
    ['eventTime', { eventTime: 'yesterday' }],
    ['eventTime', { eventTime: '2026-11-24T08:00:00+09' }],
    ['eventName', { eventName: undefined }],
    ['responseElements.sessionId', { responseElements: { sessionId: '#slack' } }],
    ['responseElements.sessionId', { responseElements: { sessionId: 'denied:operator' } }],
    ['responseElements.sessionId', { responseElements: { sessionId: 'operator 0' } }],
    ['requestParameters.target', { requestParameters: { target: 7 } }],
    ['errorCode', { errorCode: 403 }],
  ])('the fault of an unusable record names %s when that is what is wrong', (where, over) => {
    expect(() => parseFixture('start-session.iam-user', over)).toThrow(`(see ${where})`);
  });

  test.each([null, undefined, 'text', 7, [], {}])('an unusable record may be no record at all: %o', (value) => {
    expect(() => parseRecord(value)).toThrow(RecordError);
  });

  test('the fault of an unusable record does not repeat what the record holds', () => {
    const responseElements = { sessionId: '# secret', tokenValue: 'secret' };
    expect(() => parseFixture('start-session.iam-user', { responseElements })).toThrow(/^(?!.*secret)/);
    const wrong = () => parseFixture('start-session.iam-user', { eventTime: 'secret' });
    expect(wrong).toThrow(expect.objectContaining({ cause: expect.objectContaining({ places: 'eventTime' }) }));
    expect(wrong).toThrow(
      expect.objectContaining({ cause: expect.not.objectContaining({ issues: expect.anything() }) }),
    );
  });

  test('any JSON whatever causes no other fault than an unusable record', () => {
    const anyRecord = fc.record(
      {
        eventSource: fc.constant('ssm.amazonaws.com'),
        eventName: fc.constantFrom('StartSession', 'TerminateSession'),
        eventTime: fc.oneof(fc.constant('2026-11-24T08:00:00Z'), fc.jsonValue()),
        userIdentity: fc.oneof(fc.constant({ type: 'IAMUser' }), fc.jsonValue()),
        errorCode: fc.jsonValue(),
        requestParameters: fc.oneof(fc.constant({ target: 'i-0123456789abcdef0' }), fc.jsonValue()),
        responseElements: fc.oneof(fc.constant({ sessionId: 'operator-0' }), fc.jsonValue()),
      },
      { requiredKeys: ['eventSource', 'eventName'] },
    );
    fc.assert(
      fc.property(anyRecord, (record) => {
        try {
          expect(canonicalize(parseRecord(record))).toContain('type');
        } catch (fault) {
          expect(fault).toBeInstanceOf(RecordError);
        }
      }),
    );
  });
});

test('every fixture is described, and every description has its fixture', () => {
  // The golden files have a section and a test of their own.
  const [records = ''] = fixtureReadme().split('## Golden files');
  const described = [...records.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
  expect(described.toSorted()).toEqual(fixtureFiles().toSorted());
});
