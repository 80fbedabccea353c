// The environment in which the handlers run here: made up, complete, and with nothing inherited that could lead outside.
import { devNull } from 'node:os';
import { VARIABLES } from '../app/config/read-config.ts';
import { CREDENTIALS, REGION } from './aws/account.ts';

/** Nothing listens there: what has no address of its own here fails at once. */
const NOWHERE = 'http://127.0.0.1:9';

export interface LocalEndpoints {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly lambda: string;
  /** Absent where nobody reads a log group. */
  readonly logs?: string | undefined;
  /** Absent where nothing is sealed. */
  readonly s3?: string | undefined;
  readonly kms?: string | undefined;
}

/** What the AWS clients are told, whatever else is told to the handlers. */
export function createAwsEnvironment(endpoints: LocalEndpoints): Record<string, string> {
  const { dynamodb, ssm, lambda, logs = NOWHERE, s3 = NOWHERE, kms = NOWHERE } = endpoints;
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // No profile of this machine's user is read, and no address of a machine in the cloud is asked.
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
  };
}

const INHERITED = /^(AWS_|SLACK_|_X_AMZN_|LAMBDA_)/i;

/** Drops every inherited variable that the handlers or the AWS clients would listen to. */
export function dropInheritedVariables(env: NodeJS.ProcessEnv): void {
  const ours = new Set<string>(VARIABLES);
  for (const name of Object.keys(env)) if (INHERITED.test(name) || ours.has(name)) delete env[name];
}
