// The target of a rule that tells the alarm topic who changed what, in words.
import { aws_events as events, aws_iam as iam, type aws_sns as sns, type aws_sqs as sqs } from 'aws-cdk-lib';

const { fromPath } = events.EventField;

/**
 * The topic's own policy lets rules publish: docs/deploy.md has the statements for an existing one.
 * @param deadLetters gets what the topic did not take within a day
 */
export function createPage(rule: events.Rule, topic: sns.ITopic, deadLetters: sqs.Queue): events.IRuleTarget {
  deadLetters.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [deadLetters.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
  return {
    bind: () => ({
      arn: topic.topicArn,
      deadLetterConfig: { arn: deadLetters.queueArn },
      input: events.RuleTargetInput.fromText(
        // Text alone: an object inside it would break the message.
        `Somebody changes bastion-ack itself: ${fromPath('$.detail.eventName')} (${fromPath('$.detail.eventSource')}) by ${fromPath('$.detail.userIdentity.arn')}, from ${fromPath('$.detail.sourceIPAddress')}, at ${fromPath('$.detail.eventTime')} (UTC). If nobody planned this, find out now who it was, and undo it: sessions may go unnoticed. The channel says what was changed; so does CloudTrail, in the record ${fromPath('$.detail.eventID')}.`,
      ),
    }),
  };
}
