// Finds the environment of the deployed watchdog, and the caller's credentials.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';

export interface Deployment {
  /** Name of the stack */
  readonly stack: string;
  readonly region: string;
}

/** The stack's output that names the function. */
const OUTPUT = 'WatchdogFunction';

/**
 * @returns the function's own variables, and AWS's with the caller's credentials: the reads of Parameter Store know no
 * profile
 * @throws {Error} if there is no such stack, or its function may not be read
 */
export async function readDeployedEnvironment({ stack, region }: Deployment): Promise<Record<string, string>> {
  const lambda = new LambdaClient({ region });
  const FunctionName = await findWatchdog(stack, region);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { accessKeyId, secretAccessKey, sessionToken } = await lambda.config.credentials();
  return {
    ...Environment?.Variables,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

async function findWatchdog(StackName: string, region: string): Promise<string> {
  const { Stacks: [found] = [] } = await new CloudFormationClient({ region }).send(
    new DescribeStacksCommand({ StackName }),
  );
  const name = found?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  if (name === undefined)
    throw new Error(`The stack ${StackName} in ${region} has no output ${OUTPUT}: deploy this version first.`);
  return name;
}
