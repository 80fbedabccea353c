// Sessions and denied attempts with whatever people and AWS may put into them, up to the longest that is legal.
import fc from 'fast-check';
import { LOCALES } from '../../../app/lib/locale.ts';
import type { DeniedFacts, Operator, Principal, StartFacts, Target } from '../../../app/session/event.ts';
import { deriveKind, type Kind } from '../../../app/session/kind.ts';
import type { DeniedAttempts, Session } from '../../../app/session/session.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';
import { kindsOf } from '../session/any-event.ts';
import {
  aSession,
  CONFIRMING_OPTIONS,
  deniedAttempts,
  MESSAGE_OPTIONS,
  OPERATOR,
  SESSION_LOG_URL,
  STATES,
  type State,
  TERMINATING_OPTIONS,
  type Typed,
  WORKSPACE_URL,
} from './notice-states-fixture.ts';

/** Typed text that could be taken for markup, break a line, or be truncated within a character. */
const MISCHIEF = [
  '<!channel>',
  '<!here|here>',
  '<@U0SOMEBODY>',
  '<!subteam^S0SOMEBODY>',
  '<https://example.com|press here>',
  'https://example.com/?a=1&b=2',
  '&lt;!channel&gt;',
  '&amp;',
  '&',
  '*bold*',
  '_thin_',
  '~gone~',
  '`code`',
  '```',
  ':smile:',
  ':+1::skin-tone-2:',
  '@here',
  '"quoted"\\',
  '=1+1',
  '\n>',
  '\r\n• ',
  '\u2028',
  '\u0000\u001b[31m',
  '\u202eesrever',
  '\u2067שלום\u2069',
  'مرحبا',
  '👩‍👩‍👧‍👦',
  '🏳️‍🌈',
  '🇯🇵',
  '👍🏽',
  'e\u0301\u0302\u0303\u0304',
  '踏み台サーバー',
  '\u200b',
  '\ufdd01764000000\ufdd1{time}\ufdd1gone\ufdd2',
  ' ',
  'x',
];

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...MISCHIEF) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** Well formed, as everything is that comes through the border of the program. @param most characters */
export function anyText(most: number): fc.Arbitrary<string> {
  const filled = fc.tuple(pieces, fc.constantFrom('', ...MISCHIEF)).map(([a, b]) => (a + b || 'x').repeat(most));
  return fc
    .oneof(
      fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
      filled,
    )
    .map((text) => [...text].slice(0, most).join('') || 'x');
}

const id = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019+=,.@-_'), minLength: 1, maxLength: length });
const userId = fc.string({ unit: fc.constantFrom(...'ABC019'), minLength: 1, maxLength: 12 }).map((rest) => `U${rest}`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const anyOperator: fc.Arbitrary<Operator> = fc.record({
  name: anyText(256),
  verified: fc.boolean(),
  slackUser: fc.constantFrom(undefined, OPERATOR),
  foundBy: fc.constantFrom('settings', 'settings-caseless', 'email', undefined),
});
const anyPrincipal: fc.Arbitrary<Principal> = fc.record({
  type: fc.constantFrom('AssumedRole', 'IAMUser', 'Unknown'),
  name: anyText(256),
});
const anyTarget: fc.Arbitrary<Target> = fc.record({ id: anyText(400), name: anyText(400) });

const anyPort = fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(22, 3389, 5432, 1433));
const anyUnderstood = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        undefined,
        'AWS-StartSSHSession',
        'AWS-StartPortForwardingSession',
        'AWS-StartPortForwardingSessionToRemoteHost',
        'AWS-StartInteractiveCommand',
      ),
      anyText(128),
    ),
    maybe(
      fc.record(
        {
          host: anyText(255).map((host) => [host]),
          portNumber: anyPort.map((port) => [String(port)]),
          command: fc.array(anyText(256), { minLength: 1, maxLength: 8 }),
        },
        { requiredKeys: [] },
      ),
    ),
  )
  .map(([document, parameters]) => deriveKind(document, parameters));
const anyKind = fc.oneof(anyUnderstood, ...Object.values<fc.Arbitrary<Kind>>(kindsOf(anyText)));

const anyStartFacts: fc.Arbitrary<StartFacts> = fc.record({
  sessionId: id(128),
  source: fc.constantFrom('cloudtrail', 'ssm'),
  startedAt: fc
    .date({ min: new Date('2026-11-23T00:00:00Z'), max: new Date('2026-11-24T08:10:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  principal: anyPrincipal,
  operator: anyOperator,
  target: anyTarget,
  kind: anyKind,
  accountId: maybe(fc.constant('111122223333')),
  region: maybe(fc.constantFrom('ap-northeast-1', 'us-gov-west-1')),
  sourceIp: maybe(fc.oneof(fc.ipV4(), fc.ipV6(), anyText(128))),
  reason: maybe(anyText(256)),
});

const anyDeniedFacts: fc.Arbitrary<DeniedFacts> = fc.record({
  attemptedAt: fc.constant('2026-11-24T08:02:00.000Z'),
  principal: anyPrincipal,
  operator: anyOperator,
  target: maybe(anyTarget),
  errorCode: anyText(64),
  errorMessage: maybe(anyText(300)),
  accountId: maybe(fc.constant('111122223333')),
  region: maybe(fc.constant('ap-northeast-1')),
  sourceIp: maybe(anyText(128)),
});

/** A note of nothing but spaces is refused. */
const anyNote = (most: number) => anyText(most).map((text) => (text.trim() === '' ? 'x' : text));
const anyTyped: fc.Arbitrary<Typed> = fc.record({ note: anyNote(500), reason: anyNote(500), ticket: anyNote(100) });

const anyState: fc.Arbitrary<State> = fc.constantFrom(...STATES);

export const anySession: fc.Arbitrary<Session> = fc
  .tuple(anyState, anyStartFacts, anyTyped)
  .map(([state, facts, typed]) => aSession(state, facts, typed));

export const anyDenied: fc.Arbitrary<DeniedAttempts> = fc
  .tuple(fc.constantFrom(1, 2, 50, 51), anyDeniedFacts)
  .map(([count, facts]) => deniedAttempts(count, facts));

const anyPeople = fc.record({ users: fc.array(userId, { maxLength: 8 }), group: maybe(fc.constant('S0APPROVERS')) });

export const anyMessageOptions: fc.Arbitrary<MessageOptions> = fc.record({
  timeZone: fc.constantFrom('Asia/Tokyo', 'UTC', 'America/New_York', 'Asia/Kathmandu'),
  locale: fc.constantFrom(...LOCALES),
  times: fc.constantFrom('team', 'reader'),
  deadlines: fc.constantFrom(MESSAGE_OPTIONS.deadlines, TERMINATING_OPTIONS.deadlines, CONFIRMING_OPTIONS.deadlines),
  mention: anyPeople,
  approvers: anyPeople,
  escalates: fc.boolean(),
  trial: fc.boolean(),
  sessionLogUrl: fc.constantFrom(undefined, SESSION_LOG_URL),
  workspaceUrl: fc.constantFrom(undefined, WORKSPACE_URL),
});
