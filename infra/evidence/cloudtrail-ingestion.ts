// Delivers CloudTrail's records to `session-events`: from the trail's log group, and sooner by EventBridge.
import {
  Duration,
  aws_lambda_destinations as destinations,
  aws_events as events,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_logs_destinations as logsDestinations,
  aws_sqs as sqs,
  aws_events_targets as targets,
  Validations,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EVENT_SOURCE, SESSION_CALLS, SESSION_RECORDS_PATTERN } from '../../app/aws/cloudtrail/trail-filter.ts';

export interface CloudTrailIngestionProps {
  readonly trailLogGroup: logs.ILogGroup;
  readonly sessionEvents: lambda.Function;
}

/** Records that fail after two retries go to `deadLetters`, which raises an alarm. The watchdog reads them again from the log group. */
export class CloudTrailIngestion extends Construct {
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, { trailLogGroup, sessionEvents }: CloudTrailIngestionProps) {
    super(scope, id);
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue itself: nothing consumes it, and an alarm watches it.',
    });
    const limits = { retryAttempts: 2, maxEventAge: Duration.hours(1) };
    sessionEvents.configureAsyncInvoke({ ...limits, onFailure: new destinations.SqsDestination(this.deadLetters) });
    new logs.SubscriptionFilter(this, 'Subscription', {
      logGroup: trailLogGroup,
      destination: new logsDestinations.LambdaDestination(sessionEvents),
      filterPattern: logs.FilterPattern.literal(SESSION_RECORDS_PATTERN),
    });
    new events.Rule(this, 'Rule', {
      description: 'Session Manager calls that CloudTrail sends to EventBridge.',
      eventPattern: {
        source: ['aws.ssm'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventSource: [EVENT_SOURCE], eventName: [...SESSION_CALLS] },
      },
      targets: [new targets.LambdaFunction(sessionEvents, { ...limits, deadLetterQueue: this.deadLetters })],
    });
  }
}
