// Everything of a deployment that its functions call beside the tables, Systems Manager and Slack, as the trial has it.
import { LOG_GROUP } from '../../local/aws/account.ts';
import { nothingIsBroken } from '../../local/aws/deployment/breakage.ts';
import { startCloudTrail } from '../../local/aws/deployment/cloudtrail.ts';
import { startIam } from '../../local/aws/deployment/iam.ts';
import { startRules } from '../../local/aws/deployment/rules.ts';
import { startSns } from '../../local/aws/deployment/sns.ts';
import { startEventBus } from '../../local/aws/event-bus.ts';
import { startHttpApi } from '../../local/aws/http-api.ts';
import { startKms } from '../../local/aws/kms.ts';
import { startLogs } from '../../local/aws/logs.ts';
import { startS3 } from '../../local/aws/s3.ts';
import { EVENT_BUS } from './deployed-role.ts';
import { CHECKED_RESOURCES, LINUX, type Stage } from './handlers-fixture.ts';

const [ARCHIVE_BUCKET, SEAL_KEY] = ['bastion-archive', 'alias/seal'];

/** Completes the environment of all functions that the stage starts from now on. */
export async function startCheckedDeployment(stage: Stage) {
  const bus = await startEventBus({ name: EVENT_BUS });
  const logs = await startLogs({ logGroupName: LOG_GROUP });
  const endpoint = await startHttpApi({
    invoke: async (event) =>
      (await stage.running('slack')).invoke(event) as ReturnType<Parameters<typeof startHttpApi>[0]['invoke']>,
  });
  const [rules, cloudTrail, iam, sns, s3, kms] = await Promise.all([
    startRules(nothingIsBroken, bus.url),
    startCloudTrail(nothingIsBroken),
    startIam([LINUX], nothingIsBroken),
    startSns(nothingIsBroken),
    startS3({ bucket: ARCHIVE_BUCKET }),
    startKms({ keyId: SEAL_KEY }),
  ]);
  Object.assign(stage.environment, {
    CHECKED_RESOURCES: `ssm:${CHECKED_RESOURCES}`,
    TRAIL_LOG_GROUP: LOG_GROUP,
    REPLAY_EVERY_MINUTES: '1',
    ARCHIVE_BUCKET,
    SEAL_KEY,
    EVENT_BUS,
    ENDPOINT_URL: endpoint.requestUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: rules.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
    AWS_ENDPOINT_URL_CLOUDTRAIL: cloudTrail.url,
    AWS_ENDPOINT_URL_IAM: iam.url,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
  });
  return {
    bus,
    async close() {
      for (const part of [endpoint, rules, cloudTrail, iam, sns, s3, kms, logs, bus]) await part.close();
    },
  };
}
