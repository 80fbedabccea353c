// How a session on a bastion is run: what is logged and where, how long it may last, what is said at its start.
import { type aws_kms as kms, aws_logs as logs, RemovalPolicy, type aws_s3 as s3, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { privateBucket } from '../evidence/buckets.ts';
import { grantLogsEncryption, retainedKey } from '../evidence/keys.ts';

/** Limits and words of the app's own shell document. They do not hold for tunnels, which name documents of AWS. */
export interface SessionPreferencesProps {
  readonly documentName: string;
  /** Whole minutes, 1 to 60: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html */
  readonly idleMinutes: number;
  /** Whole minutes, 1 to 1440: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-max-timeout.html */
  readonly maximumMinutes: number;
  /** Shell commands at the start of a session, for each kind of host. */
  readonly shellProfile: { readonly linux: string; readonly windows: string };
  /** Whether sessions that name no document, of every team in the account and region, are run like this too */
  readonly manageAccountPreferences: boolean;
  /** Days for which what was typed and shown is kept in the log group */
  readonly logDays: number;
  /** Takes the bucket's access log */
  readonly accessLogs: s3.IBucket;
}

/** The document that SSM takes when a session names none: one for each account and region. */
const ACCOUNT_DOCUMENT = 'SSM-SessionManagerRunShell';

/**
 * A session document of the app's own. The account's default preferences stay as they are, unless they are to be the same.
 * @throws Error when a limit is not one that Session Manager takes
 */
export class SessionPreferences extends Construct {
  /** Those that an operator may name, or leave out. */
  readonly documents: readonly string[];
  readonly key: kms.Key;
  readonly logGroup: logs.LogGroup;
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: SessionPreferencesProps) {
    super(scope, id);
    checkMinutes('idleMinutes', props.idleMinutes, 60);
    checkMinutes('maximumMinutes', props.maximumMinutes, 1440);
    this.documents = [props.documentName, ...(props.manageAccountPreferences ? [ACCOUNT_DOCUMENT] : [])];
    this.key = retainedKey(this, 'Key', { description: 'Encrypts sessions on the bastions and their logs.' });
    const name = `/bastion-ack/sessions/${props.documentName}`;
    grantLogsEncryption(this.key, name);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: name,
      encryptionKey: this.key,
      retention: props.logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucket = privateBucket(this, 'Bucket', { key: this.key, accessLogs: props.accessLogs, prefix: 'sessions/' });
    const content = this.content(props);
    // A new version of the same document: the operators' policy names it.
    for (const [at, name] of this.documents.entries())
      new ssm.CfnDocument(this, at === 0 ? 'Document' : 'AccountDocument', {
        name,
        documentType: 'Session',
        updateMethod: 'NewVersion',
        content,
      });
  }

  private content({ idleMinutes, maximumMinutes, shellProfile }: SessionPreferencesProps): object {
    return {
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
        idleSessionTimeout: `${idleMinutes}`,
        maxSessionDuration: `${maximumMinutes}`,
        shellProfile: { ...shellProfile },
      },
    };
  }
}

function checkMinutes(name: string, minutes: number, most: number): void {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > most)
    throw new Error(`${name} is ${minutes}: give whole minutes, 1 to ${most}.`);
}
