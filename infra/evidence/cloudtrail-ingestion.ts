// How CloudTrail's records reach `session-events`: by the trail's log group, and sooner by EventBridge.
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
import { EVENT_SOURCE, SESSION_CALLS, SESSION_RECORDS } from '../../app/aws/cloudtrail/trail-filter.ts';

/** The log group of the trail, new or given, and the function that stores what the records say. */
export interface CloudTrailIngestionProps {
  readonly trailLogGroup: logs.ILogGroup;
  readonly sessionEvents: lambda.Function;
}

/** What could not be stored after two more tries lies here for an alarm; the replay of the log group recovers it. */
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
      reason: 'These are the dead letters themselves: nothing takes them out, an alarm tells of them.',
    });
    const limits = { retryAttempts: 2, maxEventAge: Duration.hours(1) };
    sessionEvents.configureAsyncInvoke({ ...limits, onFailure: new destinations.SqsDestination(this.deadLetters) });
    new logs.SubscriptionFilter(this, 'Subscription', {
      logGroup: trailLogGroup,
      destination: new logsDestinations.LambdaDestination(sessionEvents),
      filterPattern: logs.FilterPattern.literal(SESSION_RECORDS),
    });
    new events.Rule(this, 'Rule', {
      description: 'Session Manager calls, as CloudTrail hands them to EventBridge.',
      eventPattern: {
        source: ['aws.ssm'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventSource: [EVENT_SOURCE], eventName: [...SESSION_CALLS] },
      },
      targets: [new targets.LambdaFunction(sessionEvents, { ...limits, deadLetterQueue: this.deadLetters })],
    });
  }
}
