// Each judgement by the facts that it can meet; the trial's test runs the checks themselves.
import { describe, expect, test } from 'vitest';
import { judgeTopic } from '../../../app/checks/judgements/alarm-topic.ts';
import { judgeLastSeal, judgeLock, judgeSealKey } from '../../../app/checks/judgements/archive.ts';
import {
  judgeClock,
  judgeEndpoint,
  judgePoll,
  judgeSecrets,
  judgeSlackRequests,
} from '../../../app/checks/judgements/requests.ts';
import { judgeApprovers, judgeChannels, judgeScopes, judgeToken } from '../../../app/checks/judgements/slack.ts';
import { judgeBackups, judgeProtection, judgeTable } from '../../../app/checks/judgements/table.ts';
import { judgeTargets, judgeTermination } from '../../../app/checks/judgements/targets.ts';
import { judgeRules, judgeSubscriptions, judgeTrails, matchesCalls } from '../../../app/checks/judgements/trail.ts';
import type { Outcome } from '../../../app/checks/outcome.ts';

const TOKEN = { teamId: 'T1', scopes: ['chat:write'], aheadSeconds: 0 };
const NOW = new Date('2026-11-24T09:00:00.000Z');
const MEMBER = { isMember: true, isArchived: false };
const TABLE = { status: 'ACTIVE', isProtected: true, indexes: new Map([['due', 'ACTIVE']]) };
const TRAIL = { name: 'trail', isLogging: true, deliveryError: undefined };
const RULE = { name: 'rule', isEnabled: true, pattern: undefined };
const SEALED = ['days/2026-11-23/00000002.jsonl.gz', 'seals/00000002.json'];
const KEY = { state: 'Enabled', kind: 'ECC_NIST_P256 SIGN_VERIFY' };
const SCHEDULE = { called: 'f', count: 1, matches: (pattern: string | undefined) => pattern === undefined };

const ACCOUNT = '111122223333';
const policyOf = (...statements: unknown[]) => JSON.stringify({ Statement: statements });
const allow = (principal: unknown, action: unknown, condition?: object) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  Condition: condition,
});
const deny = (principal: unknown, condition?: object) => ({
  ...allow(principal, 'sns:*', condition),
  Effect: 'Deny',
});
const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };
const EVENTS = { Service: 'events.amazonaws.com' };
const BOTH = { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] };
const PUBLISH = allow(BOTH, 'sns:Publish');
const TOPIC = { policy: policyOf(PUBLISH), confirmedSubscribers: 1, key: undefined };
const topicWith = (...statements: unknown[]) => judgeTopic({ ...TOPIC, policy: policyOf(...statements) }, 't', ACCOUNT);
const keyed = (policy: string | undefined, id = 'key') => judgeTopic({ ...TOPIC, key: { id, policy } }, 't', ACCOUNT);
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const from = (account: string, operator = 'StringEquals') => ({ [operator]: { 'AWS:SourceAccount': [account] } });
const STRANGER = '444455556666';

/** "passed", or the key of the reason. */
function wordOf(outcome: Outcome): string {
  return outcome.outcome === 'passed' ? (outcome.reason?.key ?? 'passed') : outcome.reason.key;
}

const CASES: readonly (readonly [facts: string, outcome: Outcome, word: string])[] = [
  [
    'both secrets',
    judgeSecrets(
      new Map([
        ['bot-token', true],
        ['signing-secret', true],
      ]),
      '/p',
    ),
    'passed',
  ],
  ['one secret', judgeSecrets(new Map([['bot-token', true]]), '/p/'), 'secret-missing'],
  ['a plain secret', judgeSecrets(new Map([['bot-token', false]]), '/p'), 'secret-not-encrypted'],
  ['a refused token', judgeToken({ refusal: 'invalid_auth' }, 'T1'), 'token-refused'],
  ['a token of elsewhere', judgeToken(TOKEN, 'T2'), 'other-workspace'],
  ['a token of any workspace', judgeToken(TOKEN, undefined), 'passed'],
  ['a scope too few', judgeScopes(TOKEN, ['chat:write', 'commands']), 'scopes-missing'],
  ['a scope too many', judgeScopes(TOKEN, []), 'passed'],
  ['scopes of a refused token', judgeScopes({ refusal: 'token_revoked' }, []), 'token-refused'],
  ['a channel', judgeChannels(new Map([['C1', MEMBER]])), 'passed'],
  ['an archived channel', judgeChannels(new Map([['C1', { ...MEMBER, isArchived: true }]])), 'channel-archived'],
  ['a channel without the app', judgeChannels(new Map([['C1', { ...MEMBER, isMember: false }]])), 'not-in-channel'],
  ['a refused channel', judgeChannels(new Map([['C1', { refusal: 'not_in_channel' }]])), 'not-in-channel'],
  ['no channel', judgeChannels(new Map([['C1', { refusal: 'channel_not_found' }]])), 'channel-not-found'],
  ['a channel for a refused token', judgeChannels(new Map([['C1', { refusal: 'invalid_auth' }]])), 'token-refused'],
  ['an unseen channel', judgeChannels(new Map([['C1', { unseen: 'channels:history' }]])), 'channel-unseen'],
  [
    'an unseen channel beside a wrong one',
    judgeChannels(
      new Map([
        ['C1', { unseen: 'channels:history' }],
        ['C2', { refusal: 'channel_not_found' }],
      ]),
    ),
    'channel-not-found',
  ],
  ['named approvers', judgeApprovers({ approverUsers: ['U1'] }, undefined), 'passed'],
  ['nobody', judgeApprovers({ approverUsers: [] }, undefined), 'no-approver'],
  ['a group', judgeApprovers({ approverUsers: [], approverGroup: 'S1' }, new Set(['U1'])), 'passed'],
  ['an empty group', judgeApprovers({ approverUsers: ['U1'], approverGroup: 'S1' }, new Set()), 'approver-group-empty'],
  [
    'a refused group',
    judgeApprovers({ approverUsers: ['U1'], approverGroup: 'S1' }, { refusal: 'no_such_subteam' }),
    'approver-group-refused',
  ],
  ['the own answer', judgeEndpoint(undefined, 'https://x'), 'passed'],
  ['a strange answer', judgeEndpoint(new Error('503'), 'https://x'), 'endpoint-silent'],
  ['no request', judgeSlackRequests(undefined, NOW), 'no-slack-request'],
  ['a request of a week ago', judgeSlackRequests('2026-11-17T09:00:00.000Z', NOW), 'slack-request-seen'],
  ['an older request', judgeSlackRequests('2026-11-17T08:59:59.000Z', NOW), 'slack-request-old'],
  ['a poll of a minute ago', judgePoll('2026-11-24T08:59:00.000Z', NOW), 'passed'],
  ['a poll of an hour ago', judgePoll('2026-11-24T08:00:00.000Z', NOW), 'no-poll'],
  ['no poll', judgePoll(undefined, NOW), 'no-poll'],
  ['a clock that is right', judgeClock({ ...TOKEN, aheadSeconds: 59 }), 'passed'],
  ['a clock that is behind', judgeClock({ ...TOKEN, aheadSeconds: 61 }), 'clock-off'],
  ['a clock that is ahead', judgeClock({ ...TOKEN, aheadSeconds: -61 }), 'clock-off'],
  ['no time', judgeClock({ ...TOKEN, aheadSeconds: undefined }), 'not-answered'],
  ['a table', judgeTable(TABLE, 't', ['due']), 'passed'],
  ['a table that is being changed', judgeTable({ ...TABLE, status: 'UPDATING' }, 't', ['due']), 'passed'],
  ['no table', judgeTable(undefined, 't', []), 'table-missing'],
  ['an archived table', judgeTable({ ...TABLE, status: 'ARCHIVED' }, 't', []), 'table-not-active'],
  ['an index too few', judgeTable(TABLE, 't', ['due', 'day']), 'index-missing'],
  [
    'an index in the making',
    judgeTable({ ...TABLE, indexes: new Map([['due', 'CREATING']]) }, 't', ['due']),
    'index-not-active',
  ],
  ['backups', judgeBackups(true, 't'), 'passed'],
  ['no backups', judgeBackups(false, 't'), 'no-point-in-time-recovery'],
  ['protection', judgeProtection(TABLE, 't'), 'passed'],
  ['no protection', judgeProtection({ ...TABLE, isProtected: false }, 't'), 'not-protected'],
  ['nothing to protect', judgeProtection(undefined, 't'), 'table-missing'],
  ['a trail', judgeTrails([TRAIL], 'g'), 'passed'],
  ['no trail', judgeTrails([], 'g'), 'no-trail'],
  ['a stopped trail', judgeTrails([{ ...TRAIL, isLogging: false }], 'g'), 'trail-stopped'],
  ['a trail that fails', judgeTrails([{ ...TRAIL, deliveryError: 'no role' }], 'g'), 'trail-not-delivering'],
  ['a stopped trail beside a good one', judgeTrails([{ ...TRAIL, isLogging: false }, TRAIL], 'g'), 'passed'],
  [
    'a subscription',
    judgeSubscriptions([{ pattern: 'p', destination: 'f' }], { logGroup: 'g', pattern: 'p', function: 'f' }),
    'passed',
  ],
  [
    'a subscription of somebody else',
    judgeSubscriptions([{ pattern: 'p', destination: 'fx' }], { logGroup: 'g', pattern: 'p', function: 'f' }),
    'subscription-missing',
  ],
  [
    'a subscription to other records',
    judgeSubscriptions([{ pattern: 'q', destination: 'f:live' }], { logGroup: 'g', pattern: 'p', function: 'f' }),
    'subscription-differs',
  ],
  ['a rule', judgeRules([RULE], SCHEDULE), 'passed'],
  ['no rule', judgeRules([], SCHEDULE), 'rule-missing'],
  ['a disabled rule', judgeRules([{ ...RULE, isEnabled: false }], SCHEDULE), 'rule-disabled'],
  ['a disabled rule beside a good one', judgeRules([RULE, { ...RULE, isEnabled: false }], SCHEDULE), 'rule-disabled'],
  ['a rule too few', judgeRules([RULE], { ...SCHEDULE, count: 2 }), 'rules-missing'],
  ['another rule', judgeRules([{ ...RULE, pattern: '{}' }], SCHEDULE), 'rule-differs'],
  ['a node', judgeTargets(['i-1'], new Map([['i-1', true]])), 'passed'],
  ['an unknown node', judgeTargets(['i-1', 'i-2'], new Map([['i-1', true]])), 'targets-unmanaged'],
  ['a node that is off', judgeTargets(['i-1'], new Map([['i-1', false]])), 'targets-offline'],
  ['a role that may', judgeTermination(new Map([['r', { decision: 'allowed', target: '' }]])), 'passed'],
  [
    'a role that may not',
    judgeTermination(new Map([['r', { decision: 'explicitDeny', target: 'i-1' }]])),
    'may-not-terminate',
  ],
  ['a key', judgeSealKey(KEY, 'k'), 'passed'],
  ['no key', judgeSealKey(undefined, 'k'), 'key-missing'],
  ['a key to be deleted', judgeSealKey({ ...KEY, state: 'PendingDeletion' }, 'k'), 'key-unusable'],
  [
    'a key for encryption',
    judgeSealKey({ ...KEY, kind: 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT' }, 'k'),
    'key-of-another-kind',
  ],
  ['a lock', judgeLock('COMPLIANCE', 'b'), 'passed'],
  ['a weak lock', judgeLock('GOVERNANCE', 'b'), 'archive-lock-weak'],
  ['no lock', judgeLock(undefined, 'b'), 'archive-not-locked'],
  ['yesterday’s seal', judgeLastSeal(SEALED, undefined, NOW), 'passed'],
  ['a file without its seal', judgeLastSeal(SEALED.slice(0, 1), '2026-11-01T00:00:00.000Z', NOW), 'not-sealed'],
  ['an old seal', judgeLastSeal(SEALED, undefined, new Date('2026-11-25T02:00:00.000Z')), 'not-sealed'],
  [
    'an old seal before the night’s run is over',
    judgeLastSeal(SEALED, undefined, new Date('2026-11-25T01:59:00.000Z')),
    'passed',
  ],
  ['no seal before the first night', judgeLastSeal([], '2026-11-24T08:00:00.000Z', NOW), 'first-night-ahead'],
  ['no seal after the first night', judgeLastSeal([], '2026-11-23T08:00:00.000Z', NOW), 'not-sealed'],
  ['a topic', judgeTopic(TOPIC, 't', ACCOUNT), 'passed'],
  ['no topic', judgeTopic(undefined, 't', ACCOUNT), 'topic-missing'],
  ['a topic for CloudFormation only', topicWith(allow({ Service: 'x' }, 'sns:Publish')), 'topic-refuses-alarms'],
  ['a topic for CloudWatch only', topicWith(allow(CLOUDWATCH, 'SNS:Publish')), 'topic-refuses-rules'],
  ['a topic with a policy of denials', topicWith({ Effect: 'Deny' }), 'topic-refuses-alarms'],
  ['a topic that denies CloudWatch', topicWith(PUBLISH, deny(CLOUDWATCH)), 'topic-refuses-alarms'],
  ['a topic that denies EventBridge', topicWith(PUBLISH, deny(EVENTS)), 'topic-refuses-rules'],
  ['a topic that denies everybody', topicWith(PUBLISH, deny('*')), 'topic-refuses-alarms'],
  [
    'a topic that denies other accounts',
    topicWith(PUBLISH, deny({ AWS: '*' }, from(ACCOUNT, 'StringNotEquals'))),
    'passed',
  ],
  [
    'a topic that denies this account',
    topicWith(PUBLISH, deny('*', from(STRANGER, 'StringNotEquals'))),
    'topic-refuses-alarms',
  ],
  [
    'a topic that denies plain text',
    topicWith(PUBLISH, deny('*', { Bool: { 'aws:SecureTransport': 'false' } })),
    'passed',
  ],
  [
    'a topic that denies by what is not known',
    topicWith(PUBLISH, deny('*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })),
    'passed',
  ],
  ['a topic for this account', topicWith(allow(BOTH, 'sns:Publish', from(ACCOUNT))), 'passed'],
  ['a topic for another account', topicWith(allow(BOTH, 'sns:Publish', from(STRANGER))), 'topic-refuses-alarms'],
  [
    'a topic for the rules of another account',
    topicWith(allow(CLOUDWATCH, 'sns:Publish'), allow(EVENTS, 'sns:Publish', from(STRANGER, 'StringEqualsIfExists'))),
    'topic-refuses-rules',
  ],
  ...['no JSON', '{}', 'null', '{"Statement":null}', '{"Statement":[null,{}]}'].map(
    (policy) =>
      [
        `a topic with the policy ${policy}`,
        judgeTopic({ ...TOPIC, policy }, 't', ACCOUNT),
        'topic-refuses-alarms',
      ] as const,
  ),
  [
    'a topic with the default policy',
    topicWith(allow({ AWS: '*' }, ['SNS:Publish'], { StringEquals: { 'AWS:SourceOwner': ACCOUNT } })),
    'topic-refuses-rules',
  ],
  ['a topic with a key that allows it', keyed(policyOf(allow(BOTH, USE_KEY))), 'passed'],
  ['a topic with a key that allows half', keyed(policyOf(allow(BOTH, 'kms:Decrypt'))), 'topic-key-refuses-alarms'],
  ['a topic with a key for CloudWatch', keyed(policyOf(allow(CLOUDWATCH, USE_KEY))), 'topic-key-refuses-rules'],
  [
    'a topic with a key that asks EventBridge for its source',
    keyed(policyOf(allow(BOTH, USE_KEY, from(ACCOUNT)))),
    'topic-key-refuses-rules',
  ],
  ['a topic with the key of AWS', keyed(undefined, 'alias/aws/sns'), 'topic-key-refuses-alarms'],
  ['a topic without subscribers', judgeTopic({ ...TOPIC, confirmedSubscribers: 0 }, 't', ACCOUNT), 'nobody-subscribed'],
];

test.each(CASES)('%s', (_, outcome, word) => {
  expect(wordOf(outcome)).toBe(word);
});

describe('the pattern of a rule', () => {
  const matches = (pattern: string | undefined) => matchesCalls(pattern, 'ssm.amazonaws.com', ['StartSession']);

  test.each([
    ['{"detail":{"eventSource":["ssm.amazonaws.com"],"eventName":["StartSession","ResumeSession"]}}'],
    ['{"source":["aws.ssm"]}'],
    ['{"source":[{"prefix":"aws."}],"detail-type":["AWS API Call via CloudTrail"],"detail":{}}'],
  ])('%s matches the calls', (pattern) => {
    expect(matches(pattern)).toBe(true);
  });

  test.each([
    [undefined],
    ['no JSON'],
    ['{"detail":{"eventName":["ResumeSession"]}}'],
    ['{"source":["aws.ec2"],"detail":{"eventName":["StartSession"]}}'],
    ['{"detail-type":["EC2 Instance State-change Notification"]}'],
    ['{"source":["aws.ssm"],"region":["us-east-1"]}'],
    ['{"detail":{"eventName":["StartSession"],"userIdentity":{"type":["Root"]}}}'],
    ['{"detail":{"eventName":[{"anything-but":"StartSession"}]}}'],
    ['null'],
    ['[]'],
    ['{"detail":{"eventSource":["ec2.amazonaws.com"],"eventName":["StartSession"]}}'],
  ])('%s does not', (pattern) => {
    expect(matches(pattern)).toBe(false);
  });
});
