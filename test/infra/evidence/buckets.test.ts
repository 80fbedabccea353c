// How long buckets keep what is in them: the archive for its years, everything else for `logRetentionDays`.
import { describe, expect, test } from 'vitest';
import { ALL, type Json, resourcesOf, settingsOf, statementsOf, templateOf } from '../stack-fixture.ts';

describe.each(ALL)('with the settings %s', (name) => {
  const template = templateOf(name);
  const { logRetentionDays: days = 365, sessions } = settingsOf(name);
  const buckets = [...resourcesOf(template, 'AWS::S3::Bucket')];
  const modeOf = ({ ObjectLockConfiguration }: Json) => ObjectLockConfiguration?.Rule.DefaultRetention.Mode;

  test(`with the settings ${name} every bucket but the archive deletes what is older than the logs, in all versions`, () => {
    const others = buckets.filter(([, { Properties }]) => modeOf(Properties) !== 'COMPLIANCE');
    expect(others.length).toBe(buckets.length - 1);
    for (const [id, { Properties }] of others) {
      const rules: Json[] = Properties.LifecycleConfiguration.Rules;
      expect(rules, id).toContainEqual({
        ExpirationInDays: days,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        Status: 'Enabled',
      });
      expect(
        rules.some(({ ExpiredObjectDeleteMarker }) => ExpiredObjectDeleteMarker),
        id,
      ).toBe(true);
    }
  });

  test(`with the settings ${name} no rule deletes from the archive`, () => {
    const archives = buckets.filter(([, { Properties }]) => modeOf(Properties) === 'COMPLIANCE');
    expect(archives).toHaveLength(1);
    for (const [, { Properties }] of archives) expect(Properties.LifecycleConfiguration).toBeUndefined();
  });

  test(`with the settings ${name} transcripts are locked until they expire, and nobody here may lift the lock`, () => {
    const locked = buckets.filter(([, { Properties }]) => modeOf(Properties) === 'GOVERNANCE');
    expect(locked).toHaveLength(sessions === undefined ? 0 : 1);
    for (const [id, { Properties }] of locked) {
      expect(id).toMatch(/^Sessions/);
      expect(Properties.ObjectLockConfiguration.Rule.DefaultRetention.Days).toBe(days);
    }
    const actions = statementsOf(template).flatMap(({ statement }) =>
      statement.Effect === 'Allow' ? [statement.Action].flat() : [],
    );
    expect(actions.filter((action) => /^s3:(\*|Bypass|PutObjectRetention)/.test(action))).toEqual([]);
  });
});
