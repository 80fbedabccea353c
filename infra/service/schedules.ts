// Schedules: the watchdog each minute, the audit export each night, and a ping that keeps the slack function warm.
import { Duration, aws_events as events, aws_events_targets as targets } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';

/** The slack function recognizes this event and does nothing. */
export const PING = { ping: 'warm' } as const;

export class Schedules extends Construct {
  constructor(scope: Construct, id: string, functions: Functions) {
    super(scope, id);
    const { watchdog, auditExport, slackAlias } = functions;
    new events.Rule(this, 'EachMinute', {
      description: 'Runs the watchdog.',
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(watchdog.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    new events.Rule(this, 'EachNight', {
      description: 'Seals the previous day (UTC), once its late records have arrived.',
      schedule: events.Schedule.cron({ minute: '30', hour: '0' }),
      targets: [new targets.LambdaFunction(auditExport.function, { retryAttempts: 2, maxEventAge: Duration.hours(6) })],
    });
    new events.Rule(this, 'KeepWarm', {
      description: 'Keeps one slack function warm.',
      schedule: events.Schedule.rate(Duration.minutes(5)),
      targets: [
        new targets.LambdaFunction(slackAlias, {
          event: events.RuleTargetInput.fromObject(PING),
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
  }
}
