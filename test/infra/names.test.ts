// The names of a deployment fit AWS, and no two deployments share one.
import { expect, test } from 'vitest';
import { type Deployment, NAME_LENGTH, namesOf } from '../../infra/names.ts';

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
