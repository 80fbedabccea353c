// The secrets of the Slack app: the deployment names their place and makes their key, and never sees them.
import { type aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow } from '../access/permissions.ts';
import { retainedKey } from '../evidence/keys.ts';

/** What lies below the path, as docs/deploy.md has it put there. */
export const SECRET_NAMES = ['bot-token', 'signing-secret'] as const;

export const SECRETS_KEY_ALIAS = 'alias/bastion-ack/secrets';

/**
 * A key of their own, since whoever may read parameters could read those under the account's default key: every managed
 * node with AmazonSSMManagedInstanceCore, for one.
 */
export class Secrets extends Construct {
  readonly path: string;
  private readonly key: kms.Key;

  /** @param path in Parameter Store, e.g. "/bastion-ack/slack" */
  constructor(scope: Construct, id: string, path: string) {
    super(scope, id);
    this.path = path;
    this.key = retainedKey(this, 'Key', {
      description: 'Encrypts the secrets of the Slack app.',
      alias: SECRETS_KEY_ALIAS,
    });
  }

  /** Both, for every function: they are read in one call, and one that may not be read would fail it. */
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
