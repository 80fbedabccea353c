// An SSM stand-in and a real SDK client for it. Both close after the test.
import { DescribeSessionsCommand, type DescribeSessionsCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';
import { createIamUser } from '../../local/aws/principals.ts';
import { type SsmOptions, type SsmStandIn, startSsm } from '../../local/aws/ssm.ts';

export const LINUX = 'i-0123456789abcdef0';
export const WINDOWS = 'i-0fedcba9876543210';

export async function standIn(options: Partial<SsmOptions> = {}): Promise<SsmStandIn> {
  const ssm = await startSsm({ targets: [LINUX, WINDOWS], settleMillis: 20, ...options });
  onTestFinished(() => ssm.close());
  return ssm;
}

export function clientOf({ url }: SsmStandIn, maxAttempts = 1): SSMClient {
  const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
  const client = new SSMClient({ endpoint: url, region: 'ap-northeast-1', credentials, maxAttempts });
  onTestFinished(() => client.destroy());
  return client;
}

export function describe(ssm: SsmStandIn, input: DescribeSessionsCommandInput) {
  return clientOf(ssm).send(new DescribeSessionsCommand(input));
}

export async function idsOf(ssm: SsmStandIn, input: DescribeSessionsCommandInput): Promise<(string | undefined)[]> {
  return ((await describe(ssm, input)).Sessions ?? []).map(({ SessionId }) => SessionId);
}

/** @returns the session's id */
export function operatorAt(ssm: SsmStandIn, target = LINUX, principal = createIamUser()): string {
  const { arn: ownerArn, name: ownerName } = principal;
  return ssm.start({ ownerArn, ownerName, target, parameters: { portNumber: ['22'] } }).SessionId;
}
