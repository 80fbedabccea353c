// The names of a deployment fit AWS, and no two deployments share one.
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { type Deployment, NAME_LENGTH, namesOf } from '../../infra/names.ts';
import { ALL, type Json, resourcesOf, templateOf } from './stack-fixture.ts';

const flat = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(flat);
const all = (deployment: Deployment) => flat(namesOf(deployment));
const HERE = { name: 'bastion-ack', region: 'ap-northeast-1' };

test('the longest name of a deployment fits the limits of AWS', () => {
  const names = namesOf({ name: 'n'.repeat(NAME_LENGTH.most), region: 'r'.repeat(25) });
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(names.operatorRole.length).toBeLessThanOrEqual(64);
  for (const one of [names.sessionDocument, names.warningDocument, names.banner, names.installAnsible])
    expect(one.length).toBeLessThanOrEqual(64);
  for (const one of flat(names)) expect(one.length).toBeLessThanOrEqual(128);
});

test('two deployments in one region share no name', () => {
  const other = all({ ...HERE, name: 'second' });
  expect(all(HERE).filter((name) => other.includes(name))).toEqual([]);
});

test('one name in two regions gives two roles and two trails', () => {
  const here = namesOf(HERE);
  const there = namesOf({ ...HERE, region: 'us-east-1' });
  expect(here.operatorRole).not.toBe(there.operatorRole);
  expect(here.trail).not.toBe(there.trail);
});

/** Names of AWS itself, and names inside a resource that has a name of its own. */
const INSIDE = [
  'AWS::IAM::Policy.PolicyName',
  'AWS::Lambda::Alias.Name',
  'AWS::SSM::MaintenanceWindowTask.Name',
  'AWS::ApiGatewayV2::Stage.StageName',
  'AWS::CloudWatch::Alarm.MetricName',
  // An association's own name is its AssociationName.
  'AWS::SSM::Association.Name',
  // The API belongs to one deployment by its id.
  'AWS::ApiGatewayV2::Api.Name',
];

/** @returns every literal name in a template, e.g. "AWS::IAM::Role.RoleName bastion-ack-operator-us-east-1" */
function physicalNames(template: Template): string[] {
  return [...resourcesOf(template).values()].flatMap(({ Type, Properties = {} }) =>
    Object.entries<Json>(Properties)
      .filter(([key]) => /Names?$|^PatchGroups$/.test(key) && !INSIDE.includes(`${Type}.${key}`))
      .flatMap(([key, value]) => [value].flat().map((one: Json) => [`${Type}.${key}`, one]))
      .filter(([, value]) => typeof value === 'string')
      .map(([key, value]) => `${key} ${value}`),
  );
}

test('a second deployment in the account has no name of the first', () => {
  const [first, second] = (['example', 'second'] as const).map((name) => physicalNames(templateOf(name)));
  expect(first?.length).toBeGreaterThan(10);
  expect(first?.filter((name) => second?.includes(name))).toEqual([]);
});

test('the same deployment in a second region has no name that belongs to the whole account', () => {
  const elsewhere = templateOf('example', (settings) => {
    settings.region = 'us-east-1';
    settings.network.availabilityZones = ['us-east-1a', 'us-east-1b'];
  });
  const isGlobal = (name: string) => /^AWS::(?:IAM|S3|CloudTrail)::/.test(name);
  const [here, there] = [templateOf('example'), elsewhere].map((one) => physicalNames(one).filter(isGlobal));
  expect(here).toHaveLength(2);
  expect(here?.filter((name) => there?.includes(name))).toEqual([]);
});

test.each(ALL)(
  'with the settings %s nothing that outlives the stack has a name of ours, so that it can be created again',
  (name) => {
    const kept = [...resourcesOf(templateOf(name)).values()].filter(({ DeletionPolicy }) =>
      DeletionPolicy?.startsWith('Retain'),
    );
    expect(kept.length).toBeGreaterThan(5);
    for (const { Type, Properties, DeletionPolicy } of kept) {
      expect([Type, DeletionPolicy]).toEqual([Type, 'RetainExceptOnCreate']);
      for (const key of ['LogGroupName', 'BucketName', 'TableName']) expect(Properties).not.toHaveProperty(key);
    }
  },
);
