// The session document: encryption and logs of sessions on the bastions, their time limits, and their banner.
import {
  Duration,
  Fn,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
  aws_s3 as s3,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { privateBucket } from '../evidence/buckets.ts';
import { grantLogsEncryption, retainedKey } from '../evidence/keys.ts';
import { logsConsole } from '../partition.ts';
import { DefaultVersions } from './default-versions.ts';

/** Limits and banner of the app's own shell document. They do not apply to tunnels, which use AWS's documents. */
export interface SessionPreferencesProps {
  readonly documentName: string;
  /** Whole minutes, 1 to 60: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html */
  readonly idleMinutes: number;
  /** Whole minutes, 1 to 1440: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-max-timeout.html */
  readonly maximumMinutes: number;
  /** Shell commands that run at the start of a session, for each kind of host */
  readonly shellProfile: { readonly linux: string; readonly windows: string };
  /** True to apply the same to sessions that name no document, for every team in the account and region */
  readonly manageAccountPreferences: boolean;
  /** Days for which the log group keeps the input and output of sessions */
  readonly logDays: number;
  /** Receives the bucket's access log */
  readonly accessLogs: s3.IBucket;
}

/** The document that SSM uses for a session that names none. Each account and region has one. */
const ACCOUNT_DOCUMENT = 'SSM-SessionManagerRunShell';

/**
 * The app's own session document. It leaves the account's default preferences alone unless `manageAccountPreferences` is set.
 * @throws {Error} if Session Manager does not accept a limit
 */
export class SessionPreferences extends Construct {
  /** Documents that an operator may use; the account's own applies to a session that names none */
  readonly documents: readonly string[];
  readonly key: kms.Key;
  readonly logGroup: logs.LogGroup;
  /** Address of a session's log in the console, with {session} for its id: Session Manager names each stream by it */
  readonly logUrl: string;
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: SessionPreferencesProps) {
    super(scope, id);
    checkMinutes('idleMinutes', props.idleMinutes, 60);
    checkMinutes('maximumMinutes', props.maximumMinutes, 1440);
    this.documents = [props.documentName, ...(props.manageAccountPreferences ? [ACCOUNT_DOCUMENT] : [])];
    this.key = retainedKey(this, 'Key', { description: 'Encrypts sessions on the bastions and their logs.' });
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      encryptionKey: this.key,
      retention: props.logDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    grantLogsEncryption(this.key, this.logGroup);
    // The console encodes a name twice, and writes $ for %: / becomes $252F. A log group may have # too, which no name here has.
    const name = Fn.join('$252F', Fn.split('/', this.logGroup.logGroupName));
    this.logUrl = logsConsole(Stack.of(this).region, `log-groups/log-group/${name}/log-events/{session}`);
    this.bucket = privateBucket(this, 'Bucket', {
      key: this.key,
      accessLogs: props.accessLogs,
      prefix: 'sessions/',
      days: props.logDays,
      objectLockEnabled: true,
      // A host may write any transcript, and root on it forge one; but none can be removed or replaced before its time.
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(props.logDays)),
    });
    const content = this.content(props);
    // Updates add a version, because the operators' policy names the document.
    const documents = this.documents.map((name, at) => {
      const document = new ssm.CfnDocument(this, at === 0 ? 'Document' : 'AccountDocument', {
        name,
        documentType: 'Session',
        updateMethod: 'NewVersion',
        content,
      });
      return [name, document] as const;
    });
    new DefaultVersions(this, 'DefaultVersions', { documents: new Map(documents), content, logDays: props.logDays });
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
    throw new Error(`${name} is ${minutes}: use whole minutes from 1 to ${most}.`);
}
