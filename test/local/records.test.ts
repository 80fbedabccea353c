// The CloudTrail records of the trial: their fields, and both complete deliveries.
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deriveKind } from '../../app/session/kind.ts';
import { createAssumedRole, createIamUser, createIdentityCenterUser } from '../../local/aws/principals.ts';
import { copyPreset, findPresetKind } from '../../local/aws/session-presets.ts';
import { createDeniedRecord, createStartRecord, toEventBridgeEvent, toSubscriptionEvent } from '../../local/records.ts';
import { START_KINDS } from '../../local/snapshot.ts';
import { createTerminateRecord } from '../simulation/terminate-record.ts';

const AT = new Date('2026-11-24T01:00:00.250Z');
const TARGET = 'i-0123456789abcdef0';
const session = { SessionId: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u', Target: TARGET };
const call = { principal: createIamUser(), sourceIp: '203.0.113.24', at: AT };

function decoded({ awslogs }: { awslogs: { data: string } }) {
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
}

test('the record of a start has the principal, address, target, time in whole seconds and reason', () => {
  expect(createStartRecord({ ...call, session, kind: 'ssh', reason: 'release <!channel>' })).toMatchObject({
    eventSource: 'ssm.amazonaws.com',
    eventName: 'StartSession',
    eventTime: '2026-11-24T01:00:00Z',
    awsRegion: 'ap-northeast-1',
    recipientAccountId: '111122223333',
    sourceIPAddress: '203.0.113.24',
    userIdentity: { type: 'IAMUser', userName: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' },
    requestParameters: {
      target: TARGET,
      documentName: 'AWS-StartSSHSession',
      reason: 'release <!channel>',
      parameters: { portNumber: ['22'] },
    },
    responseElements: {
      sessionId: session.SessionId,
      tokenValue: 'Value hidden due to security reasons.',
      streamUrl: expect.stringContaining(session.SessionId),
    },
  });
});

test('the request of a shell has only its target', () => {
  expect(createStartRecord({ ...call, session, kind: 'shell' }).requestParameters).toEqual({ target: TARGET });
});

test('given parameters replace those of the kind', () => {
  const { requestParameters } = createStartRecord({
    ...call,
    session,
    kind: 'port-forward',
    parameters: { portNumber: ['9090'] },
  });
  expect(requestParameters).toMatchObject({ parameters: { portNumber: ['9090'] } });
});

test('the app recognises each kind from its request', () => {
  const understood = START_KINDS.map((kind) => {
    const { documentName, parameters } = copyPreset(kind);
    return [kind, deriveKind(documentName, parameters)];
  });
  expect(Object.fromEntries(understood)).toEqual({
    shell: { type: 'shell' },
    ssh: { type: 'ssh', port: 22 },
    'remote-desktop': { type: 'remote-desktop' },
    'remote-desktop-via-host': { type: 'remote-desktop', host: '10.0.3.15' },
    database: { type: 'database', engine: 'PostgreSQL', host: 'db.internal.example.com', port: 5432 },
    'port-forward': { type: 'port-forward', port: 8080 },
    command: { type: 'command', command: 'top' },
    'custom-document': { type: 'custom', document: 'Team-MaintenanceSession' },
  });
});

test.each(START_KINDS)('the page finds the kind %s again from its request', (kind) => {
  expect(findPresetKind(copyPreset(kind))).toBe(kind);
});

test('the page finds no kind for a request that it does not offer', () => {
  expect(findPresetKind({ documentName: 'AWS-StartSSHSession', parameters: { portNumber: ['2222'] } })).toBeUndefined();
});

test('each principal has the identity that CloudTrail gives it', () => {
  const role = 'AWSReservedSSO_BastionOperator_0123456789abcdef';
  expect(createIdentityCenterUser()).toMatchObject({
    name: 'operator@example.com',
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/operator@example.com`,
    userIdentity: {
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA\w+:operator@example\.com$/),
      sessionContext: {
        sessionIssuer: {
          arn: `arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/${role}`,
          userName: role,
        },
      },
    },
  });
  expect(createAssumedRole()).toMatchObject({
    name: 'operator',
    arn: 'arn:aws:sts::111122223333:assumed-role/BastionOperator/operator',
    userIdentity: {
      sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/BastionOperator' } },
    },
  });
});

test('the record of a termination has the caller and the session', () => {
  expect(createTerminateRecord({ ...call, session, principal: createAssumedRole() })).toMatchObject({
    eventName: 'TerminateSession',
    userIdentity: { type: 'AssumedRole' },
    requestParameters: { sessionId: session.SessionId },
    responseElements: { sessionId: session.SessionId },
  });
});

test('the record of a denied attempt has no request and no response, and its message names the instance or the document', () => {
  const denied = createDeniedRecord({ ...call, target: TARGET });
  expect(denied).toMatchObject({
    eventName: 'StartSession',
    errorCode: 'AccessDenied',
    requestParameters: null,
    responseElements: null,
  });
  const resource = (record: { errorMessage?: string }) => / on resource: (\S+) /.exec(record.errorMessage ?? '')?.[1];
  expect(resource(denied)).toBe(`arn:aws:ec2:ap-northeast-1:111122223333:instance/${TARGET}`);
  expect(resource(createDeniedRecord({ ...call, target: 'mi-0123456789abcdef0' }))).toBe(
    'arn:aws:ssm:ap-northeast-1:111122223333:managed-instance/mi-0123456789abcdef0',
  );
  expect(resource(createDeniedRecord({ ...call, target: TARGET, names: 'document' }))).toBe(
    'arn:aws:ssm:ap-northeast-1:111122223333:document/SSM-SessionManagerRunShell',
  );
  expect(resource(createDeniedRecord({ ...call, target: TARGET, names: 'document', kind: 'ssh' }))).toBe(
    'arn:aws:ssm:ap-northeast-1::document/AWS-StartSSHSession',
  );
});

test('the same call makes the same record, and another call has another id', () => {
  const start = { ...call, session, kind: 'shell' } as const;
  expect(createStartRecord(start)).toEqual(createStartRecord({ ...start }));
  const ids = [
    createStartRecord(start),
    createStartRecord({ ...start, session: { ...session, SessionId: 'operator-other' } }),
    createStartRecord({ ...start, at: new Date(AT.getTime() + 1) }),
    createTerminateRecord(start),
    createDeniedRecord({ ...call, target: TARGET }),
  ].flatMap(({ eventID, requestID }) => [eventID, requestID]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a subscription delivers every record complete, in order, and with its text unchanged', () => {
  const records = [
    createStartRecord({ ...call, session, kind: 'database', reason: '調査 🔧' }),
    createTerminateRecord({ ...call, session }),
  ];
  const payload = decoded(toSubscriptionEvent([...records, '{"eventVersion":']));
  expect(payload).toMatchObject({ messageType: 'DATA_MESSAGE', owner: '111122223333' });
  const messages: string[] = payload.logEvents.map(({ message }: { message: string }) => message);
  expect(messages.slice(0, 2).map((message) => JSON.parse(message))).toEqual(records);
  expect(messages[2]).toBe('{"eventVersion":');
  expect(payload.logEvents.map(({ timestamp }: { timestamp: number }) => timestamp)).toEqual([
    Date.UTC(2026, 10, 24, 1),
    Date.UTC(2026, 10, 24, 1),
    0,
  ]);
  expect(new Set(payload.logEvents.map(({ id }: { id: string }) => id)).size).toBe(3);
});

test('EventBridge delivers the record as its detail', () => {
  const record = createStartRecord({ ...call, session, kind: 'shell' });
  expect(toEventBridgeEvent(record)).toMatchObject({
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ssm',
    account: '111122223333',
    region: 'ap-northeast-1',
    time: '2026-11-24T01:00:00Z',
    detail: record,
  });
});
