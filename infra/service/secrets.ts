// The secrets of the Slack app: the deployment sets their path and creates their key, but never reads them.
import { type aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow } from '../access/permissions.ts';
import { retainedKey } from '../evidence/keys.ts';

/** Names of the parameters below the path. docs/deploy.md explains how to store them. */
export const SECRET_NAMES = ['bot-token', 'signing-secret'] as const;

/**
 * The secrets have their own key. Under the account's default key, everybody who may read parameters could read them, for
 * example every managed node with AmazonSSMManagedInstanceCore.
 */
export class Secrets extends Construct {
  readonly path: string;
  private readonly key: kms.Key;

  /** @param path in Parameter Store, e.g. "/bastion-ack/slack" */
  constructor(scope: Construct, id: string, { path, keyAlias }: { readonly path: string; readonly keyAlias: string }) {
    super(scope, id);
    this.path = path;
    this.key = retainedKey(this, 'Key', {
      description: 'Encrypts the secrets of the Slack app.',
      alias: keyAlias,
    });
  }

  /** Both secrets, for every function: one call reads both, and fails if either is not allowed. */
  grantRead(role: iam.IRole): void {
    const arns = SECRET_NAMES.map((name) =>
      Stack.of(this).formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `${this.path.slice(1)}/${name}`,
      }),
    );
    allow(role, ['ssm:GetParameters'], arns);
    allow(role, ['kms:Decrypt'], [this.key.keyArn], {
      StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arns },
    });
  }
}
