// Judges the topic of the alarms: it must let CloudWatch publish, by its policy and by its key, and somebody must listen.
import { failed, type Outcome, PASSED } from '../outcome.ts';
import type { TopicFacts } from '../ports.ts';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const AWS_OWN_KEY = 'alias/aws/sns';

export function judgeTopic(facts: TopicFacts | undefined, topic: string): Outcome {
  if (facts === undefined) return failed({ key: 'topic-missing', topic });
  if (!letsCloudWatch(facts.policy, ['sns:Publish'])) return failed({ key: 'topic-refuses-alarms', topic });
  const { key } = facts;
  if (key !== undefined && !letsUseKey(key)) return failed({ key: 'topic-key-refuses-alarms', topic, keyId: key.id });
  return facts.confirmedSubscribers > 0 ? PASSED : failed({ key: 'nobody-subscribed', topic });
}

/** CloudWatch cannot use the key that AWS makes for SNS, whose policy nobody can change. */
function letsUseKey({ id, policy }: NonNullable<TopicFacts['key']>): boolean {
  if (id.endsWith(AWS_OWN_KEY) || policy === undefined) return false;
  return letsCloudWatch(policy, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: unknown;
}

/** @returns true if a statement allows each of the actions to CloudWatch, or SNS's own default policy does */
function letsCloudWatch(policy: string, actions: readonly string[]): boolean {
  const allowing = readStatements(policy).filter(({ Effect, Principal }) => Effect === 'Allow' && isFor(Principal));
  return actions.every((action) => allowing.some(({ Action }) => asList(Action).some((one) => covers(one, action))));
}

function readStatements(policy: string): readonly Statement[] {
  try {
    const { Statement } = JSON.parse(policy);
    return Array.isArray(Statement) ? Statement : [Statement];
  } catch {
    // A policy that is no JSON allows nothing.
    return [];
  }
}

/** The default policy of a topic allows everybody of the account, by AWS:SourceOwner, and so the alarms of the account. */
function isFor(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { Service, AWS } = Object.fromEntries(Object.entries(principal));
  return asList(Service).includes(CLOUDWATCH) || asList(AWS).includes('*');
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** IAM compares actions without case, and `*` stands for the rest. */
function covers(pattern: unknown, action: string): boolean {
  if (typeof pattern !== 'string') return false;
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(action.toLowerCase());
}
