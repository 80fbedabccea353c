// The SNS stand-in: the topic of the alarms, with its policy and its subscribers.
import { ACCOUNT, REGION } from '../account.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from '../loopback.ts';
import { formatElement, readQuery, refuseByQuery, succeedByQuery } from './aws-query.ts';
import type { IsBroken } from './breakage.ts';
import { ALARM_KEY, ALARM_TOPIC } from './identity.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: ALARM_TOPIC,
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*` },
      },
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: ALARM_TOPIC,
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT },
        ArnLikeIfExists: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/*` },
      },
    },
  ],
});

export function startSns(isBroken: IsBroken): Promise<Loopback> {
  function answer(request: LoopbackRequest) {
    const { action, field } = readQuery(request);
    if (action !== 'GetTopicAttributes')
      return refuseByQuery(400, 'InvalidAction', `The action ${action} is not valid for this endpoint.`);
    if (field('TopicArn') !== ALARM_TOPIC) return refuseByQuery(404, 'NotFound', 'Topic does not exist');
    const attributes = {
      TopicArn: ALARM_TOPIC,
      Policy: POLICY,
      KmsMasterKeyId: ALARM_KEY,
      SubscriptionsConfirmed: isBroken('alarm-topic') ? '0' : '1',
      SubscriptionsPending: isBroken('alarm-topic') ? '1' : '0',
    };
    const entries = Object.entries(attributes).map(
      ([key, value]) => `<entry>${formatElement('key', key)}${formatElement('value', value)}</entry>`,
    );
    return succeedByQuery(action, `<Attributes>${entries.join('')}</Attributes>`);
  }
  return startLoopback(answer);
}
