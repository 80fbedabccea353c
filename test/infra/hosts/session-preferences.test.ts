// The session document, its logs and its key in the template.
import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { SessionPreferences, type SessionPreferencesProps } from '../../../infra/hosts/session-preferences.ts';
import type { Json } from '../stack-fixture.ts';

function template(change: Partial<SessionPreferencesProps> = {}): Template {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'ap-northeast-1' } });
  preferencesIn(stack, change);
  return Template.fromStack(stack);
}

function preferencesIn(stack: Stack, change: Partial<SessionPreferencesProps> = {}): SessionPreferences {
  return new SessionPreferences(stack, 'Preferences', {
    documentName: 'bastion-ack-shell',
    idleMinutes: 20,
    maximumMinutes: 480,
    shellProfile: { linux: 'cat /etc/motd.d/bastion', windows: 'Get-Content C:/bastion.txt' },
    manageAccountPreferences: false,
    logDays: 365,
    accessLogs: s3.Bucket.fromBucketName(stack, 'AccessLogs', 'access-logs'),
    ...change,
  });
}

test('a session is encrypted, logged to the log group and the bucket, and limited in time', () => {
  const found = template();
  const [key] = Object.keys(found.findResources('AWS::KMS::Key'));
  const [group] = Object.keys(found.findResources('AWS::Logs::LogGroup'));
  const [bucket] = Object.keys(found.findResources('AWS::S3::Bucket'));
  const documents = Object.values(found.findResources('AWS::SSM::Document'));
  expect(documents.map(({ Properties }) => Properties.Name)).toEqual(['bastion-ack-shell']);
  expect(documents[0]?.Properties).toMatchObject({ DocumentType: 'Session', UpdateMethod: 'NewVersion' });
  expect(documents[0]?.Properties.Content.inputs).toEqual({
    kmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
    cloudWatchLogGroupName: { Ref: group },
    cloudWatchEncryptionEnabled: true,
    cloudWatchStreamingEnabled: true,
    s3BucketName: { Ref: bucket },
    s3EncryptionEnabled: true,
    idleSessionTimeout: '20',
    maxSessionDuration: '480',
    shellProfile: { linux: 'cat /etc/motd.d/bastion', windows: 'Get-Content C:/bastion.txt' },
  });
});

test('the address of a session’s log has the log group as the console encodes it, with a slash as $252F', () => {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'ap-northeast-1' } });
  const { logGroup, logUrl } = preferencesIn(stack);
  expect(stack.resolve(logUrl)['Fn::Join'][1]).toEqual([
    'https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups/log-group/',
    { 'Fn::Join': ['$252F', { 'Fn::Split': ['/', stack.resolve(logGroup.logGroupName)] }] },
    '/log-events/{session}',
  ]);
});

test('the logs are encrypted with the key, retained, and never public', () => {
  const found = template();
  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const [[keyId, key] = []] = Object.entries(found.findResources('AWS::KMS::Key'));
  const arn = { 'Fn::GetAtt': [keyId, 'Arn'] };
  expect(key).toMatchObject({ ...kept, Properties: { EnableKeyRotation: true } });
  found.hasResource('AWS::Logs::LogGroup', { ...kept, Properties: { KmsKeyId: arn, RetentionInDays: 365 } });
  found.hasResource('AWS::S3::Bucket', {
    ...kept,
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { KMSMasterKeyID: arn, SSEAlgorithm: 'aws:kms' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { DestinationBucketName: 'access-logs' },
    },
  });
  found.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    },
  });
});

test('CloudWatch Logs may use the key for this log group only', () => {
  const found = template();
  const [key] = Object.values(found.findResources('AWS::KMS::Key'));
  const [group] = Object.keys(found.findResources('AWS::Logs::LogGroup'));
  const services = key?.Properties.KeyPolicy.Statement.filter(
    ({ Principal }: { Principal: { Service?: string } }) => Principal.Service !== undefined,
  );
  expect(services).toHaveLength(1);
  expect(services[0].Principal).toEqual({ Service: 'logs.ap-northeast-1.amazonaws.com' });
  expect(JSON.stringify(services[0].Condition.ArnLike)).toContain(
    `:logs:ap-northeast-1:111122223333:log-group:*${group}*`,
  );
});

test.each([{ idleMinutes: 0 }, { idleMinutes: 61 }, { maximumMinutes: 1441 }, { maximumMinutes: 1.5 }])(
  'the error names a limit that Session Manager does not accept: %o',
  (change) => {
    expect(() => template(change)).toThrow(Object.keys(change)[0]);
  },
);

test('the account’s own preferences change only on request, and then equal the session document', () => {
  const of = (manageAccountPreferences: boolean) =>
    Object.values(template({ manageAccountPreferences }).findResources('AWS::SSM::Document')).map(
      ({ Properties }) => Properties,
    );
  expect(of(false).map(({ Name }) => Name)).toEqual(['bastion-ack-shell']);
  const [own, account] = of(true);
  expect([own?.Name, account?.Name]).toEqual(['bastion-ack-shell', 'SSM-SessionManagerRunShell']);
  expect(account?.Content).toEqual(own?.Content);
});

/** @returns the calls that follow a change of the documents: document, action, version, id, and what each waits for */
function callsOf(found: Template) {
  return Object.values(
    found.toJSON().Resources as Record<string, { Type: string; DependsOn?: string[]; Properties: Json }>,
  )
    .filter(({ Type }) => Type.startsWith('Custom::'))
    .map(({ Properties, DependsOn = [] }) => {
      const text =
        typeof Properties.Update === 'string'
          ? Properties.Update
          : Properties.Update['Fn::Join'][1]
              .map((part: Json) => (typeof part === 'string' ? part : part['Fn::GetAtt'][1]))
              .join('');
      const { action, parameters, physicalResourceId } = JSON.parse(text);
      expect(Properties.Create).toEqual(Properties.Update);
      return { action, ...parameters, id: physicalResourceId.id, waitsFor: DependsOn };
    });
}

test('the newest version of each session document becomes the default one, again at each change of its content', () => {
  const found = template({ manageAccountPreferences: true });
  const [own, account] = Object.keys(found.findResources('AWS::SSM::Document'));
  const calls = callsOf(found);
  expect(calls.map(({ Name, action, DocumentVersion }) => [Name, action, DocumentVersion])).toEqual([
    ['bastion-ack-shell', 'DescribeDocument', '$LATEST'],
    ['bastion-ack-shell', 'UpdateDocumentDefaultVersion', 'Document.DocumentVersion'],
    ['SSM-SessionManagerRunShell', 'DescribeDocument', '$LATEST'],
    ['SSM-SessionManagerRunShell', 'UpdateDocumentDefaultVersion', 'Document.DocumentVersion'],
  ]);
  expect(calls[0]?.waitsFor).toContain(own);
  expect(calls[2]?.waitsFor).toContain(account);
  const changed = callsOf(template({ manageAccountPreferences: true, idleMinutes: 10 }));
  expect(changed.filter(({ id }) => calls.some((before) => before.id === id))).toEqual([]);
  expect(callsOf(template({ manageAccountPreferences: true }))).toEqual(calls);
});

test('the deployment may choose the default version of its own session documents, and no more', () => {
  const statements = Object.values(template().findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const ssm = statements.filter(({ Action }: Json) => [Action].flat().some((one: string) => one.startsWith('ssm:')));
  expect(ssm.flatMap(({ Action }: Json) => Action).toSorted()).toEqual([
    'ssm:DescribeDocument',
    'ssm:UpdateDocumentDefaultVersion',
  ]);
  for (const { Resource } of ssm) expect(JSON.stringify(Resource)).toContain('document/bastion-ack-shell');
});
