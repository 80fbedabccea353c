// A stored entry stays small, whatever is the longest that AWS and people can put into it.
import { describe, expect, test } from 'vitest';
import { observationOf } from '../../../app/aws/cloudtrail.ts';
import { fromItem, toItem } from '../../../app/aws/session-item.ts';
import { DENIED_KEPT } from '../../../app/session/decide.ts';
import type { Operator, Principal, StartFacts, Target } from '../../../app/session/event.ts';
import { kindOf } from '../../../app/session/kind.ts';
import type { Entry } from '../../../app/session/session.ts';
import {
  acknowledged,
  at,
  cutFailed,
  cutRequested,
  deniedAttempts,
  deniedFacts,
  noticed,
  played,
  ssmFacts,
  started,
} from '../session/a-session.ts';
import { fixture } from './fixture.ts';

/** DynamoDB bills kilobytes: 64 are the limit that the project sets itself, less what longer ids would take here. */
const MOST_BYTES = 60 * 1024;
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
  const seen = observationOf(record);
  if (seen.type !== 'start') throw new Error('no start');
  const kind = kindOf('AWS-StartInteractiveCommand', seen.start.parameters);
  return { ...seen.start, principal: PRINCIPAL, operator: OPERATOR, target: TARGET, kind };
}

function sizeOf(entry: Entry): number {
  const lease = { owner: 'o'.repeat(36), until: at(0) };
  const stored = { entry, delivery: { repliedSeq: 99, shownHash: 'h'.repeat(64), shownAt: at(0), lease }, version: 99 };
  expect(fromItem(toItem(stored, at(0)))).toEqual(stored);
  return Buffer.byteLength(JSON.stringify(toItem(stored, at(0))));
}

test('a session that two sources told at length, and that could not be cut forty times, has room left', () => {
  const seen = ssmFacts({
    sessionId: longestStart().sessionId,
    target: TARGET,
    operator: { ...OPERATOR, verified: false },
  });
  const rounds = Array.from({ length: 40 }, () => [cutRequested(), cutFailed]).flat();
  const entry = played([started(seen), noticed, started(longestStart()), acknowledged(), ...rounds]);
  expect(entry.events).toHaveLength(4 + rounds.length);
  expect(sizeOf(entry)).toBeLessThan(MOST_BYTES);
});

describe('a row of denied attempts', () => {
  test('of a usual length is kept to its last', () => {
    expect(deniedAttempts(Array(DENIED_KEPT).fill(deniedFacts()))).toMatchObject({ count: DENIED_KEPT, more: false });
  });

  test('of the greatest length is kept as far as there is room, and says that there were more', () => {
    const longest = deniedFacts({
      principal: PRINCIPAL,
      operator: OPERATOR,
      target: TARGET,
      errorMessage: '本'.repeat(300),
      sourceIp: 'x'.repeat(256),
    });
    const entry = deniedAttempts(Array(DENIED_KEPT + 9).fill(longest));
    expect(entry.more).toBe(true);
    expect(entry.count).toBeGreaterThan(9);
    expect(sizeOf(entry)).toBeLessThan(MOST_BYTES);
  });
});
