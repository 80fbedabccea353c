// Judges the topic of the alarms: CloudWatch and EventBridge may publish, by its policy and its key, and somebody listens.
import { failed, type Outcome, PASSED } from '../outcome.ts';
import type { TopicFacts } from '../ports.ts';
import { letsService, type ServiceRequest } from './policy.ts';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
/** Its rules page about changes of the deployment itself. */
const EVENTBRIDGE = 'events.amazonaws.com';
const AWS_OWN_KEY = 'alias/aws/sns';
const PUBLISH = ['sns:Publish'];
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** @param account of the deployment, whose alarms and rules publish */
export function judgeTopic(facts: TopicFacts | undefined, topic: string, account: string): Outcome {
  if (facts === undefined) return failed({ key: 'topic-missing', topic });
  const { policy, key, confirmedSubscribers } = facts;
  const byAlarms = { 'aws:securetransport': 'true', 'aws:sourceaccount': account, 'aws:sourceowner': account };
  // EventBridge is no owner of a topic, and tells KMS no source.
  const byRules = { ...byAlarms, 'aws:sourceowner': undefined };
  const byRulesToKey = { ...byRules, 'aws:sourceaccount': undefined, 'aws:sourcearn': undefined };
  if (!letsService(policy, { service: CLOUDWATCH, actions: PUBLISH, context: byAlarms }))
    return failed({ key: 'topic-refuses-alarms', topic });
  if (!letsService(policy, { service: EVENTBRIDGE, actions: PUBLISH, context: byRules }))
    return failed({ key: 'topic-refuses-rules', topic });
  if (key !== undefined) {
    if (!letsUseKey(key, { service: CLOUDWATCH, actions: USE_KEY, context: byAlarms }))
      return failed({ key: 'topic-key-refuses-alarms', topic, keyId: key.id });
    if (!letsUseKey(key, { service: EVENTBRIDGE, actions: USE_KEY, context: byRulesToKey }))
      return failed({ key: 'topic-key-refuses-rules', topic, keyId: key.id });
  }
  return confirmedSubscribers > 0 ? PASSED : failed({ key: 'nobody-subscribed', topic });
}

/** Neither service can use the key that AWS makes for SNS, whose policy nobody can change. */
function letsUseKey({ id, policy }: NonNullable<TopicFacts['key']>, request: ServiceRequest): boolean {
  return !id.endsWith(AWS_OWN_KEY) && policy !== undefined && letsService(policy, request);
}
