// The topic of the alarms: its policy, its key and its subscribers.
import { GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { CheckPorts } from '../../checks/ports.ts';
import { askOrMissing, askWithPermission } from './permitted.ts';

/** The key that AWS makes for SNS: nobody can change its policy, which does not know CloudWatch. */
const AWS_OWN_KEY = /alias\/aws\/sns$/;

export function createTopicFacts(sns: SNSClient, kms: KMSClient): Pick<CheckPorts, 'topic'> {
  async function keyOf(id: string | undefined) {
    if (id === undefined) return undefined;
    if (AWS_OWN_KEY.test(id)) return { id, policy: undefined };
    const { Policy: policy } = await askWithPermission('kms:GetKeyPolicy', () =>
      kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' })),
    );
    return { id, policy };
  }

  return {
    topic: (TopicArn) =>
      askOrMissing(['NotFound', 'NotFoundException'], async () => {
        const { Attributes = {} } = await askWithPermission('sns:GetTopicAttributes', () =>
          sns.send(new GetTopicAttributesCommand({ TopicArn })),
        );
        const { Policy: policy = '{}', SubscriptionsConfirmed: confirmed, KmsMasterKeyId: keyId } = Attributes;
        return { policy, confirmedSubscribers: Number(confirmed), key: await keyOf(keyId || undefined) };
      }),
  };
}
