// The delivery of CloudTrail records to the function, and the queue for records that it cannot store.
import { App, aws_lambda as lambda, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { CloudTrailIngestion } from '../../../infra/evidence/cloudtrail-ingestion.ts';

function template(): Template {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'ap-northeast-1' } });
  new CloudTrailIngestion(stack, 'Records', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'the-trail'),
    name: 'bastion-ack',
    roleNames: ['BastionOperator', 'bastion-ack-Functions*'],
    sessionEvents: new lambda.Function(stack, 'SessionEvents', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
    }),
  });
  return Template.fromStack(stack);
}

/** @returns the only resource of a type */
function only(found: Template, type: string) {
  const resources = Object.entries(found.findResources(type));
  expect(resources).toHaveLength(1);
  const [[id, resource] = []] = resources;
  return { id, properties: resource?.Properties };
}

test('the filter of the log group selects the three calls on any target, denied attempts included, and changes of the roles', () => {
  const { properties } = only(template(), 'AWS::Logs::SubscriptionFilter');
  expect(properties.LogGroupName).toBe('the-trail');
  expect(properties.FilterPattern).toBe(
    '{ (($.eventSource = "ssm.amazonaws.com") && (($.eventName = "StartSession") || ($.eventName = "ResumeSession") || ($.eventName = "TerminateSession"))) || (($.eventSource = "iam.amazonaws.com") && (($.eventName = "UpdateAssumeRolePolicy") || ($.eventName = "PutRolePolicy")) && (($.requestParameters.roleName = "BastionOperator") || ($.requestParameters.roleName = "bastion-ack-Functions*"))) }',
  );
});

test('EventBridge delivers the same three calls, and sends them to the dead-letter queue after its retries', () => {
  const found = template();
  const queue = { 'Fn::GetAtt': [only(found, 'AWS::SQS::Queue').id, 'Arn'] };
  const { properties } = only(found, 'AWS::Events::Rule');
  expect(properties.EventPattern).toEqual({
    source: ['aws.ssm'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['ssm.amazonaws.com'],
      eventName: ['StartSession', 'ResumeSession', 'TerminateSession'],
    },
  });
  expect(properties.Targets).toMatchObject([
    {
      DeadLetterConfig: { Arn: queue },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
    },
  ]);
});

test('records that the function cannot store go to an encrypted queue after two retries', () => {
  const found = template();
  const { id, properties } = only(found, 'AWS::SQS::Queue');
  expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  expect(only(found, 'AWS::SQS::QueuePolicy').properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
  expect(only(found, 'AWS::Lambda::EventInvokeConfig').properties).toMatchObject({
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [id, 'Arn'] } } },
  });
});

test('only the trail’s log group and the rule may invoke the function', () => {
  const found = template();
  const rule = { 'Fn::GetAtt': [only(found, 'AWS::Events::Rule').id, 'Arn'] };
  const permissions = Object.values(found.findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);
  expect(permissions.map(({ Principal }) => Principal).toSorted()).toEqual([
    'events.amazonaws.com',
    'logs.amazonaws.com',
  ]);
  for (const { Principal, SourceArn } of permissions)
    if (Principal === 'events.amazonaws.com') expect(SourceArn).toEqual(rule);
    else expect(JSON.stringify(SourceArn)).toContain(':logs:ap-northeast-1:111122223333:log-group:the-trail:*');
});
