// CloudWatch Logs encrypts a log group with a key only when the key's policy lets it.
import { aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';

/**
 * CloudWatch Logs may use the key, for this log group only.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function letLogsEncrypt(key: kms.Key, logGroupName: string): void {
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
