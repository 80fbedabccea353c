// The secrets of the Slack app: the deployment names their place and makes their key, and never sees them.
import { aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

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
    this.key = new kms.Key(this, 'Key', {
      description: 'Encrypts the secrets of the Slack app.',
      alias: SECRETS_KEY_ALIAS,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Both, for every function: they are read in one call, and one that may not be read would fail it. */
  letRead(role: iam.IRole): void {
    const arns = SECRET_NAMES.map((name) =>
      Stack.of(this).formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `${this.path.slice(1)}/${name}`,
      }),
    );
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: arns }));
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arns } },
      }),
    );
  }
}
