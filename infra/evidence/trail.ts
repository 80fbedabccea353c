// A new CloudTrail trail: every management event of the account, and every read and write of the sessions table.
import {
  aws_cloudtrail as cloudtrail,
  aws_iam as iam,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
  type aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { privateBucket } from './buckets.ts';
import { grantLogsEncryption, retainedKey } from './keys.ts';

export interface NewTrailProps {
  readonly name: string;
  readonly tableArn: string;
  readonly logDays: number;
  readonly accessLogs: s3.IBucket;
}

/** A trail of all regions with file validation, and the log group that delivers its records. */
export class NewTrail extends Construct {
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, { name, tableArn, logDays, accessLogs }: NewTrailProps) {
    super(scope, id);
    const key = retainedKey(this, 'Key', { description: 'Encrypts the records of CloudTrail.' });
    this.grantCloudTrailEncryption(key, name);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      encryptionKey: key,
      retention: logDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    grantLogsEncryption(key, this.logGroup);
    const trail = new cloudtrail.Trail(this, 'Trail', {
      trailName: name,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableFileValidation: true,
      encryptionKey: key,
      bucket: privateBucket(this, 'Bucket', { key, accessLogs, prefix: 'trail/', days: logDays }),
      sendToCloudWatchLogs: true,
      cloudWatchLogGroup: this.logGroup,
    });
    const resource = trail.node.defaultChild as cloudtrail.CfnTrail;
    resource.eventSelectors = undefined;
    resource.advancedEventSelectors = [
      { name: 'Every call', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
      { name: 'The sessions table', fieldSelectors: tableSelectors(tableArn) },
    ];
  }

  private grantCloudTrailEncryption(key: kms.Key, name: string): void {
    const arn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: name });
    const cloudTrail = new iam.ServicePrincipal('cloudtrail.amazonaws.com');
    // In a key policy `*` means the key itself.
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [cloudTrail],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceArn': arn } },
      }),
    );
  }
}

/** Selects reads too, because an auditor asks who read the table. */
export function tableSelectors(tableArn: string) {
  return [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: ['AWS::DynamoDB::Table'] },
    { field: 'resources.ARN', equalTo: [tableArn] },
  ];
}
