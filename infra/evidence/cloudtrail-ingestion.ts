// Delivers CloudTrail's records to `session-events`: from the trail's log group, and sooner by EventBridge.
import {
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_lambda_destinations as destinations,
  aws_events as events,
  aws_iam as iam,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_logs_destinations as logsDestinations,
  Stack,
  aws_sqs as sqs,
  aws_events_targets as targets,
  Validations,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  createRoleChangesPattern,
  createSubscriptionPattern,
  EVENT_SOURCE,
  SESSION_CALLS,
} from '../../app/aws/cloudtrail/trail-filter.ts';
import { NAMESPACE } from '../../app/lib/metrics.ts';

export interface CloudTrailIngestionProps {
  readonly trailLogGroup: logs.ILogGroup;
  readonly sessionEvents: lambda.Function;
  /** Roles of the deployment, each exact or with a `*` at its end: who changes one is announced */
  readonly roleNames: readonly string[];
  /** Of the deployment: another one in the account counts its own roles */
  readonly name: string;
}

/** Retries of one delivery; what fails after them goes to the dead-letter queue. */
export const DELIVERY = { retryAttempts: 2, maxEventAge: Duration.hours(1) } as const;

/** Records that fail after two retries go to `deadLetters`, which raises an alarm. The watchdog reads them again from the log group. */
export class CloudTrailIngestion extends Construct {
  readonly deadLetters: sqs.Queue;
  /** Filter pattern of the subscription */
  readonly recordsPattern: string;
  /** Changes of the deployment's own roles, except by CloudFormation; counted without any function */
  readonly roleChanges: cloudwatch.Metric;

  constructor(scope: Construct, id: string, props: CloudTrailIngestionProps) {
    super(scope, id);
    const { trailLogGroup, sessionEvents, roleNames, name } = props;
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue itself: nothing consumes it, and an alarm watches it.',
    });
    letRulesSend(this.deadLetters);
    sessionEvents.configureAsyncInvoke({ ...DELIVERY, onFailure: new destinations.SqsDestination(this.deadLetters) });
    this.recordsPattern = createSubscriptionPattern(roleNames);
    new logs.SubscriptionFilter(this, 'Subscription', {
      logGroup: trailLogGroup,
      destination: new logsDestinations.LambdaDestination(sessionEvents),
      filterPattern: logs.FilterPattern.literal(this.recordsPattern),
    });
    this.roleChanges = new logs.MetricFilter(this, 'RoleChanges', {
      logGroup: trailLogGroup,
      filterPattern: logs.FilterPattern.literal(createRoleChangesPattern(roleNames)),
      metricNamespace: `${NAMESPACE}/${name}`,
      metricName: 'RoleChanges',
      metricValue: '1',
    }).metric({ statistic: 'Sum', period: Duration.minutes(5) });
    new events.Rule(this, 'Rule', {
      description: 'Session Manager calls that CloudTrail sends to EventBridge.',
      eventPattern: {
        source: ['aws.ssm'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventSource: [EVENT_SOURCE], eventName: [...SESSION_CALLS] },
      },
      targets: [createDelivery(sessionEvents, this.deadLetters)],
    });
  }
}

/** The target of a rule that hands records to a function. CDK's own would add a statement to the queue's policy for each rule. */
export function createDelivery(to: lambda.IFunction, deadLetters: sqs.IQueue): events.IRuleTarget {
  const target = new targets.LambdaFunction(to, DELIVERY);
  return { bind: (rule, id) => ({ ...target.bind(rule, id), deadLetterConfig: { arn: deadLetters.queueArn } }) };
}

/** One statement for all rules of the stack, since SQS takes twenty: CloudFormation begins their names with its own. */
function letRulesSend(deadLetters: sqs.Queue): void {
  const stack = Stack.of(deadLetters);
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: `${stack.stackName}-*` });
  deadLetters.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [deadLetters.queueArn],
      conditions: { ArnLike: { 'aws:SourceArn': rules } },
    }),
  );
}
