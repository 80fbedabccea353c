// Who read or wrote the buckets: their access logs, in a bucket that logs nothing itself.
import { Duration, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** @param days for which they are kept. S3 writes access logs to no bucket with another key than its own. */
export function accessLogBucket(scope: Construct, id: string, days: number): s3.Bucket {
  return new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(days) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
