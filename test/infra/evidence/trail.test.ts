// The trail: a new one, or the team’s own.
import { describe, expect, test } from 'vitest';
import { type Json, resourcesOf, templateOf } from '../stack-fixture.ts';

const three = (type: string) => [...resourcesOf(templateOf('three'), type).values()];
const existing = (type: string) => [...resourcesOf(templateOf('existing'), type).values()];

describe('the trail', () => {
  test('a new trail covers all regions, validates its files, is encrypted, and records the sessions table', () => {
    const [trail, ...more] = three('AWS::CloudTrail::Trail');
    expect(more).toEqual([]);
    expect(trail?.Properties).toMatchObject({
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      IncludeGlobalServiceEvents: true,
      IsLogging: true,
    });
    expect(trail?.Properties.KMSKeyId).toBeDefined();
    expect(trail?.Properties.CloudWatchLogsLogGroupArn).toBeDefined();
    expect(trail?.Properties.EventSelectors).toBeUndefined();
    const [table] = [...resourcesOf(templateOf('three'), 'AWS::DynamoDB::GlobalTable').keys()];
    expect(trail?.Properties.AdvancedEventSelectors.map(({ FieldSelectors }: Json) => FieldSelectors)).toEqual([
      [{ Field: 'eventCategory', Equals: ['Management'] }],
      [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
        { Field: 'resources.ARN', Equals: [{ 'Fn::GetAtt': [table, 'Arn'] }] },
      ],
    ]);
  });

  test('an existing trail stays unchanged: the app subscribes to its log group, and an output shows how to record the table', () => {
    expect(existing('AWS::CloudTrail::Trail')).toEqual([]);
    const [filter] = existing('AWS::Logs::SubscriptionFilter');
    expect(filter?.Properties.LogGroupName).toBe('team/trail');
    expect(JSON.stringify(templateOf('existing').toJSON().Outputs.RecordTable.Value)).toContain('put-event-selectors');
  });
});
