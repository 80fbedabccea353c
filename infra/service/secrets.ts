// The secrets of the Slack app: the deployment sets their path and creates their key, but never reads them.
import { type aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow } from '../access/permissions.ts';
import { retainedKey } from '../evidence/keys.ts';
import type { Deployed } from './environment.ts';

/** Names of the parameters below the path. docs/deploy.md explains how to store them. */
export const SECRET_NAMES = ['bot-token', 'signing-secret'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** The signing secret lets its reader act as any approver, so only the function that verifies clicks reads it. */
const SECRETS_OF: Readonly<Record<Deployed, readonly SecretName[]>> = {
  slack: ['bot-token', 'signing-secret'],
  'session-events': ['bot-token'],
  watchdog: ['bot-token'],
  'audit-export': ['bot-token'],
};

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

  /** Lets the role of one function read what it needs. */
  grantRead(handler: Deployed, role: iam.IRole): void {
    const arns = SECRETS_OF[handler].map((name) =>
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
