// Encryption keys that rotate and outlive the stack, and the permission for CloudWatch Logs to use one.

import type { CfnElement } from 'aws-cdk-lib';
import { aws_iam as iam, aws_kms as kms, type aws_logs as logs, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { regionalService } from '../partition.ts';

/** Retained with the stack's data, which nobody could read without it. */
export function retainedKey(scope: Construct, id: string, props: Pick<kms.KeyProps, 'description' | 'alias'>): kms.Key {
  return new kms.Key(scope, id, {
    ...props,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/**
 * Lets CloudWatch Logs use the key for this log group only. A reference to the name would be a cycle, but CloudFormation puts
 * the logical id into the name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function grantLogsEncryption(key: kms.Key, logGroup: logs.LogGroup): void {
  const stack = Stack.of(key);
  const id = stack.getLogicalId(logGroup.node.defaultChild as CfnElement);
  const arn = stack.formatArn({ service: 'logs', resource: `log-group:*${id}*` });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(regionalService('logs', stack.region))],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      // In a key policy `*` means the key itself.
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn } },
    }),
  );
}
