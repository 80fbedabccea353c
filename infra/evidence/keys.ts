// Keys that turn and outlive the stack, and what lets a log group be encrypted with one.
import { aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What it encrypts can be read as long as it is there, so it stays. */
export function retainedKey(scope: Construct, id: string, props: Pick<kms.KeyProps, 'description' | 'alias'>): kms.Key {
  return new kms.Key(scope, id, { ...props, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
}

/**
 * CloudWatch Logs may use the key, for this log group only.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function grantLogsEncryption(key: kms.Key, logGroupName: string): void {
  const stack = Stack.of(key);
  const arn = stack.formatArn({ service: 'logs', resource: `log-group:${logGroupName}` });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      // In a key's policy `*` is the key itself.
      resources: ['*'],
      conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn } },
    }),
  );
}
