// How a session on a bastion is run: what is logged and where, how long it may last, what is said at its start.
import {
  aws_iam as iam,
  aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
  aws_s3 as s3,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Limits and words of the app's own shell document. They do not hold for tunnels, which name documents of AWS. */
export interface SessionPreferencesProps {
  readonly documentName: string;
  /** Whole minutes, 1 to 60: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html */
  readonly idleMinutes: number;
  /** Whole minutes, 1 to 1440: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-max-timeout.html */
  readonly maximumMinutes: number;
  /** Shell commands at the start of a session, for each kind of host. */
  readonly shellProfile: { readonly linux: string; readonly windows: string };
}

/**
 * A session document of the app's own; the account's default preferences stay as they are.
 * @throws Error when a limit is not one that Session Manager takes
 */
export class SessionPreferences extends Construct {
  readonly documentName: string;
  readonly key: kms.Key;
  readonly logGroup: logs.LogGroup;
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: SessionPreferencesProps) {
    super(scope, id);
    within('idleMinutes', props.idleMinutes, 60);
    within('maximumMinutes', props.maximumMinutes, 1440);
    this.documentName = props.documentName;
    this.key = new kms.Key(this, 'Key', {
      description: 'Encrypts sessions on the bastions and their logs.',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const name = `/bastion-ack/sessions/${props.documentName}`;
    this.letLogsEncrypt(name);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: name,
      encryptionKey: this.key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new ssm.CfnDocument(this, 'Document', {
      name: props.documentName,
      documentType: 'Session',
      // A new version of the same document: the operators' policy names it.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '1.0',
        description: 'A shell on a bastion: logged, limited, and announced.',
        sessionType: 'Standard_Stream',
        inputs: {
          kmsKeyId: this.key.keyArn,
          cloudWatchLogGroupName: this.logGroup.logGroupName,
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          s3BucketName: this.bucket.bucketName,
          s3EncryptionEnabled: true,
          idleSessionTimeout: `${props.idleMinutes}`,
          maxSessionDuration: `${props.maximumMinutes}`,
          shellProfile: { ...props.shellProfile },
        },
      },
    });
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  private letLogsEncrypt(logGroupName: string): void {
    const { region } = Stack.of(this);
    const arn = Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${logGroupName}` });
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        // In a key's policy `*` is the key itself.
        resources: ['*'],
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn } },
      }),
    );
  }
}

function within(name: string, minutes: number, most: number): void {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > most)
    throw new Error(`${name} is ${minutes}: give whole minutes, 1 to ${most}.`);
}
