// The target of a rule that tells the alarm topic who changed what, in words.
import { aws_events as events, type aws_sns as sns, type aws_sqs as sqs } from 'aws-cdk-lib';

const { fromPath } = events.EventField;

/**
 * The topic's own policy lets rules publish: docs/deploy.md has the statements for an existing one.
 * @param deadLetters lets every rule of the stack in; it gets what the topic did not take within a day
 */
export function createPage(topic: sns.ITopic, deadLetters: sqs.IQueue): events.IRuleTarget {
  return {
    bind: () => ({
      arn: topic.topicArn,
      deadLetterConfig: { arn: deadLetters.queueArn },
      input: events.RuleTargetInput.fromText(
        // Text alone: an object inside it would break the message.
        `Somebody changed, or tried to change, bastion-ack itself: ${fromPath('$.detail.eventName')} (${fromPath('$.detail.eventSource')}) by ${fromPath('$.detail.userIdentity.arn')}, from ${fromPath('$.detail.sourceIPAddress')}, at ${fromPath('$.detail.eventTime')} (UTC). Error code, if AWS refused it: ${fromPath('$.detail.errorCode')}. If nobody planned this, find out now who it was, and undo it: sessions may go unnoticed. The channel says what was changed; so does CloudTrail, in the record ${fromPath('$.detail.eventID')}.`,
      ),
    }),
  };
}
