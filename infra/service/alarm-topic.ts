// The topic that tells people outside Slack. Whatever publishes to it must be allowed twice: by the topic, and by its key.
import { aws_iam as iam, Stack, aws_sns as sns, aws_sns_subscriptions as subscriptions } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { retainedKey } from '../evidence/keys.ts';
import type { Settings } from '../settings/settings.ts';

export interface AlarmTopicProps {
  /** Shown as the sender of each e-mail */
  readonly name: string;
  readonly settings: Settings['alarms'];
}

/** A new topic with its own key, or the one that the settings name, which docs/deploy.md says how to prepare. */
export class AlarmTopic extends Construct {
  readonly topic: sns.ITopic;

  constructor(scope: Construct, id: string, { name, settings }: AlarmTopicProps) {
    super(scope, id);
    this.topic =
      settings.kind === 'existing'
        ? sns.Topic.fromTopicArn(this, 'Given', settings.topicArn)
        : this.createTopic(settings.emails, name);
  }

  private createTopic(emails: readonly string[], displayName: string): sns.Topic {
    const { account, region, partition } = Stack.of(this);
    const key = retainedKey(this, 'Key', { description: 'Encrypts the alarms of bastion-ack.' });
    const topic = new sns.Topic(this, 'Topic', { displayName, masterKey: key, enforceSSL: true });
    const statements = listPublishStatements({ account, region, partition, topicArn: topic.topicArn });
    // SNS replaces its default policy, which lets the account publish, by the one that is added here.
    for (const statement of statements.topic) topic.addToResourcePolicy(iam.PolicyStatement.fromJson(statement));
    for (const statement of statements.key) key.addToResourcePolicy(iam.PolicyStatement.fromJson(statement));
    for (const email of emails) topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }
}

export interface TopicPlace {
  readonly account: string;
  readonly region: string;
  /** e.g. "aws" */
  readonly partition: string;
  readonly topicArn: string;
}

/**
 * The statements that a topic and its key need, so that alarms and rules of this account and region can publish. Conditions
 * that a key may have differ: EventBridge tells KMS no source, so a condition on it would refuse every message.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function listPublishStatements({ account, region, partition, topicArn }: TopicPlace) {
  const alarms = `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`;
  const rules = `arn:${partition}:events:${region}:${account}:rule/*`;
  const ofAlarms = { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } };
  // Where EventBridge names its source, it must be ours.
  const ofRules = {
    StringEqualsIfExists: { 'aws:SourceAccount': account },
    ArnLikeIfExists: { 'aws:SourceArn': rules },
  };
  const publish = (service: string, Condition: object) => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition,
  });
  // In a key policy `*` means the key itself.
  const encrypt = (service: string, more: object) => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    ...more,
  });
  return {
    topic: [publish('cloudwatch.amazonaws.com', ofAlarms), publish('events.amazonaws.com', ofRules)],
    key: [encrypt('cloudwatch.amazonaws.com', { Condition: ofAlarms }), encrypt('events.amazonaws.com', {})],
  };
}
