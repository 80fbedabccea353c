// A session of each kind. The compiler reports a missing kind.
import type { Kind, Parameters } from '../../app/session/kind.ts';
import { noticed, PARTICULARS, type Story, shownAt, started, startFacts } from './story.ts';

type OfKind<T extends Kind['type']> = readonly [
  name: string,
  kind: Extract<Kind, { type: T }>,
  document?: string,
  parameters?: Parameters,
];

const [FORWARD, TO_HOST] = ['AWS-StartPortForwardingSession', 'AWS-StartPortForwardingSessionToRemoteHost'];
const COMMAND = 'AWS-StartInteractiveCommand';
const HOST = 'db.internal.example.com';

const KINDS: { readonly [T in Kind['type']]: readonly [OfKind<T>, ...OfKind<T>[]] } = {
  shell: [
    ['a shell', { type: 'shell' }],
    ['a shell by its document', { type: 'shell' }, 'SSM-SessionManagerRunShell', {}],
  ],
  ssh: [
    ['ssh', { type: 'ssh', port: 22 }, 'AWS-StartSSHSession', { portNumber: ['22'] }],
    ['ssh without a port', { type: 'ssh' }, 'AWS-StartSSHSession'],
  ],
  'remote-desktop': [
    ['a remote desktop', { type: 'remote-desktop' }, FORWARD, { portNumber: ['3389'], localPortNumber: ['56789'] }],
    [
      'a remote desktop behind the host',
      { type: 'remote-desktop', host: 'desktop.internal.example.com' },
      TO_HOST,
      { host: ['desktop.internal.example.com'], portNumber: ['3389'] },
    ],
  ],
  database: [
    ['a database', { type: 'database', engine: 'MySQL', port: 3306 }, FORWARD, { portNumber: ['3306'] }],
    [
      'a database behind the host',
      { type: 'database', engine: 'PostgreSQL', host: HOST, port: 5432 },
      TO_HOST,
      { host: [HOST], portNumber: ['5432'], localPortNumber: ['15432'] },
    ],
  ],
  'port-forward': [
    ['a tunnel of which nothing is known', { type: 'port-forward' }, FORWARD],
    ['a tunnel to a port', { type: 'port-forward', port: 80 }, FORWARD, {}],
    ['a tunnel to a host without a port', { type: 'port-forward', host: HOST }, TO_HOST, { host: [HOST] }],
    [
      'a tunnel to a host and a port',
      { type: 'port-forward', host: HOST, port: 8080 },
      TO_HOST,
      {
        host: [HOST],
        portNumber: ['8080'],
      },
    ],
  ],
  command: [
    [
      'a command',
      { type: 'command', command: 'tail -f "/var/log/messages"' },
      COMMAND,
      {
        command: ['tail', '-f', '"/var/log/messages"'],
      },
    ],
    ['a command of which nothing is known', { type: 'command' }, COMMAND],
  ],
  custom: [
    ['a document of their own', { type: 'custom', document: 'Team-Shell' }, 'Team-Shell', { note: ['', '本番'] }],
    [
      'a document whose parameters have names of JavaScript',
      { type: 'custom', document: 'Team-Shell' },
      'Team-Shell',
      Object.fromEntries([
        ['__proto__', ['x']],
        ['constructor', ['y']],
        ['prototype', ['z']],
      ]),
    ],
  ],
  unknown: [['a document that cannot be read', { type: 'unknown' }]],
};

export const KIND_STORIES: Readonly<Record<string, Story>> = Object.fromEntries(
  Object.values(KINDS)
    .flat()
    .map(([name, kind, document, parameters]): [string, Story] => [
      name,
      (startsAt) => {
        const parametersHash = parameters && 'a'.repeat(64);
        const facts = startFacts(startsAt, { ...PARTICULARS, kind, document, parameters, parametersHash });
        return { happenings: [started(facts), noticed()], delivery: shownAt(startsAt) };
      },
    ]),
);
