// Deployments outside the commercial regions: their ARNs, and the names of their services.
import { expect, test } from 'vitest';
import { checkSettings } from '../../infra/settings/settings.ts';
import { type Json, settingsOf, statementsOf, templateOf } from './stack-fixture.ts';

test.each([
  ['govcloud', 'aws-us-gov'],
  ['china', 'aws-cn'],
] as const)('with the settings %s every ARN is one of the partition %s', (name, partition) => {
  const template = templateOf(name);
  const { Outputs, Resources }: Json = template.toJSON();
  expect(JSON.stringify({ Outputs, Resources }).match(/arn:aws(?:-[a-z-]+)?:/g) ?? []).toEqual(
    expect.not.arrayContaining(['arn:aws:']),
  );
  expect(Outputs.AwsConfig.Value).toContain(`role_arn = arn:${partition}:iam::222233334444:role/bastion-ack-operator-`);
  expect(Outputs.AwsConfig.Value).toContain(`mfa_serial = arn:${partition}:iam::222233334444:mfa/`);
});

test('in China the services that name their region have the domain of China', () => {
  const statements = statementsOf(templateOf('china')).map(({ statement }) => JSON.stringify(statement));
  expect(statements.filter((one) => one.includes('"logs.cn-north-1.amazonaws.com.cn"')).length).toBeGreaterThan(0);
  expect(statements.filter((one) => one.includes('"dynamodb.cn-north-1.amazonaws.com.cn"')).length).toBeGreaterThan(0);
  expect(statements.filter((one) => /cn-north-1\.amazonaws\.com"/.test(one))).toEqual([]);
});

test.each(['us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1'])('the region %s is refused', (region) => {
  const settings = settingsOf('existing');
  Object.assign(settings, { region, alarms: { kind: 'existing', topicArn: `arn:aws:sns:${region}:222233334444:x` } });
  expect(() => checkSettings(settings)).toThrow('region is in a partition of AWS that is not supported');
});
