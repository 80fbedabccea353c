// Lets the watchdog look at its own deployment for its checks: it reads settings and states, no content and no secret.
import { aws_events as events, Lazy, Stack, type aws_sns as sns, aws_ssm as ssm } from 'aws-cdk-lib';
import { acknowledgeWildcard, allow } from '../access/permissions.ts';
import type { Archive } from '../evidence/archive.ts';
import type { SessionsTable } from '../evidence/sessions-table.ts';
import type { Functions } from './functions.ts';

export interface CheckedResources {
  readonly sessionsTable: SessionsTable;
  readonly archive: Archive;
  readonly topic: sns.ITopic;
  /** Filter pattern of the subscription to the trail's log group */
  readonly recordsPattern: string;
  /** Name of the parameter that lists them for the checks */
  readonly parameterName: string;
  /** Name of the trail that the deployment made; undefined for an existing one, which only its log group names */
  readonly trailName: string | undefined;
  /** ARN of the trail's log group */
  readonly trailLogGroupArn: string;
}

/** The resources and figures that the checks read: the form is the app's, in CHECKED_RESOURCES. */
function listResources(
  { slack, watchdog, sessionEvents, auditExport }: Functions,
  { topic, recordsPattern }: Pick<CheckedResources, 'topic' | 'recordsPattern'>,
): object {
  const { functionArn } = sessionEvents.function;
  return {
    sessionEventsFunction: functionArn,
    auditExportFunction: auditExport.function.functionArn,
    terminatingRoles: [slack.role.roleArn, watchdog.role.roleArn],
    alarmTopic: topic.topicArn,
    recordsPattern,
    // Rules may be made after this.
    sessionEventsRules: Lazy.number({ produce: () => countRules(Stack.of(sessionEvents.function), functionArn) }),
  };
}

function countRules(stack: Stack, functionArn: string): number {
  const called = JSON.stringify(stack.resolve(functionArn));
  const rules = stack.node.findAll().filter((one) => one instanceof events.CfnRule);
  return rules.filter(({ targets }) => JSON.stringify(stack.resolve(targets) ?? []).includes(called)).length;
}

export function allowChecks(functions: Functions, resources: CheckedResources): void {
  const { watchdog, slack } = functions;
  const { topic, parameterName } = resources;
  // Not in the environment: it is limited, and only the checks read this.
  const parameter = new ssm.StringParameter(functions, 'CheckedResources', {
    parameterName,
    description: 'Resources that the checks of bastion-ack look at.',
    stringValue: Stack.of(functions).toJsonString(listResources(functions, resources)),
  });
  watchdog.function.addEnvironment('CHECKED_RESOURCES', `ssm:${parameterName}`);
  allow(watchdog.role, ['ssm:GetParameter'], [parameter.parameterArn]);
  const roles = [slack.role.roleArn, watchdog.role.roleArn];
  allowOnEverything(functions);
  allowOnRecords(functions, resources);
  const { role } = watchdog;
  const { sessionsTable, archive } = resources;
  allow(role, ['dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups'], [sessionsTable.table.tableArn]);
  allow(role, ['iam:SimulatePrincipalPolicy'], roles);
  allow(role, ['kms:DescribeKey', 'kms:GetPublicKey'], [archive.sealKey.keyArn]);
  allow(role, ['s3:GetBucketObjectLockConfiguration', 's3:ListBucket'], [archive.bucket.bucketArn]);
  allow(role, ['sns:GetTopicAttributes'], [topic.topicArn]);
  allowKeyPolicy(functions, topic);
}

/** Actions that IAM knows for the whole account only. */
function allowOnEverything({ watchdog: { role } }: Functions): void {
  allow(role, ['ssm:DescribeParameters', 'cloudtrail:DescribeTrails', 'events:ListRuleNamesByTarget'], ['*']);
  acknowledgeWildcard(
    role,
    '*',
    'Lists the names of parameters, trails and rules, for the checks. These actions do not support resource-level permissions.',
  );
}

/** The trail, its log group and the rules. */
function allowOnRecords(
  { watchdog: { role } }: Functions,
  { trailName, trailLogGroupArn }: Pick<CheckedResources, 'trailName' | 'trailLogGroupArn'>,
): void {
  const stack = Stack.of(role);
  const trail = stack.formatArn({
    service: 'cloudtrail',
    resource: 'trail',
    resourceName: trailName ?? '*',
    // An organisation's trail belongs to another account, and may be at home in another region.
    ...(trailName === undefined && { account: '*', region: '*' }),
  });
  allow(role, ['cloudtrail:GetTrailStatus'], [trail]);
  if (trailName === undefined)
    acknowledgeWildcard(role, trail, 'The settings name the log group of the trail, and not the trail.');
  allow(role, ['logs:DescribeSubscriptionFilters'], [trailLogGroupArn]);
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  allow(role, ['events:DescribeRule'], [rules]);
  acknowledgeWildcard(role, rules, 'The rules are found by the function that they call, whatever their names are.');
}

/** The key of the topic must let CloudWatch use it, or no alarm arrives. */
function allowKeyPolicy({ watchdog: { role } }: Functions, topic: sns.ITopic): void {
  const key =
    topic.masterKey?.keyArn ?? Stack.of(role).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
  allow(role, ['kms:GetKeyPolicy'], [key]);
  if (topic.masterKey === undefined)
    acknowledgeWildcard(role, key, 'The settings name the topic of the alarms, and not its key.');
}
