// Alarms outside Slack, for faults that need somebody's attention. docs/watchdog.md explains the metrics.
import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  type aws_sns as sns,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Counted, type Measured, NAMESPACE } from '../../app/lib/metrics.ts';
import type { Deployed } from './environment.ts';
import type { Functions } from './functions.ts';

export interface AlarmsProps {
  /** Of the deployment: its metrics have it as their dimension */
  readonly name: string;
  readonly topic: sns.ITopic;
  readonly functions: Functions;
  readonly deadLetters: sqs.IQueue;
  /** Requests that the endpoint turned away, in five minutes */
  readonly throttled: cloudwatch.IMetric;
  /** Changes of the deployment's own roles, in five minutes */
  readonly roleChanges: cloudwatch.IMetric;
  readonly noticeWithinMinutes: number;
  /** True where the settings name an event bus */
  readonly putsEvents: boolean;
}

/** Periods that are looked at, and how many of them must breach. */
interface Periods {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** A single breach may be a transient fault that the next minute mends. */
const TWO_OF_THREE: Periods = { evaluationPeriods: 3, datapointsToAlarm: 2 };
/** The metric itself counts only what has failed for good. */
const AT_ONCE: Periods = { evaluationPeriods: 1, datapointsToAlarm: 1 };
/** A night's run, with hours to spare. An alarm looks back seven days at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const THIRTY_HOURS: Periods = { evaluationPeriods: 30, datapointsToAlarm: 30 };

/** The run of a night fails once with all its retries, so it has one period; the others run all the time. */
const ERRORS: Readonly<Record<Deployed, Periods>> = {
  slack: TWO_OF_THREE,
  'session-events': TWO_OF_THREE,
  watchdog: TWO_OF_THREE,
  'audit-export': AT_ONCE,
};

/**
 * Refused requests in five minutes that raise the alarm; one person clicks at most a few times, and the watchdog's own
 * request a minute is among them.
 */
const MAX_REFUSED_REQUESTS = 25;
/** Throttled requests in five minutes: Slack tries each of its own again. */
const MAX_THROTTLED_REQUESTS = 20;
const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING, IGNORE } = cloudwatch.TreatMissingData;

export class Alarms extends Construct {
  private readonly topic: sns.ITopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const {
      name: service,
      topic,
      functions,
      deadLetters,
      throttled,
      roleChanges,
      noticeWithinMinutes,
      putsEvents,
    } = props;
    const ownMetric = (metricName: Counted | Measured, statistic: string, period: Duration) =>
      new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service }, statistic, period });
    this.topic = topic;
    const minute = Duration.minutes(1);
    const five = Duration.minutes(5);
    this.addAlarm(
      'WatchdogSilent',
      'The watchdog has not run for ten minutes. Delayed notices, warnings and terminations are not going out. See the log of the watchdog function. Until the secrets of the Slack app are stored, this alarm is right, too.',
      {
        ...TWO_OF_THREE,
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
        ...TWO_OF_THREE,
        metric: ownMetric('OldestNoticeNotOut', 'Maximum', minute),
        threshold: Math.max(1, Math.round(noticeWithinMinutes * 60)),
        // Without a pass nothing is known, and WatchdogSilent says so.
        treatMissingData: IGNORE,
      },
    );
    this.addAlarm(
      'DeadLetters',
      'CloudTrail records could not be stored. The watchdog reads those of sessions again from the log group; a change of the deployment itself is only in the queue. The log of session-events shows the error. Empty the queue afterwards.',
      {
        ...AT_ONCE,
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: five, statistic: 'Maximum' }),
        threshold: 1,
        // SQS stops to write metrics of a queue that nobody touches, although messages are in it.
        treatMissingData: IGNORE,
      },
    );
    for (const [name, { function: one }] of functions.all)
      this.addAlarm(`${name}Errors`, `The function ${name} failed. See its log.`, {
        ...ERRORS[name],
        metric: one.metricErrors({ period: five, statistic: 'Sum' }),
        threshold: 1,
        // A function that did not run did not fail.
        treatMissingData: NOT_BREACHING,
      });
    this.addAlarm(
      'RequestsRefused',
      'Many requests were refused. Either somebody is probing the endpoint, or the signing secret in Parameter Store does not match the Slack app’s.',
      {
        // The threshold lies above what people do by mistake.
        ...AT_ONCE,
        metric: new cloudwatch.MathExpression({
          expression: 'FILL(unsigned, 0) + FILL(refused, 0)',
          usingMetrics: {
            unsigned: ownMetric('RequestsUnsigned', 'Sum', five),
            refused: ownMetric('RequestsRefused', 'Sum', five),
          },
          period: five,
        }),
        threshold: MAX_REFUSED_REQUESTS,
        // Nobody asked anything.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'RequestsThrottled',
      'The endpoint turned many requests away before the function saw them: clicks of approvers may be among them. See the access log for where they come from.',
      {
        ...TWO_OF_THREE,
        metric: throttled,
        threshold: MAX_THROTTLED_REQUESTS,
        // The filter counts only what it finds.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'RolesChanged',
      'Somebody changes a role of bastion-ack itself. If nobody planned this, find out now who it was, and undo it: sessions may go unnoticed. The channel says who changed what; so does the trail. Rules of EventBridge tell of all other changes at once.',
      {
        ...AT_ONCE,
        metric: roleChanges,
        threshold: 1,
        // The filter counts only what it finds.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'TargetsUnmanaged',
      'A watched target is not a managed node: its id is wrong, or its agent never registered. Sessions on it cannot start. Check the ids in the settings.',
      {
        // A new host takes some minutes to register.
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        metric: ownMetric('TargetsUnmanaged', 'Maximum', five),
        threshold: 1,
        // Counted only while there is one.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'StillConnected',
      'A session is still connected after five attempts to terminate it. The thread of its notice shows the command that terminates it by hand; so does the escalation channel, if there is one.',
      {
        ...AT_ONCE,
        metric: ownMetric('TerminationsFailed', 'Sum', five),
        threshold: 1,
        // Counted once a session.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      // The id stays: with another one CloudFormation would replace the alarm.
      'CutsPutOff',
      'The termination of an unacknowledged session was postponed: nobody could be warned, or could respond, in time.',
      {
        ...AT_ONCE,
        metric: ownMetric('TerminationsPostponed', 'Sum', five),
        threshold: 1,
        // Counted once a postponement.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'SessionsUnacknowledged',
      'A live session is unacknowledged past its deadline. Acknowledge or terminate it in Slack; `/bastion pending` lists all of them.',
      {
        ...TWO_OF_THREE,
        metric: ownMetric('SessionsUnacknowledged', 'Maximum', minute),
        threshold: 1,
        // Counted only while there is one.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'EndpointSilent',
      'Clicks cannot reach the app: an unsigned request to the endpoint did not get the app’s own answer. Look at the HTTP API, its throttle, and the log of the slack function.',
      {
        ...TWO_OF_THREE,
        metric: ownMetric('EndpointSilent', 'Maximum', minute),
        threshold: 1,
        // Counted only while nothing answers.
        treatMissingData: NOT_BREACHING,
      },
    );
    if (putsEvents)
      this.addAlarm(
        'EventsNotPut',
        'Events could not be put on the event bus in EVENT_BUS. They are put later. Check that the bus exists and that its policy allows this account; the log of the watchdog shows the error.',
        {
          ...TWO_OF_THREE,
          metric: ownMetric('EventsNotPut', 'Maximum', minute),
          threshold: 1,
          // Counted only while some are left.
          treatMissingData: NOT_BREACHING,
        },
      );
    this.addAlarm(
      'ChecksFailed',
      'A check of the deployment fails. The daily line in Slack names it, and so does `npm run doctor`. The alarm clears with the next run of the checks: `/bastion check` runs them at once.',
      {
        ...AT_ONCE,
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
        ...AT_ONCE,
        metric: ownMetric('DaysNotSealed', 'Sum', five),
        threshold: 1,
        // Written at night only.
        treatMissingData: NOT_BREACHING,
      },
    );
    this.addAlarm(
      'NightNotSealed',
      'No day was sealed for thirty hours: the nightly run did not happen, or failed. See the log of audit-export and the rule that starts it. After the first deployment this alarm clears with the first night.',
      {
        ...THIRTY_HOURS,
        metric: ownMetric('DaysSealed', 'Sum', Duration.hours(1)),
        threshold: 1,
        comparisonOperator: BELOW,
        // A run that does not happen writes no metric.
        treatMissingData: BREACHING,
      },
    );
  }

  private addAlarm(
    id: string,
    alarmDescription: string,
    props: Pick<cloudwatch.AlarmProps, 'metric' | 'threshold' | 'treatMissingData'> &
      Partial<cloudwatch.AlarmProps> &
      Periods,
  ): void {
    const alarm = new cloudwatch.Alarm(this, id, { alarmDescription, comparisonOperator: AT_LEAST, ...props });
    const action = new actions.SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
