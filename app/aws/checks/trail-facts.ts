// The trails that deliver to a log group, and its subscriptions.
import { type CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { type CloudWatchLogsClient, DescribeSubscriptionFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CheckPorts, TrailFacts } from '../../checks/ports.ts';
import { askWithPermission } from './permitted.ts';

export function createTrailFacts(
  cloudTrail: CloudTrailClient,
  logs: CloudWatchLogsClient,
): Pick<CheckPorts, 'trails' | 'subscriptions'> {
  async function statusOf(Name: string, name: string): Promise<TrailFacts> {
    const status = await askWithPermission('cloudtrail:GetTrailStatus', () =>
      cloudTrail.send(new GetTrailStatusCommand({ Name })),
    );
    const deliveryError = status.LatestCloudWatchLogsDeliveryError || status.LatestDeliveryError || undefined;
    return { name, isLogging: status.IsLogging ?? false, deliveryError };
  }

  return {
    async trails(logGroup) {
      // Trails of other regions and of the organisation have a shadow here.
      const { trailList = [] } = await askWithPermission('cloudtrail:DescribeTrails', () =>
        cloudTrail.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
      );
      const ours = trailList.filter(({ CloudWatchLogsLogGroupArn: arn }) => nameOf(arn) === logGroup);
      return Promise.all(ours.map(({ TrailARN = '', Name = TrailARN }) => statusOf(TrailARN, Name)));
    },

    subscriptions: (logGroupName) =>
      askWithPermission('logs:DescribeSubscriptionFilters', async () => {
        const { subscriptionFilters = [] } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
        return subscriptionFilters.map(({ filterPattern: pattern = '', destinationArn: destination = '' }) => ({
          pattern,
          destination,
        }));
      }),
  };
}

/** @param arn e.g. "arn:aws:logs:ap-northeast-1:111122223333:log-group:bastion-trail:*" */
function nameOf(arn: string | undefined): string | undefined {
  return arn?.split(':log-group:')[1]?.replace(/:\*$/, '');
}
