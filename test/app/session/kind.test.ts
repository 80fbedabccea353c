// The kind of a session, derived from the document and parameters of each way of connecting.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveKind, hasCommandLog, type Kind, type Parameters } from '../../../app/session/kind.ts';

const FORWARD = 'AWS-StartPortForwardingSession';
const TO_HOST = 'AWS-StartPortForwardingSessionToRemoteHost';
const host = ['db.internal.example.com'];

test.each<[string, string | undefined, Parameters | undefined, Kind]>([
  ['a shell by the account’s default', undefined, {}, { type: 'shell' }],
  ['a shell by its document', 'SSM-SessionManagerRunShell', {}, { type: 'shell' }],
  [
    'a shell by the ARN of its document',
    'arn:aws:ssm:ap-northeast-1:111122223333:document/SSM-SessionManagerRunShell',
    {},
    { type: 'shell' },
  ],
  ['a shell by the team’s own document', 'Team-Shell', {}, { type: 'shell' }],
  [
    'a shell by the ARN of the team’s own',
    'arn:aws:ssm:ap-northeast-1:111122223333:document/Team-Shell',
    {},
    { type: 'shell' },
  ],
  ['a shell by a document that the settings name by ARN', 'Other-Shell', {}, { type: 'shell' }],
  ['SSH', 'AWS-StartSSHSession', { portNumber: ['2222'] }, { type: 'ssh', port: 2222 }],
  ['SSH on its default port', 'AWS-StartSSHSession', {}, { type: 'ssh', port: 22 }],
  ['SSH with an unknown port', 'AWS-StartSSHSession', undefined, { type: 'ssh' }],
  ['a remote desktop', FORWARD, { portNumber: ['3389'], localPortNumber: ['56789'] }, { type: 'remote-desktop' }],
  [
    'a remote desktop through the bastion',
    TO_HOST,
    { host: ['10.0.3.15'], portNumber: ['3389'] },
    { type: 'remote-desktop', host: '10.0.3.15' },
  ],
  [
    'PostgreSQL',
    TO_HOST,
    { host, portNumber: ['5432'] },
    { type: 'database', engine: 'PostgreSQL', host: host[0], port: 5432 },
  ],
  ['MySQL', TO_HOST, { host, portNumber: ['3306'] }, { type: 'database', engine: 'MySQL', host: host[0], port: 3306 }],
  [
    'SQL Server on the bastion itself',
    FORWARD,
    { portNumber: ['1433'] },
    { type: 'database', engine: 'SQL Server', port: 1433 },
  ],
  ['another tunnel', FORWARD, { portNumber: ['8080'] }, { type: 'port-forward', port: 8080 }],
  [
    'another tunnel to a host',
    TO_HOST,
    { host, portNumber: ['443'] },
    { type: 'port-forward', host: host[0], port: 443 },
  ],
  ['a tunnel on its default port', FORWARD, {}, { type: 'port-forward', port: 80 }],
  [
    'a tunnel by the ARN of its document',
    `arn:aws:ssm:ap-northeast-1::document/${FORWARD}`,
    { portNumber: ['3389'] },
    { type: 'remote-desktop' },
  ],
  ['a tunnel with an unknown port', TO_HOST, undefined, { type: 'port-forward' }],
  [
    'a tunnel to a socket',
    'AWS-StartPortForwardingSessionToSocket',
    { portNumber: ['8080'] },
    { type: 'port-forward', port: 8080 },
  ],
  ['a tunnel to what is no port', FORWARD, { portNumber: ['0x16'] }, { type: 'port-forward' }],
  ['a tunnel to a port beyond the last', FORWARD, { portNumber: ['65536'] }, { type: 'port-forward' }],
  ['a tunnel to an empty host', TO_HOST, { host: [''], portNumber: ['22'] }, { type: 'port-forward', port: 22 }],
  ['a command', 'AWS-StartInteractiveCommand', { command: ['top', '-d 1'] }, { type: 'command', command: 'top -d 1' }],
  ['an unknown command', 'AWS-StartNonInteractiveCommand', {}, { type: 'command' }],
  [
    'the team’s own document',
    'Team-Maintenance',
    { anything: ['at all'] },
    { type: 'custom', document: 'Team-Maintenance' },
  ],
  ['another document of AWS', 'AWS-PasswordReset', {}, { type: 'custom', document: 'AWS-PasswordReset' }],
])('the kind of a session: %s', (_, document, parameters, kind) => {
  const shells = ['Team-Shell', 'arn:aws:ssm:ap-northeast-1:111122223333:document/Other-Shell'];
  expect(deriveKind(document, parameters, shells)).toEqual(kind);
});

test('parameters that nobody knows change nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.array(fc.string())), fc.constantFrom(FORWARD, TO_HOST), (extra, name) => {
      const { host: _host, portNumber: _port, ...unknown } = extra;
      expect(deriveKind(name, { ...unknown, portNumber: ['22'] })).toEqual({ type: 'port-forward', port: 22 });
    }),
  );
});

describe('what is typed', () => {
  test.each<[boolean, Kind]>([
    [true, { type: 'shell' }],
    [true, { type: 'command', command: 'top' }],
    [true, { type: 'custom', document: 'Team-Maintenance' }],
    [false, { type: 'ssh', port: 22 }],
    [false, { type: 'remote-desktop' }],
    [false, { type: 'database', engine: 'MySQL', port: 3306 }],
    [false, { type: 'port-forward', port: 80 }],
  ])('typed text is logged by Session Manager: %s for %o', (logged, kind) => {
    expect(hasCommandLog(kind)).toBe(logged);
  });
});
