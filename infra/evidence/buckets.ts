// Buckets that are never public, require TLS, keep versions, and outlive the stack.
import { Duration, type aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const PRIVATE = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

/** No version of an object outlives so many days, except one that Object Lock still holds: it goes as soon as it may. */
function expireAfter(days: number): s3.LifecycleRule[] {
  return [
    { expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(1) },
    // Markers that an expired object leaves behind, and uploads that nobody completed.
    { expiredObjectDeleteMarker: true, abortIncompleteMultipartUploadAfter: Duration.days(7) },
  ];
}

export interface PrivateBucketProps extends Pick<s3.BucketProps, 'objectLockEnabled' | 'objectLockDefaultRetention'> {
  readonly key: kms.IKey;
  readonly accessLogs: s3.IBucket;
  /** Prefix of its access logs, e.g. "trail/" */
  readonly prefix: string;
  /** Days after which objects are deleted; never without it */
  readonly days?: number;
}

/** A bucket with its own encryption key and access logs. */
export function privateBucket(scope: Construct, id: string, props: PrivateBucketProps): s3.Bucket {
  const { key, accessLogs, prefix, days, ...lock } = props;
  return new s3.Bucket(scope, id, {
    ...PRIVATE,
    ...lock,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: prefix,
    ...(days !== undefined && { lifecycleRules: expireAfter(days) }),
  });
}

/**
 * Receives the access logs of the other buckets. S3 delivers such logs only to a bucket that its own key encrypts.
 * @param days of retention
 */
export function accessLogBucket(scope: Construct, id: string, days: number): s3.Bucket {
  return new s3.Bucket(scope, id, {
    ...PRIVATE,
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: expireAfter(days),
  });
}
