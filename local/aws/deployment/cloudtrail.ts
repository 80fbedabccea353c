// The CloudTrail stand-in: one trail, as the real SDK client describes it.
import * as z from 'zod';
import { ACCOUNT, REGION } from '../account.ts';
import { refuse, succeed, withValidInput } from '../aws-json.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from '../loopback.ts';
import type { IsBroken } from './breakage.ts';
import { LOG_GROUP_ARN, TRAIL_ARN, TRAIL_NAME } from './identity.ts';

const SERVICE = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';
const describing = z.object({ includeShadowTrails: z.boolean().optional() });
const named = z.object({ Name: z.string() });

export function startCloudTrail(isBroken: IsBroken): Promise<Loopback> {
  function answer({ headers, body }: LoopbackRequest) {
    const operation = String(headers['x-amz-target']).split('.').at(-1);
    switch (operation) {
      case 'DescribeTrails':
        return withValidInput(describing, body, () =>
          succeed({
            trailList: [
              { Name: TRAIL_NAME, TrailARN: TRAIL_ARN, HomeRegion: REGION, CloudWatchLogsLogGroupArn: LOG_GROUP_ARN },
            ],
          }),
        );
      case 'GetTrailStatus':
        return withValidInput(named, body, ({ Name }) => {
          if (Name !== TRAIL_ARN && Name !== TRAIL_NAME)
            return refuse('TrailNotFoundException', `Unknown trail: ${Name} for the user: ${ACCOUNT}`);
          return succeed({ IsLogging: !isBroken('trail') });
        });
      default:
        return refuse('UnknownOperationException', `${SERVICE}.${operation} is not known here.`);
    }
  }
  return startLoopback(answer);
}
