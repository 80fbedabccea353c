// The settings: what each handler demands, what it is told when they are wrong, and that the documentation lists them all.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type Environment,
  type Handler,
  parseOperators,
  parseTargets,
  readConfig,
  refuseToTerminateEverywhere,
  VARIABLES,
} from '../../../app/config/read-config.ts';
import { resolveOperator } from '../../../app/session/operator.ts';

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
  test('every setting has its documented default', () => {
    expect(read()).toMatchObject({
      APPROVER_USERS: ['U0APPROVER'],
      MENTION_APPROVERS: false,
      OPERATORS: { value: {} },
      PINNED_ROLES: [],
      SHELL_DOCUMENTS: [],
      TIME_ZONE: 'Asia/Tokyo',
      LOCALE: 'en',
      TIMES: 'team',
      AUDITOR_USERS: [],
      NOTICE_WITHIN_MINUTES: 10,
      ON_NO_NOTICE: 'alarm',
      REMIND_AFTER_MINUTES: 5,
      ACKNOWLEDGE_WITHIN_MINUTES: 15,
      ON_DEADLINE: 'remind',
      WARN_BEFORE_MINUTES: 2,
      WARN_ON_HOST: false,
      WARN_DOCUMENT: 'bastion-ack-warning',
      LAPSE_AFTER_HOURS: 24,
      DIGEST_AT: '09:00',
      POLL_EVERY_SECONDS: 60,
      REPLAY_EVERY_MINUTES: 5,
      HEARTBEAT: true,
      FOUR_EYES: 'record',
      ASK_REASON: false,
      TELL_OPERATOR: true,
    });
  });

  test('the defaults name no group of auditors, no on-call channel, and no log group', () => {
    const { AUDITOR_USER_GROUP, ESCALATION_CHANNEL, TRAIL_LOG_GROUP } = read();
    expect([AUDITOR_USER_GROUP, ESCALATION_CHANNEL, TRAIL_LOG_GROUP]).toEqual([undefined, undefined, undefined]);
  });

  test('by default no acknowledgement goes stale, no reaction counts, and no log is linked', () => {
    const { CONFIRM_EVERY_HOURS, ACKNOWLEDGE_REACTION, SESSION_LOG_URL } = read();
    expect([CONFIRM_EVERY_HOURS, ACKNOWLEDGE_REACTION, SESSION_LOG_URL]).toEqual([undefined, undefined, undefined]);
  });

  test('an empty value stands for the default', () => {
    const empty = Object.fromEntries(VARIABLES.filter((name) => !(name in SLACK)).map((name) => [name, '']));
    expect(read(empty)).toEqual(read());
  });
});

describe('what a handler needs', () => {
  test('the compiler holds an environment to the names, and to what is required', () => {
    const whole = { SESSIONS_TABLE: 'sessions', SLACK_CHANNEL: 'C0123ABCD', BASTION_TARGETS: '{"i-0123abcd":"web"}' };
    const taken: Environment<'watchdog'> = { ...whole, SLACK_SECRETS_PATH: '/bastion-ack/slack' };
    // @ts-expect-error: a demanded variable is missing
    const missing: Environment<'slack'> = whole;
    // @ts-expect-error: no variable has this name
    const unknown: Environment<'watchdog'> = { ...whole, SESSION_TABLE: 'sessions' };
    expect(readConfig('watchdog', { ...taken }).SESSIONS_TABLE).toBe('sessions');
    expect(() => readConfig('slack', { ...missing })).toThrow('WATCHDOG_FUNCTION is not set');
    expect(Object.keys(unknown)).toContain('SESSION_TABLE');
  });

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
    ['audit', ['SESSIONS_TABLE']],
    ['audit-export', ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS', 'SLACK_BOT_TOKEN']],
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
  ])('%s reports all missing settings at once, and no others', (handler, needed) => {
    expect(faultsOf({}, handler, {}).map((fault) => fault.split(' ')[3])).toEqual(needed);
  });

  test.each(['session-events', 'watchdog', 'audit-export'] as const)(
    '%s runs without the optional settings',
    (handler) => {
      expect(faultsOf({}, handler, NEEDED)).toEqual([]);
    },
  );

  test('the path of the secrets stands for the secrets', () => {
    expect(
      faultsOf({ SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '', SLACK_SECRETS_PATH: '/bastion-ack/slack' }),
    ).toEqual([]);
  });

  test('at least one approver has to be named', () => {
    expect(faultsOf({ APPROVER_USERS: '', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
    const nobody = '  - APPROVER_USERS and APPROVER_USER_GROUP are both unset: nobody could acknowledge';
    expect(faultsOf({ APPROVER_USERS: ' , ' })).toEqual([nobody]);
  });
});

describe('what is wrong', () => {
  test('all wrong settings are reported at once, with what would be right', () => {
    const wrong = {
      SLACK_CHANNEL: '#bastion',
      TIME_ZONE: 'Tokyo',
      LOCALE: 'de',
      TIMES: 'mine',
      LAPSE_AFTER_HOURS: 'soon',
      WATCHDOG_FUNCTION: '',
    };
    expect(() => read(wrong)).toThrow('The environment is not valid (6 problems):');
    expect(faultsOf(wrong).toSorted()).toEqual([
      '  - LAPSE_AFTER_HOURS must be a number',
      '  - LOCALE must be en or ja',
      '  - SLACK_CHANNEL must be a Slack channel id, e.g. "C0123ABCD"',
      '  - TIMES must be team or reader',
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
    ['SLACK_API_URL', 'https:///api/'],
    ['SLACK_API_URL', 'https://two words/api/'],
    ['EVENT_BUS', 'two words'],
    ['EVENT_BUS', 'arn:aws:sns:ap-northeast-1:111122223333:topic'],
    ['ENDPOINT_URL', 'slack.example.com/slack/events'],
    ['ENDPOINT_URL', 'https://'],
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
    ['AUDITOR_USERS', 'auditor'],
    ['AUDITOR_USER_GROUP', 'U0AUDITOR'],
    ['NOTICE_WITHIN_MINUTES', '0'],
    ['ON_NO_NOTICE', 'cut'],
    ['ON_DEADLINE', 'Terminate'],
    ['ESCALATION_CHANNEL', '#on-call'],
    ['WARN_BEFORE_MINUTES', '-1'],
    ['WARN_ON_HOST', '1'],
    ['WARN_DOCUMENT', 'wall "hello"'],
    ['DIGEST_AT', '9:00'],
    ['DIGEST_AT', '24:00'],
    ['DIGEST_AT', '09:60'],
    ['DIGEST_AT', '09:00:00'],
    ['POLL_EVERY_SECONDS', '4'],
    ['POLL_EVERY_SECONDS', '61'],
    ['REPLAY_EVERY_MINUTES', '0.5'],
    ['TRAIL_LOG_GROUP', 'arn:aws:logs:ap-northeast-1:111122223333:log-group:trail'],
    ['ARCHIVE_BUCKET', 's3://archive'],
    ['MONTHLY_REPORT', 'monthly'],
    ['HEARTBEAT', 'on'],
    ['FOUR_EYES', 'true'],
    ['FOUR_EYES', 'Require'],
    ['ASK_REASON', 'yes'],
    ['TELL_OPERATOR', 'off'],
    ['CONFIRM_EVERY_HOURS', '0'],
    ['CONFIRM_EVERY_HOURS', '0.009'],
    ['CONFIRM_EVERY_HOURS', '720.5'],
    ['CONFIRM_EVERY_HOURS', '-8'],
    ['CONFIRM_EVERY_HOURS', '8h'],
    ['CONFIRM_EVERY_HOURS', ' '],
    ['CONFIRM_EVERY_HOURS', 'Infinity'],
    ['CONFIRM_EVERY_HOURS', 'never'],
  ])('a wrong value is named: %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^  - ${name} `))]);
  });

  test('a wrong secret is reported without its value', () => {
    const SECRETS = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'];
    for (const name of SECRETS) {
      const faultText = faultsOf({ [name]: 'do-not-tell', LOCALE: 'xx' }).join();
      expect(faultText).not.toContain('do-not-tell');
      expect(faultText).toContain('LOCALE');
    }
  });

  test('a wrong value of any setting is reported without the value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VARIABLES), fc.stringMatching(/^[a-z]{9}$/), (name, word) => {
        expect(faultsOf({ [name]: `<${word}>` }).join()).not.toContain(word);
      }),
    );
  });
});

describe('lists', () => {
  test('lists are separated by commas, with or without spaces', () => {
    const { APPROVER_USERS, SHELL_DOCUMENTS } = read({
      APPROVER_USERS: 'U0SECONDOP, W0THIRDOP,',
      SHELL_DOCUMENTS: 'Team-Shell',
    });
    expect([APPROVER_USERS, SHELL_DOCUMENTS]).toEqual([['U0SECONDOP', 'W0THIRDOP'], ['Team-Shell']]);
  });
});

test.each([
  'NOTICE_WITHIN_MINUTES',
  'REMIND_AFTER_MINUTES',
  'ACKNOWLEDGE_WITHIN_MINUTES',
  'WARN_BEFORE_MINUTES',
  'LAPSE_AFTER_HOURS',
  'CONFIRM_EVERY_HOURS',
] as const)('%s may be a decimal', (name) => {
  expect(read({ [name]: '0.25' })[name]).toBe(0.25);
});

test.each(['00:00', '09:05', '23:59'])('the digest may go out at %s', (time) => {
  expect(read({ DIGEST_AT: time }).DIGEST_AT).toBe(time);
});

describe('where the deadline terminates sessions', () => {
  const TERMINATING = { ...SLACK, ON_DEADLINE: 'terminate', APPROVER_USERS: 'U0APPROVER,U0SECOND' };
  const ALONE =
    '  - APPROVER_USERS must name at least two people, or APPROVER_USER_GROUP must be set: nobody can acknowledge their own session';
  const NO_TIME =
    '  - ACKNOWLEDGE_WITHIN_MINUTES must leave time for REMIND_AFTER_MINUTES and WARN_BEFORE_MINUTES: a session is terminated only after a reminder and a warning';
  const terminating = (over: Record<string, string>, handler: Handler = 'slack') =>
    faultsOf(over, handler, TERMINATING);

  test('two approvers, or a group, are enough where the deadline terminates', () => {
    expect(terminating({})).toEqual([]);
    expect(terminating({ APPROVER_USERS: '', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
    expect(terminating({ APPROVER_USERS: 'U0APPROVER', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
  });

  test.each(['slack', 'watchdog'] as const)(
    'one person alone is refused by %s where the deadline terminates, named twice or once',
    (handler) => {
      expect(terminating({ APPROVER_USERS: 'U0APPROVER' }, handler)).toEqual([ALONE]);
      expect(terminating({ APPROVER_USERS: 'U0APPROVER, U0APPROVER' }, handler)).toEqual([ALONE]);
    },
  );

  test('the watchdog refuses to terminate where there is no approver at all', () => {
    expect(terminating({ APPROVER_USERS: '' }, 'watchdog')).toEqual([ALONE]);
  });

  test('a function that only reads starts needs to know no approver', () => {
    expect(terminating({ APPROVER_USERS: '' }, 'session-events')).toEqual([]);
  });

  test('one approver is enough where nothing is terminated', () => {
    expect(faultsOf({ ON_DEADLINE: 'remind' })).toEqual([]);
  });

  test('the reminder and the warning have to fit before a deadline that terminates', () => {
    expect(terminating({ REMIND_AFTER_MINUTES: '13', WARN_BEFORE_MINUTES: '2' })).toEqual([]);
    expect(terminating({ REMIND_AFTER_MINUTES: '13', WARN_BEFORE_MINUTES: '2.01' })).toEqual([NO_TIME]);
    expect(faultsOf({ REMIND_AFTER_MINUTES: '13', WARN_BEFORE_MINUTES: '2.01' })).toEqual([]);
  });

  test('decimals that fit are not refused for the way in which computers add them', () => {
    const times = { REMIND_AFTER_MINUTES: '0.1', WARN_BEFORE_MINUTES: '0.2', ACKNOWLEDGE_WITHIN_MINUTES: '0.3' };
    expect(terminating(times)).toEqual([]);
  });

  test('settings that disagree are reported together with settings that are wrong in themselves', () => {
    expect(terminating({ APPROVER_USERS: 'U0APPROVER', LOCALE: 'de' })).toEqual(['  - LOCALE must be en or ja', ALONE]);
  });

  test('a setting that is wrong in itself is not said to disagree as well', () => {
    expect(terminating({ APPROVER_USERS: '@operator' })).toEqual([expect.stringContaining('APPROVER_USERS must be')]);
  });
});

describe('where four eyes are required', () => {
  const REQUIRED = { ...SLACK, FOUR_EYES: 'require', APPROVER_USERS: 'U0APPROVER,U0SECOND' };
  const ALONE =
    '  - FOUR_EYES=require needs two approvers: APPROVER_USERS must name at least two people, or APPROVER_USER_GROUP must be set';
  const requiring = (over: Record<string, string>, handler: Handler = 'slack') => faultsOf(over, handler, REQUIRED);

  test('two approvers, or a group, are enough where four eyes are required', () => {
    expect(read({ FOUR_EYES: 'require', APPROVER_USERS: 'U0APPROVER,U0SECOND' }).FOUR_EYES).toBe('require');
    expect(requiring({ APPROVER_USERS: '', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
    expect(requiring({ APPROVER_USERS: 'U0APPROVER', APPROVER_USER_GROUP: 'S0APPROVERS' })).toEqual([]);
  });

  test.each(['slack', 'watchdog', 'workspace'] as const)(
    'one person alone is refused by %s where four eyes are required, named twice or once',
    (handler) => {
      const token = { SLACK_APP_TOKEN: 'xapp-made-up' };
      expect(requiring({ ...token }, handler)).toEqual([]);
      expect(requiring({ ...token, APPROVER_USERS: 'U0APPROVER' }, handler)).toEqual([ALONE]);
      expect(requiring({ ...token, APPROVER_USERS: 'U0APPROVER, U0APPROVER' }, handler)).toEqual([ALONE]);
    },
  );

  test.each(['session-events', 'audit-export', 'audit'] as const)(
    '%s, which asks nobody to press, runs with one approver where four eyes are required',
    (handler) => {
      expect(requiring({ APPROVER_USERS: 'U0APPROVER' }, handler)).toEqual([]);
    },
  );

  test('one approver is enough where four eyes are recorded only', () => {
    expect(faultsOf({ FOUR_EYES: 'record' })).toEqual([]);
  });

  test('an invalid list of approvers is not said to be too short as well', () => {
    expect(requiring({ APPROVER_USERS: '@approver' })).toEqual([expect.stringContaining('APPROVER_USERS must be')]);
  });
});

describe('where acknowledgements go stale', () => {
  const OFTEN =
    '  - CONFIRM_EVERY_HOURS must not be shorter than ACKNOWLEDGE_WITHIN_MINUTES, the time to answer: an acknowledgement would be asked about more often than anybody has to answer';

  test.each([
    ['8', '15', []],
    ['0.25', '15', []],
    // Computers multiply these to a little less, and to a little more.
    ['0.03', '1.8', []],
    ['0.07', '4.2', []],
    ['0.01', '0.6', []],
    ['0.24', '15', [OFTEN]],
    ['0.01', '15', [OFTEN]],
    ['8', '480.01', [OFTEN]],
  ])('asking every %s hours where people have %s minutes to answer is told: %j', (hours, minutes, faults) => {
    expect(faultsOf({ CONFIRM_EVERY_HOURS: hours, ACKNOWLEDGE_WITHIN_MINUTES: minutes })).toEqual(faults);
  });

  test('without an interval any time to answer will do', () => {
    expect(faultsOf({ ACKNOWLEDGE_WITHIN_MINUTES: '10080' })).toEqual([]);
  });

  test.each(['0.01', '8', '720'])('an acknowledgement may go stale after %s hours', (hours) => {
    const stale = read({ CONFIRM_EVERY_HOURS: hours, ACKNOWLEDGE_WITHIN_MINUTES: '0.5' });
    expect(stale.CONFIRM_EVERY_HOURS).toBe(Number(hours));
  });

  test('an invalid interval is not said to be too short as well', () => {
    expect(faultsOf({ CONFIRM_EVERY_HOURS: '0.001' })).toEqual(['  - CONFIRM_EVERY_HOURS must be at least 0.01']);
  });
});

describe('where sessions are terminated', () => {
  const EVERYWHERE =
    'BASTION_TARGETS must name its targets when sessions may be terminated: "*" would terminate sessions on every node';

  test.each([
    ['ON_DEADLINE', { ON_DEADLINE: 'terminate', APPROVER_USERS: 'U0APPROVER,U0SECOND' }],
    ['ON_NO_NOTICE', { ON_NO_NOTICE: 'terminate' }],
  ])('where sessions are terminated by %s, not every node of the account may be a target', (_, terminates) => {
    expect(faultsOf({ ...terminates, BASTION_TARGETS: '*' })).toEqual([`  - ${EVERYWHERE}`]);
    expect(faultsOf({ ...terminates, BASTION_TARGETS: '"*"' })).toEqual([`  - ${EVERYWHERE}`]);
    expect(faultsOf(terminates)).toEqual([]);
  });

  test('where sessions are terminated, Parameter Store cannot make every node a target either', () => {
    const targets = { BASTION_TARGETS: 'ssm:/bastion-ack/targets' };
    const terminating = read({ ...targets, ON_NO_NOTICE: 'terminate' });
    expect(() => refuseToTerminateEverywhere(terminating, parseTargets('*'))).toThrow(EVERYWHERE);
    expect(() => refuseToTerminateEverywhere(terminating, parseTargets(TARGETS))).not.toThrow();
    expect(() => refuseToTerminateEverywhere(read(targets), parseTargets('*'))).not.toThrow();
  });
});

test.each<Record<string, string>>([{ ARCHIVE_BUCKET: 'bastion-archive' }, { SEAL_KEY: 'alias/bastion-ack-seal' }])(
  'an archive has to be signed: %o alone is refused',
  (alone) => {
    expect(faultsOf(alone)).toEqual([expect.stringContaining('ARCHIVE_BUCKET and SEAL_KEY must be set together')]);
    expect(faultsOf({ ARCHIVE_BUCKET: 'bastion-archive', SEAL_KEY: 'alias/bastion-ack-seal' })).toEqual([]);
  },
);

describe('the targets', () => {
  test.each([
    ['*', { value: '*' }],
    [TARGETS, { value: { 'i-0123456789abcdef0': 'bastion-1' } }],
    [
      '{"mi-0123456789abcdef0":"in the office","i-01234567":"old"}',
      { value: { 'mi-0123456789abcdef0': 'in the office', 'i-01234567': 'old' } },
    ],
    ['ssm:/bastion-ack/targets', { parameter: '/bastion-ack/targets' }],
  ])('the targets may be %s', (text, targets) => {
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
  ])('the targets may not be %s', (text) => {
    const fault =
      '  - BASTION_TARGETS must be "*", or a JSON object with at least one id like "i-0123456789abcdef0" and its name; or "ssm:/path", if Parameter Store holds it';
    // A quoted asterisk is the asterisk, and does no harm.
    expect(faultsOf({ BASTION_TARGETS: text })).toEqual(text === '"*"' ? [] : [fault]);
  });

  test('the targets from Parameter Store are held to the same rules', () => {
    expect(parseTargets(TARGETS)).toEqual({ 'i-0123456789abcdef0': 'bastion-1' });
    expect(() => parseTargets('{}')).toThrow('BASTION_TARGETS (from Parameter Store) must be');
    expect(() => parseTargets('ssm:/elsewhere')).toThrow(ConfigError);
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
  ])('the operators may be %s', (text, operators) => {
    expect(read({ OPERATORS: text }).OPERATORS).toEqual(operators);
  });

  test.each(['constructor', 'prototype', '__proto__', 'toString', '111122223333/constructor/__proto__'])(
    'an operator may be called %s, as IAM lets them be',
    (name) => {
      const text = `{"${name}":"U0SECONDOP","operator-2":"U0THIRDOP"}`;
      const [given] = [read({ OPERATORS: text }).OPERATORS];
      const operators = 'value' in given ? given.value : {};
      expect(Object.entries(operators)).toEqual(Object.entries(JSON.parse(text)));
      expect(Object.entries(parseOperators(text))).toEqual(Object.entries(JSON.parse(text)));
      const [accountId, roleName, own] = name.includes('/') ? name.split('/') : [undefined, undefined, name];
      const principal = { type: 'AssumedRole', name: own ?? name, accountId, roleName };
      expect(resolveOperator(principal, { operators, pinnedRoles: [] })).toMatchObject({ slackUser: 'U0SECONDOP' });
    },
  );

  test.each([
    '*',
    '[]',
    '["U0SECONDOP"]',
    '{"operator-2":"operator-2"}',
    '{"":"U0SECONDOP"}',
    '{"BastionOperator/operator-2":"U0SECONDOP"}',
    '{"arn:aws:iam::111122223333:user/operator-2":"U0SECONDOP"}',
    '{"operator-2":["U0SECONDOP"]}',
    'operator-2=U0SECONDOP',
  ])('the operators may not be %s, which nobody would ever match', (text) => {
    expect(faultsOf({ OPERATORS: text })).toEqual([
      expect.stringMatching(/^ {2}- OPERATORS must be a JSON object that maps names/),
    ]);
  });

  test.each([
    ['{"op.one":"U0FIRSTOP","Op.One":"U0SECONDOP"}', true],
    ['{"111122223333/Role/op":"U0FIRSTOP","111122223333/role/OP":"U0SECONDOP"}', true],
    ['{"op.one":"U0FIRSTOP","Op.One":"U0FIRSTOP"}', false],
  ])('the operators of %s give two people to one name: %s', (text, ambiguous) => {
    const sentence = /OPERATORS must not map names that differ only in letter case to two Slack users/;
    expect(faultsOf({ OPERATORS: text })).toEqual(ambiguous ? [expect.stringMatching(sentence)] : []);
    if (ambiguous) expect(() => parseOperators(text)).toThrow(sentence);
    else expect(Object.keys(parseOperators(text))).toHaveLength(2);
  });

  test('the operators from Parameter Store are held to the same rules', () => {
    expect(parseOperators('{"operator-2":"U0SECONDOP"}')).toEqual({ 'operator-2': 'U0SECONDOP' });
    expect(() => parseOperators('{"operator-2":"operator-2"}')).toThrow('OPERATORS (from Parameter Store) must be');
  });
});

describe('docs/configuration.md', () => {
  const document = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /, '').trim()));

  test('the page of the configuration lists every variable that is read, and no other', () => {
    expect(rows.map(([name]) => name?.replaceAll('`', '')).toSorted()).toEqual(VARIABLES.toSorted());
  });

  test('the page of the configuration shows the defaults as they are', () => {
    const shown = rows.flatMap(([name = '', , byDefault = '']) => {
      const value = /^`(.*)`$/.exec(byDefault)?.[1];
      return value === undefined ? [] : [[name.replaceAll('`', ''), value] as const];
    });
    expect(shown.length).toBeGreaterThan(5);
    const without = read(Object.fromEntries(shown.map(([name]) => [name, ''])));
    expect(read(Object.fromEntries(shown))).toEqual(without);
  });
});
