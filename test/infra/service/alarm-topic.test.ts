// Whatever publishes to the alarm topic is followed to the topic, to the topic's policy, and to the policy of its key.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { partitionOf } from '../../../infra/partition.ts';
import { listPublishStatements } from '../../../infra/service/alarm-topic.ts';
import { isAllowed, type Request } from '../policy.ts';
import { createResolver } from '../resolve.ts';
import { ALL, type Json, resourcesOf, settingsOf, statementsOf, templateOf } from '../stack-fixture.ts';

const NEW = ALL.filter((name) => settingsOf(name).alarms.kind === 'new');
const STRANGER = '444455556666';

/** A way in which a message comes to the topic. */
interface Publisher {
  readonly id: string;
  readonly topic: Json;
  readonly service: string;
  /** Names of its source that the service gives, to the topic and to the key */
  readonly toTopic: Readonly<Record<string, string>>;
  readonly toKey: Readonly<Record<string, string>>;
}

describe.each(NEW)('with the settings %s', (name) => {
  const template = templateOf(name);
  const home: { account: string; region: string } = settingsOf(name);
  const { region } = home;
  const { resolve, nameOf } = createResolver(template, home);
  const source = (service: string, resource: string, account = home.account) => ({
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`,
    'aws:SecureTransport': 'true',
  });
  const tls = { 'aws:SecureTransport': 'true' };

  const alarms: Publisher[] = [...resourcesOf(template, 'AWS::CloudWatch::Alarm')].flatMap(([id, { Properties }]) => {
    const said = source('cloudwatch', `alarm:${nameOf(id)}`);
    const topics = [Properties.AlarmActions, Properties.OKActions, Properties.InsufficientDataActions];
    return topics
      .flatMap((actions) => actions ?? [])
      .map((topic) => ({ id, topic, service: 'cloudwatch.amazonaws.com', toTopic: said, toKey: said }));
  });
  const rules: Publisher[] = [...resourcesOf(template, 'AWS::Events::Rule')].flatMap(([id, { Properties }]) =>
    Properties.Targets.filter(({ Arn }: Json) => resolve(Arn).includes(':sns:')).flatMap(({ Arn: topic }: Json) => {
      const of = { id, topic, service: 'events.amazonaws.com', toKey: {} };
      // AWS does not document if EventBridge names its source to a topic: both must work.
      return [
        { ...of, toTopic: source('events', `rule/${nameOf(id)}`) },
        { ...of, toTopic: tls },
      ];
    }),
  );

  /** Statements of the topic's policy, and of the policy of its key. */
  function policiesOf(topicArn: string): { topic: Json[]; key: Json[]; keyArn: string } {
    const [found] = [...resourcesOf(template, 'AWS::SNS::Topic')].filter(([id]) => resolve({ Ref: id }) === topicArn);
    expect(found, topicArn).toBeDefined();
    const keyArn = resolve(found?.[1].Properties.KmsMasterKeyId);
    const keyId = [...resourcesOf(template, 'AWS::KMS::Key').keys()].find((id) => keyArn.endsWith(`key/${nameOf(id)}`));
    const policies = [...resourcesOf(template, 'AWS::SNS::TopicPolicy').values()].filter(({ Properties }) =>
      resolve(Properties.Topics).includes(topicArn),
    );
    return {
      topic: policies.flatMap(({ Properties }) => resolve(Properties.PolicyDocument.Statement)),
      key: resolve(statementsOf(template).flatMap(({ id, statement }) => (id === keyId ? [statement] : []))),
      keyArn,
    };
  }

  function isDelivered({ topic, service, toTopic, toKey }: Publisher): boolean {
    const topicArn = resolve(topic);
    const { topic: ofTopic, key, keyArn } = policiesOf(topicArn);
    const by = (request: Omit<Request, 'principal'>): Request => ({ ...request, principal: { service } });
    return (
      isAllowed(ofTopic, by({ action: 'sns:Publish', resource: topicArn, context: toTopic })) &&
      ['kms:Decrypt', 'kms:GenerateDataKey'].every((action) =>
        isAllowed(key, by({ action, resource: keyArn, context: toKey })),
      )
    );
  }

  test(`with the settings ${name} each alarm reaches the topic, when it starts and when it ends`, () => {
    expect(alarms.length).toBeGreaterThan(20);
    for (const one of alarms) expect(isDelivered(one), one.id).toBe(true);
  });

  test(`with the settings ${name} each rule reaches the topic`, () => {
    expect(rules.length).toBeGreaterThan(10);
    for (const one of rules) expect(isDelivered(one), one.id).toBe(true);
  });

  test(`with the settings ${name} a role that may publish may also use the key of the topic`, () => {
    const roles = statementsOf(template).filter(
      ({ type, statement }) => type.startsWith('AWS::IAM') && [statement.Action].flat().includes('sns:Publish'),
    );
    for (const { id, statement } of roles) {
      const own = resolve(statementsOf(template).flatMap((one) => (one.id === id ? [one.statement] : [])));
      const { keyArn } = policiesOf(resolve([statement.Resource].flat()[0]));
      for (const action of ['kms:Decrypt', 'kms:GenerateDataKey'])
        expect(isAllowed(own, { action, resource: keyArn }), `${id}: ${action}`).toBe(true);
    }
  });

  test(`with the settings ${name} no alarm or rule of another account reaches the topic, and nothing without TLS`, () => {
    const [alarm] = alarms;
    const [rule] = rules;
    if (alarm === undefined || rule === undefined) throw new Error('nothing publishes');
    const strange = source('cloudwatch', 'alarm:strange', STRANGER);
    expect(isDelivered({ ...alarm, toTopic: strange })).toBe(false);
    expect(isDelivered({ ...alarm, toKey: strange })).toBe(false);
    expect(isDelivered({ ...rule, toTopic: source('events', 'rule/strange', STRANGER) })).toBe(false);
    expect(isDelivered({ ...alarm, toTopic: { ...alarm.toTopic, 'aws:SecureTransport': 'false' } })).toBe(false);
  });
});

test('the settings that bring a topic are among those that are checked, and so are those that use one', () => {
  expect(NEW.length).toBeGreaterThan(0);
  expect(NEW.length).toBeLessThan(ALL.length);
});

test.each(['deploy.md', 'deploy.ja.md'])('%s has the statements that an existing topic and its key need', (page) => {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  const shown = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const statements = listPublishStatements({
    account: '111122223333',
    region: 'ap-northeast-1',
    partition: 'aws',
    topicArn: 'arn:aws:sns:ap-northeast-1:111122223333:alarms',
  });
  for (const wanted of [statements.topic, statements.key])
    expect(shown.filter((block) => block.includes('"Principal"')).map((block) => JSON.parse(block))).toContainEqual(
      wanted,
    );
});
