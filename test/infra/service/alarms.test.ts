// When an alarm rings: not for one transient fault, but for everything that does not happen.
import { describe, expect, test } from 'vitest';
import { ALL, type Json, resourcesOf, settingsOf, templateOf } from '../stack-fixture.ts';

/** Periods that are looked at, those that must breach, seconds of one, and what missing data mean. */
const EXPECTED = {
  WatchdogSilent: [3, 2, 300, 'breaching'],
  NoticeNotOut: [3, 2, 60, 'ignore'],
  DeadLetters: [1, 1, 300, 'ignore'],
  slackErrors: [3, 2, 300, 'notBreaching'],
  sessioneventsErrors: [3, 2, 300, 'notBreaching'],
  watchdogErrors: [3, 2, 300, 'notBreaching'],
  auditexportErrors: [1, 1, 300, 'notBreaching'],
  RequestsRefused: [1, 1, 300, 'notBreaching'],
  RequestsThrottled: [3, 2, 300, 'notBreaching'],
  RolesChanged: [1, 1, 300, 'notBreaching'],
  TargetsUnmanaged: [3, 3, 300, 'notBreaching'],
  StillConnected: [1, 1, 300, 'notBreaching'],
  CutsPutOff: [1, 1, 300, 'notBreaching'],
  SessionsUnacknowledged: [3, 2, 60, 'notBreaching'],
  EndpointSilent: [3, 2, 60, 'notBreaching'],
  DaysNotSealed: [1, 1, 300, 'notBreaching'],
  NightNotSealed: [30, 30, 3_600, 'breaching'],
};
const [DAY, WEEK] = [86_400, 604_800];

describe.each(ALL)('with the settings %s', (name) => {
  const template = templateOf(name);
  const alarms = new Map<string, Json>(
    [...resourcesOf(template, 'AWS::CloudWatch::Alarm')].map(([id, { Properties }]) => [
      id.replace(/^Alarms|[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );
  const periodOf = ({ Period, Metrics = [] }: Json): number =>
    Period ?? Math.max(...Metrics.map((one: Json) => one.MetricStat?.Metric && one.MetricStat.Period).filter(Boolean));

  const filterOf = (metric: string) =>
    [...resourcesOf(template, 'AWS::Logs::MetricFilter').values()].find(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName === metric,
    );

  test(`with the settings ${name} changes of roles are counted in the trail’s log group, except those of a stack update`, () => {
    const filter = filterOf('RoleChanges');
    const [subscription] = [...resourcesOf(template, 'AWS::Logs::SubscriptionFilter').values()];
    expect(filter?.Properties.LogGroupName).toEqual(subscription?.Properties.LogGroupName);
    const pattern: string = filter?.Properties.FilterPattern;
    const roles = (text: string) => [...text.matchAll(/roleName = "([^"]+)"/g)].map(([, role]) => role);
    expect(roles(pattern)).toEqual(roles(subscription?.Properties.FilterPattern));
    expect(roles(pattern).length).toBeGreaterThan(0);
    expect(pattern).toMatch(/&& \(\$\.sourceIPAddress != "cloudformation\.amazonaws\.com"\) }$/);
    expect(pattern.length).toBeLessThanOrEqual(1_024);
    const [{ MetricName, MetricNamespace }] = filter?.Properties.MetricTransformations ?? [];
    expect(alarms.get('RolesChanged')).toMatchObject({ MetricName, Namespace: MetricNamespace, Threshold: 1 });
  });

  test.each(Object.entries(EXPECTED))(`with the settings ${name} the alarm %s waits as it should`, (id, expected) => {
    const alarm = alarms.get(id);
    expect([alarm.EvaluationPeriods, alarm.DatapointsToAlarm, periodOf(alarm), alarm.TreatMissingData]).toEqual(
      expected,
    );
  });

  test(`with the settings ${name} no alarm looks back further than CloudWatch allows`, () => {
    for (const [id, alarm] of alarms) {
      const period = periodOf(alarm);
      expect(alarm.EvaluationPeriods * period, id).toBeLessThanOrEqual(period < 3_600 ? DAY : WEEK);
      expect(alarm.DatapointsToAlarm, id).toBeLessThanOrEqual(alarm.EvaluationPeriods);
    }
  });

  test(`with the settings ${name} a night that seals nothing raises the alarm, and one sealed day in thirty hours ends it`, () => {
    expect(alarms.get('NightNotSealed')).toMatchObject({
      MetricName: 'DaysSealed',
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
  });

  test(`with the settings ${name} requests that the endpoint throttled are counted in its access log`, () => {
    const filter = filterOf('RequestsThrottled');
    const [stage] = [...resourcesOf(template, 'AWS::ApiGatewayV2::Stage').values()];
    const { DestinationArn, Format } = stage?.Properties.AccessLogSettings ?? {};
    expect(filter?.Properties.LogGroupName.Ref).toBe(DestinationArn['Fn::GetAtt'][0]);
    expect(filter?.Properties.FilterPattern).toBe('{ $.status = "429" }');
    // The log holds the status as text.
    expect(JSON.parse(Format).status).toBe('$context.status');
    const [{ MetricName, MetricNamespace }] = filter?.Properties.MetricTransformations ?? [];
    expect(alarms.get('RequestsThrottled')).toMatchObject({ MetricName, Namespace: MetricNamespace });
    expect(MetricNamespace).toBe(`BastionAck/${settingsOf(name).name ?? 'bastion-ack'}`);
  });
});
