// The settings: what each handler demands, what it is told when they are wrong, and that the documentation lists them all.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, type Handler, operatorsIn, readConfig, targetsIn, VARIABLES } from '../../app/config.ts';

const TARGETS = '{"i-0123456789abcdef0":"bastion-1"}';
const NEEDED = {
  SESSIONS_TABLE: 'sessions',
  SLACK_CHANNEL: 'C0BASTION',
  SLACK_BOT_TOKEN: 'xoxb-made-up',
  BASTION_TARGETS: TARGETS,
};
const SLACK = {
  ...NEEDED,
  SLACK_TEAM_ID: 'T0EXAMPLE',
  SLACK_SIGNING_SECRET: 'made-up',
  APPROVER_USERS: 'U0APPROVER',
  WATCHDOG_FUNCTION: 'watchdog',
};

function read(over: Record<string, string> = {}) {
  return readConfig('slack', { ...SLACK, ...over });
}

/** Each fault, one line; none when the settings are right. */
function faultsOf(
  over: Record<string, string>,
  handler: Handler = 'slack',
  base: Record<string, string> = SLACK,
): string[] {
  try {
    readConfig(handler, { ...base, ...over });
    return [];
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    return fault.message.split('\n').slice(1);
  }
}

describe('the defaults', () => {
  test('are these', () => {
    expect(read()).toMatchObject({
      APPROVER_USERS: ['U0APPROVER'],
      MENTION_APPROVERS: false,
      OPERATORS: { value: {} },
      PINNED_ROLES: [],
      SHELL_DOCUMENTS: [],
      TIME_ZONE: 'Asia/Tokyo',
      LOCALE: 'en',
      REMIND_AFTER_MINUTES: 5,
      ACKNOWLEDGE_WITHIN_MINUTES: 15,
      LAPSE_AFTER_HOURS: 24,
    });
  });

  test('stand for empty values, too', () => {
    const empty = Object.fromEntries(VARIABLES.filter((name) => !(name in SLACK)).map((name) => [name, '']));
    expect(read(empty)).toEqual(read());
  });
});

describe('what a handler needs', () => {
  test.each<[Handler, string[]]>([
    [
      'slack',
      [
        'SESSIONS_TABLE',
        'SLACK_CHANNEL',
        'SLACK_TEAM_ID',
        'BASTION_TARGETS',
        'WATCHDOG_FUNCTION',
        'SLACK_BOT_TOKEN',
        'SLACK_SIGNING_SECRET',
        'APPROVER_USERS',
      ],
    ],
    ['session-events', ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS', 'SLACK_BOT_TOKEN']],
    ['watchdog', ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS', 'SLACK_BOT_TOKEN']],
    [
      'workspace',
      [
        'SESSIONS_TABLE',
        'SLACK_CHANNEL',
        'BASTION_TARGETS',
        'WATCHDOG_FUNCTION',
        'SLACK_APP_TOKEN',
        'SLACK_BOT_TOKEN',
        'APPROVER_USERS',
      ],
    ],
  ])('%s is told all at once, and asked for no more', (handler, needed) => {
    expect(faultsOf({}, handler, {}).map((fault) => fault.split(' ')[3])).toEqual(needed);
  });

  test.each(['session-events', 'watchdog'] as const)('%s runs without the rest', (handler) => {
    expect(faultsOf({}, handler, NEEDED)).toEqual([]);
  });

  test('is satisfied by the path of the secrets', () => {
    expect(
      faultsOf({ SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '', SLACK_SECRETS_PATH: '/bastion-ack/slack' }),
    ).toEqual([]);
  });

  test('is an approver, and one that is named', () => {
    expect(faultsOf({ APPROVER_USERS: '', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
    const nobody = '  - APPROVER_USERS and APPROVER_USER_GROUP are both not set: nobody could acknowledge';
    expect(faultsOf({ APPROVER_USERS: ' , ' })).toEqual([nobody]);
  });
});

describe('what is wrong', () => {
  test('is told all at once, and says how it would be right', () => {
    const wrong = {
      SLACK_CHANNEL: '#bastion',
      TIME_ZONE: 'Tokyo',
      LOCALE: 'de',
      LAPSE_AFTER_HOURS: 'soon',
      WATCHDOG_FUNCTION: '',
    };
    expect(() => read(wrong)).toThrow('The environment is not complete (5 to mend):');
    expect(faultsOf(wrong).toSorted()).toEqual([
      '  - LAPSE_AFTER_HOURS must be a number',
      '  - LOCALE must be en or ja',
      '  - SLACK_CHANNEL must be a Slack channel id, e.g. "C0123ABCD"',
      '  - TIME_ZONE must be an IANA time zone, e.g. "Asia/Tokyo"',
      '  - WATCHDOG_FUNCTION is not set',
    ]);
  });

  test.each([
    ['SESSIONS_TABLE', 'ab'],
    ['SLACK_CHANNEL', 'c0bastion'],
    ['SLACK_TEAM_ID', 'example'],
    ['SLACK_BOT_TOKEN', 'xoxp-made-up'],
    ['SLACK_APP_TOKEN', 'xoxb-made-up'],
    ['SLACK_SECRETS_PATH', 'bastion-ack/slack'],
    ['SLACK_API_URL', 'https://slack.com/api'],
    ['SLACK_API_URL', 'file:///api/'],
    ['APPROVER_USERS', 'U0APPROVER,@operator-2'],
    ['APPROVER_USER_GROUP', '@approvers'],
    ['MENTION_APPROVERS', 'yes'],
    ['OPERATOR_EMAIL_DOMAIN', '@example.com'],
    ['PINNED_ROLES', 'arn:aws:iam::111122223333:role/BastionOperator'],
    ['REMIND_AFTER_MINUTES', '0'],
    ['REMIND_AFTER_MINUTES', '-5'],
    ['ACKNOWLEDGE_WITHIN_MINUTES', 'Infinity'],
    ['ACKNOWLEDGE_WITHIN_MINUTES', '15m'],
    ['LAPSE_AFTER_HOURS', '9999'],
  ])('is named: %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^  - ${name} `))]);
  });

  test('is told without the value of a secret', () => {
    const SECRETS = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'];
    for (const name of SECRETS) {
      const told = faultsOf({ [name]: 'do-not-tell', LOCALE: 'xx' }).join();
      expect(told).not.toContain('do-not-tell');
      expect(told).toContain('LOCALE');
    }
  });

  test('is told without any value at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VARIABLES), fc.stringMatching(/^[a-z]{9}$/), (name, word) => {
        expect(faultsOf({ [name]: `<${word}>` }).join()).not.toContain(word);
      }),
    );
  });
});

describe('lists', () => {
  test('are separated by commas, with or without spaces', () => {
    const { APPROVER_USERS, SHELL_DOCUMENTS } = read({
      APPROVER_USERS: 'U0SECONDOP, W0THIRDOP,',
      SHELL_DOCUMENTS: 'Team-Shell',
    });
    expect([APPROVER_USERS, SHELL_DOCUMENTS]).toEqual([['U0SECONDOP', 'W0THIRDOP'], ['Team-Shell']]);
  });
});

test('amounts may be decimals', () => {
  expect(read({ REMIND_AFTER_MINUTES: '0.5' }).REMIND_AFTER_MINUTES).toBe(0.5);
});

describe('the targets', () => {
  test.each([
    ['*', { value: '*' }],
    [TARGETS, { value: { 'i-0123456789abcdef0': 'bastion-1' } }],
    [
      '{"mi-0123456789abcdef0":"in the office","i-01234567":"old"}',
      { value: { 'mi-0123456789abcdef0': 'in the office', 'i-01234567': 'old' } },
    ],
    ['ssm:/bastion-ack/targets', { parameter: '/bastion-ack/targets' }],
  ])('may be %s', (text, targets) => {
    expect(read({ BASTION_TARGETS: text }).BASTION_TARGETS).toEqual(targets);
  });

  test.each([
    '{}',
    '[]',
    '"*"',
    '**',
    'i-0123456789abcdef0',
    '{"i-0123456789abcdef0":""}',
    '{"bastion":"bastion"}',
    '{"i-0123456789abcdef0":1}',
    '{"I-0123456789ABCDEF0":"x"}',
    'ssm:/',
    'ssm:targets',
    'ssm:/a b',
    'null',
  ])('may not be %s', (text) => {
    const fault =
      '  - BASTION_TARGETS must be "*", or a JSON object of at least one id like "i-0123456789abcdef0" with its name; or "ssm:/path", where Parameter Store holds it';
    // A quoted asterisk is the asterisk, and does no harm.
    expect(faultsOf({ BASTION_TARGETS: text })).toEqual(text === '"*"' ? [] : [fault]);
  });

  test('from Parameter Store are held to the same', () => {
    expect(targetsIn(TARGETS)).toEqual({ 'i-0123456789abcdef0': 'bastion-1' });
    expect(() => targetsIn('{}')).toThrow('BASTION_TARGETS (from Parameter Store) must be');
    expect(() => targetsIn('ssm:/elsewhere')).toThrow(ConfigError);
  });
});

describe('the operators', () => {
  test.each([
    ['{}', { value: {} }],
    [
      '{"operator-2":"U0SECONDOP","first.last-name@example.com":"W0THIRDOP"}',
      { value: { 'operator-2': 'U0SECONDOP', 'first.last-name@example.com': 'W0THIRDOP' } },
    ],
    [
      '{"111122223333/BastionOperator/operator-2":"U0SECONDOP"}',
      { value: { '111122223333/BastionOperator/operator-2': 'U0SECONDOP' } },
    ],
    ['ssm:/bastion-ack/operators', { parameter: '/bastion-ack/operators' }],
  ])('may be %s', (text, operators) => {
    expect(read({ OPERATORS: text }).OPERATORS).toEqual(operators);
  });

  test.each([
    '*',
    '[]',
    '{"operator-2":"operator-2"}',
    '{"":"U0SECONDOP"}',
    '{"BastionOperator/operator-2":"U0SECONDOP"}',
    '{"arn:aws:iam::111122223333:user/operator-2":"U0SECONDOP"}',
    '{"operator-2":["U0SECONDOP"]}',
    'operator-2=U0SECONDOP',
  ])('may not be %s, which nobody would ever match', (text) => {
    expect(faultsOf({ OPERATORS: text })).toEqual([
      expect.stringMatching(/^ {2}- OPERATORS must be a JSON object of names/),
    ]);
  });

  test('from Parameter Store are held to the same', () => {
    expect(operatorsIn('{"operator-2":"U0SECONDOP"}')).toEqual({ 'operator-2': 'U0SECONDOP' });
    expect(() => operatorsIn('{"operator-2":"operator-2"}')).toThrow('OPERATORS (from Parameter Store) must be');
  });
});

describe('docs/configuration.md', () => {
  const document = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /, '').trim()));

  test('lists every variable that is read, and no other', () => {
    expect(rows.map(([name]) => name?.replaceAll('`', '')).toSorted()).toEqual(VARIABLES.toSorted());
  });

  test('shows the defaults as they are', () => {
    const shown = rows.flatMap(([name = '', , byDefault = '']) => {
      const value = /^`(.*)`$/.exec(byDefault)?.[1];
      return value === undefined ? [] : [[name.replaceAll('`', ''), value] as const];
    });
    expect(shown.length).toBeGreaterThan(5);
    const without = read(Object.fromEntries(shown.map(([name]) => [name, ''])));
    expect(read(Object.fromEntries(shown))).toEqual(without);
  });
});
