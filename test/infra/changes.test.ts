// A change of settings replaces nothing that holds data or people.
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type Json, resourcesOf, stackOf, templateOf } from './stack-fixture.ts';

test('stack, table and hosts are protected by the settings alone, since a protected first deployment cannot roll back', () => {
  const protections = (isProtected: boolean) => {
    const stack = stackOf('three', (settings) => {
      settings.protected = isProtected;
    });
    const template = Template.fromStack(stack);
    return [
      stack.terminationProtection,
      ...[...resourcesOf(template, 'AWS::DynamoDB::GlobalTable').values()].map(
        ({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled,
      ),
      ...[...resourcesOf(template, 'AWS::EC2::Instance').values()].map(
        ({ Properties }) => Properties.DisableApiTermination,
      ),
    ];
  };
  expect(protections(false)).toEqual([false, false, false, false, false]);
  expect(protections(true)).toEqual([true, true, true, true, true]);
  expect(JSON.stringify(templateOf('three').toJSON())).not.toContain('"DisableApiTermination":true');
});

describe('after a change of settings', () => {
  const KEPT = [
    'AWS::EC2::Instance',
    'AWS::DynamoDB::GlobalTable',
    'AWS::S3::Bucket',
    'AWS::CloudTrail::Trail',
    'AWS::KMS::Key',
  ];
  const kept = (template: ReturnType<typeof templateOf>) =>
    new Map([...resourcesOf(template)].filter(([, { Type }]) => KEPT.includes(Type)));
  const before = kept(templateOf('three'));

  test.each<[string, (settings: Json) => void]>([
    [
      'another deadline',
      (settings) => {
        settings.app.ACKNOWLEDGE_WITHIN_MINUTES = 30;
      },
    ],
    [
      'another banner',
      (settings) => {
        settings.sessions.art = ['new'];
        settings.sessions.announcedTo = '#elsewhere';
      },
    ],
    [
      'another type and disk for an existing host',
      (settings) => {
        settings.bastions[0].instanceType = 't4g.large';
        settings.bastions[0].diskGiB = 99;
      },
    ],
    [
      'one bastion more',
      (settings) => {
        settings.bastions.unshift({ kind: 'linux', name: 'bastion-0' });
      },
    ],
    [
      'fewer networks to reach',
      (settings) => {
        settings.network.reaches.pop();
      },
    ],
    [
      'another network to connect from',
      (settings) => {
        settings.access.allowedCidrs = ['198.51.100.0/24'];
      },
    ],
    [
      'other hours of maintenance',
      (settings) => {
        settings.care.patching = { hours: 4 };
      },
    ],
    [
      'another recipient of alarms',
      (settings) => {
        settings.alarms.emails = ['other@example.com'];
      },
    ],
  ])('a change of settings to %s replaces no host, table, archive, trail or key', (_, change) => {
    const after = kept(templateOf('three', change));
    for (const [id, resource] of before) expect(after.get(id), id).toEqual(resource);
  });

  test('only a new generation replaces a host, and only that host', () => {
    const after = kept(
      templateOf('three', (settings) => {
        settings.bastions[0].generation = 2;
      }),
    );
    const changed = [...before]
      .filter(([id, resource]) => JSON.stringify(after.get(id)) !== JSON.stringify(resource))
      .map(([id]) => id);
    expect(changed).toEqual([expect.stringContaining('bastion1')]);
  });
});
