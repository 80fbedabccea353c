// The archive of sealed days: a bucket under Object Lock, and the key that signs the seals.
import { Duration, aws_iam as iam, aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard, allow } from '../access/permissions.ts';
import { privateBucket } from './buckets.ts';
import { retainedKey } from './keys.ts';

export interface ArchiveProps {
  /** Whole years during which nobody, not even the account's root user, can delete or change an object */
  readonly retainYears: number;
  readonly accessLogs: s3.IBucket;
  /** Alias of the key that signs */
  readonly sealKeyAlias: string;
}

/** Average, leap years included. */
const DAYS_A_YEAR = 365.25;
/** The limit of Object Lock, a hundred years of 365 days: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html */
const MAX_DAYS = 36_500;

/** Only one role may write to the bucket and sign with the key: see `restrictSealingTo`. */
export class Archive extends Construct {
  readonly bucket: s3.Bucket;
  readonly sealKey: kms.Key;
  private readonly bucketKey: kms.Key;

  constructor(scope: Construct, id: string, { retainYears, accessLogs, sealKeyAlias }: ArchiveProps) {
    super(scope, id);
    this.bucketKey = retainedKey(this, 'BucketKey', { description: 'Encrypts the archive of bastion-ack.' });
    this.bucket = privateBucket(this, 'Bucket', {
      key: this.bucketKey,
      accessLogs,
      prefix: 'archive/',
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(
        Duration.days(Math.min(MAX_DAYS, Math.ceil(retainYears * DAYS_A_YEAR))),
      ),
    });
    this.sealKey = new kms.Key(this, 'SealKey', {
      description: 'Signs the seals of bastion-ack. Nobody can read its private half.',
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      alias: sealKeyAlias,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** Lets one role seal, and denies it to everybody else, whatever their own policies allow. */
  restrictSealingTo(role: iam.IRole): void {
    const others = { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } };
    const refuse = (actions: string[], resources: string[]) =>
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions,
        resources,
        conditions: others,
      });
    this.bucket.addToResourcePolicy(
      refuse(
        ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:DeleteObject', 's3:DeleteObjectVersion'],
        [this.bucket.arnForObjects('*')],
      ),
    );
    // In a key policy `*` means the key itself.
    this.sealKey.addToResourcePolicy(refuse(['kms:Sign'], ['*']));
    allow(role, ['s3:GetObject', 's3:PutObject'], [this.bucket.arnForObjects('*')]);
    acknowledgeWildcard(
      role,
      this.bucket.arnForObjects('*'),
      'The key of an object is a day and a number, which are not known in advance.',
    );
    allow(role, ['s3:ListBucket'], [this.bucket.bucketArn]);
    allow(role, ['kms:Decrypt', 'kms:GenerateDataKey'], [this.bucketKey.keyArn]);
    allow(role, ['kms:Sign'], [this.sealKey.keyArn]);
  }
}
