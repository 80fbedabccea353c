// Opens the clients of the checks, which nothing else loads.
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { CheckPorts } from '../../checks/ports.ts';
import { createArchiveFacts } from './archive-facts.ts';
import { CHECK_CLIENT } from './permitted.ts';
import { createRuleFacts } from './rule-facts.ts';
import { createSimulation } from './simulate-termination.ts';
import { createSsmFacts, type SsmFacts } from './ssm-facts.ts';
import { createTableFacts } from './table-facts.ts';
import { createTopicFacts } from './topic-facts.ts';
import { createTrailFacts } from './trail-facts.ts';

/** The part of the ports that AWS answers. */
export type AwsCheckPorts = SsmFacts &
  Omit<
    CheckPorts,
    'resources' | 'token' | 'channel' | 'groupMembers' | 'endpoint' | 'slackSeenAt' | 'polledAt' | 'firstPassAt'
  >;

/** @param region of the sessions */
export function openAwsChecks(region: string): AwsCheckPorts {
  const kms = new KMSClient(CHECK_CLIENT);
  return {
    ...createTableFacts(new DynamoDBClient(CHECK_CLIENT)),
    ...createTrailFacts(new CloudTrailClient(CHECK_CLIENT), new CloudWatchLogsClient(CHECK_CLIENT)),
    ...createRuleFacts(new EventBridgeClient(CHECK_CLIENT)),
    ...createSsmFacts(new SSMClient(CHECK_CLIENT)),
    ...createSimulation(new IAMClient(CHECK_CLIENT), region),
    ...createArchiveFacts(kms, new S3Client(CHECK_CLIENT)),
    ...createTopicFacts(new SNSClient(CHECK_CLIENT), kms),
  };
}
