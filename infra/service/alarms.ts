// Alarms outside Slack, for faults that need somebody's attention. docs/watchdog.md explains the metrics.
import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_iam as iam,
  aws_sns as sns,
  type aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Counted, type Measured, NAMESPACE } from '../../app/lib/metrics.ts';
import { retainedKey } from '../evidence/keys.ts';
import type { Settings } from '../settings/settings.ts';
import type { Functions } from './functions.ts';

export interface AlarmsProps {
  /** Shown as the sender of each e-mail; the metrics of the functions have it as their dimension */
  readonly name: string;
  readonly settings: Settings['alarms'];
  readonly functions: Functions;
  readonly deadLetters: sqs.IQueue;
  readonly noticeWithinMinutes: number;
  /** True where the settings name an event bus */
  readonly putsEvents: boolean;
}

/**
 * Refused requests in five minutes that raise the alarm; one person clicks at most a few times, and the watchdog's own
 * request a minute is among them.
 */
const MAX_REFUSED_REQUESTS = 25;
const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } = cloudwatch.ComparisonOperator;
const { BREACHING, IGNORE, NOT_BREACHING } = cloudwatch.TreatMissingData;
/** For a state that each pass reports while it lasts: one pass alone raises nothing. */
const TWO_OF_THREE = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

export class Alarms extends Construct {
  readonly topic: sns.ITopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { name: service, settings, functions, deadLetters, noticeWithinMinutes, putsEvents } = props;
    const ownMetric = (metricName: Counted | Measured, statistic: string, period: Duration) =>
      new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service }, statistic, period });
    this.topic =
      settings.kind === 'existing'
        ? sns.Topic.fromTopicArn(this, 'Given', settings.topicArn)
        : this.newTopic(settings.emails, props.name);
    const minute = Duration.minutes(1);
    const five = Duration.minutes(5);
    this.addAlarm(
      'WatchdogSilent',
      'The watchdog has not run for five minutes. Delayed notices, warnings and terminations are not going out. See the log of the watchdog function.',
      {
        metric: ownMetric('OldestNoticeNotOut', 'SampleCount', five),
        threshold: 1,
        comparisonOperator: BELOW,
        // A watchdog that does not run writes no metric.
        treatMissingData: BREACHING,
      },
    );
    this.addAlarm(
      'NoticeNotOut',
      `A notice has not been posted in Slack for ${noticeWithinMinutes} minutes. Check that Slack is reachable and that the bot is in the channel.`,
      {
        metric: ownMetric('OldestNoticeNotOut', 'Maximum', minute),
        threshold: Math.max(1, Math.round(noticeWithinMinutes * 60)),
      },
    );
    this.addAlarm(
      'DeadLetters',
      'CloudTrail records could not be stored. The watchdog reads them again from the log group; the log of session-events shows the error.',
      {
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: five, statistic: 'Maximum' }),
        threshold: 1,
      },
    );
    for (const [name, { function: one }] of functions.all)
      this.addAlarm(`${name}Errors`, `The function ${name} failed. See its log.`, {
        metric: one.metricErrors({ period: five, statistic: 'Sum' }),
        threshold: 1,
      });
    this.addAlarm(
      'RequestsRefused',
      'Many requests were refused. Either somebody is probing the endpoint, or the signing secret in Parameter Store does not match the Slack app’s.',
      {
        metric: new cloudwatch.MathExpression({
          expression: 'FILL(unsigned, 0) + FILL(refused, 0)',
          usingMetrics: {
            unsigned: ownMetric('RequestsUnsigned', 'Sum', five),
            refused: ownMetric('RequestsRefused', 'Sum', five),
          },
          period: five,
        }),
        threshold: MAX_REFUSED_REQUESTS,
      },
    );
    this.addAlarm(
      'TargetsUnmanaged',
      'A watched target is not a managed node: its id is wrong, or its agent never registered. Sessions on it cannot start. Check the ids in the settings.',
      {
        metric: ownMetric('TargetsUnmanaged', 'Maximum', five),
        threshold: 1,
        // A new host takes some minutes to register.
        evaluationPeriods: 3,
      },
    );
    this.addAlarm(
      'StillConnected',
      'A session is still connected after five attempts to terminate it. The thread of its notice shows the command that terminates it by hand; so does the escalation channel, if there is one.',
      {
        metric: ownMetric('TerminationsFailed', 'Sum', five),
        threshold: 1,
      },
    );
    this.addAlarm(
      // The id stays: with another one CloudFormation would replace the alarm.
      'CutsPutOff',
      'The termination of an unacknowledged session was postponed: nobody could be warned, or could respond, in time.',
      {
        metric: ownMetric('TerminationsPostponed', 'Sum', five),
        threshold: 1,
      },
    );
    this.addAlarm(
      'SessionsUnacknowledged',
      'A live session is unacknowledged past its deadline. Acknowledge or terminate it in Slack; `/bastion pending` lists all of them.',
      { metric: ownMetric('SessionsUnacknowledged', 'Maximum', minute), threshold: 1, ...TWO_OF_THREE },
    );
    this.addAlarm(
      'EndpointSilent',
      'Clicks cannot reach the app: an unsigned request to the endpoint did not get the app’s own answer. Look at the HTTP API, its throttle, and the log of the slack function.',
      { metric: ownMetric('EndpointSilent', 'Maximum', minute), threshold: 1, ...TWO_OF_THREE },
    );
    if (putsEvents)
      this.addAlarm(
        'EventsNotPut',
        'Events could not be put on the event bus in EVENT_BUS. They are put later. Check that the bus exists and that its policy allows this account; the log of the watchdog shows the error.',
        { metric: ownMetric('EventsNotPut', 'Maximum', minute), threshold: 1, ...TWO_OF_THREE },
      );
    this.addAlarm(
      'ChecksFailed',
      'A check of the deployment fails. The daily line in Slack names it, and so does `npm run doctor`. The alarm clears with the next run of the checks: `/bastion check` runs them at once.',
      {
        metric: ownMetric('ChecksFailed', 'Maximum', five),
        threshold: 1,
        // Counted once a day: between two runs the state stays.
        treatMissingData: IGNORE,
      },
    );
    this.addAlarm(
      'DaysNotSealed',
      'The nightly run did not have time to seal every day. The next run continues. If this alarm repeats, see the log of audit-export.',
      {
        metric: ownMetric('DaysNotSealed', 'Sum', five),
        threshold: 1,
      },
    );
  }

  private addAlarm(
    id: string,
    alarmDescription: string,
    props: Pick<cloudwatch.AlarmProps, 'metric' | 'threshold'> & Partial<cloudwatch.AlarmProps>,
  ): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: AT_LEAST,
      treatMissingData: NOT_BREACHING,
      ...props,
    });
    const action = new actions.SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  private newTopic(emails: readonly string[], displayName: string): sns.Topic {
    const key = retainedKey(this, 'Key', { description: 'Encrypts the alarms of bastion-ack.' });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        // In a key policy `*` means the key itself.
        resources: ['*'],
      }),
    );
    const topic = new sns.Topic(this, 'Topic', { displayName, masterKey: key, enforceSSL: true });
    for (const email of emails) topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }
}
