// The handlers' environment in the trial: complete, fictitious, and without inherited access to AWS or Slack.
import { devNull } from 'node:os';
import { VARIABLES } from '../app/config/read-config.ts';
import { CREDENTIALS, REGION } from './aws/account.ts';

/** Nothing listens there, so that calls of other services fail immediately. */
const NOWHERE = 'http://127.0.0.1:9';

export interface LocalEndpoints {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly lambda: string;
  /** Absent if nothing reads a log group */
  readonly logs?: string | undefined;
  /** `s3` and `kms` are absent if nothing is sealed. */
  readonly s3?: string | undefined;
  readonly kms?: string | undefined;
  /** Absent if no event bus is named, and nothing is checked */
  readonly eventBridge?: string | undefined;
  /** Absent if nothing is checked */
  readonly cloudTrail?: string | undefined;
  readonly iam?: string | undefined;
  readonly sns?: string | undefined;
}

/** Variables of the AWS clients. */
export function createAwsEnvironment(endpoints: LocalEndpoints): Record<string, string> {
  const { dynamodb, ssm, lambda, logs = NOWHERE, s3 = NOWHERE, kms = NOWHERE } = endpoints;
  const { cloudTrail = NOWHERE, eventBridge = NOWHERE, iam = NOWHERE, sns = NOWHERE } = endpoints;
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // The clients must read no profile of the user, and no metadata of an EC2 instance.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: NOWHERE,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SSM: ssm,
    AWS_ENDPOINT_URL_LAMBDA: lambda,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_KMS: kms,
    AWS_ENDPOINT_URL_CLOUDTRAIL: cloudTrail,
    AWS_ENDPOINT_URL_EVENTBRIDGE: eventBridge,
    AWS_ENDPOINT_URL_IAM: iam,
    AWS_ENDPOINT_URL_SNS: sns,
  };
}

const INHERITED = /^(AWS_|SLACK_|_X_AMZN_|LAMBDA_)/i;

/** Deletes all inherited variables that the handlers or the AWS clients read. */
export function dropInheritedVariables(env: NodeJS.ProcessEnv): void {
  const ours = new Set<string>(VARIABLES);
  for (const name of Object.keys(env)) if (INHERITED.test(name) || ours.has(name)) delete env[name];
}
