// The template's own names in place of the stand-ins': each is taken from where the deployed function would.
import type { Template } from 'aws-cdk-lib/assertions';
import {
  ALARM_KEY,
  ALARM_TOPIC,
  AUDIT_EXPORT_ARN,
  SESSION_EVENTS_ARN,
  TERMINATING_ROLES,
  TRAIL_ARN,
} from '../../local/aws/deployment/identity.ts';
import type { Resolver } from '../infra/resolve.ts';
import { type Json, resourcesOf } from '../infra/stack-fixture.ts';

type Names = ReadonlyMap<string, string>;
type ChosenNames = ReadonlyMap<string, string | undefined>;

/** @returns the parameters of a template that are no secrets, by name: reading them decrypts nothing */
export function plainParametersOf(template: Template, resolve: Resolver['resolve']): Names {
  const all = [...resourcesOf(template, 'AWS::SSM::Parameter').values()];
  return new Map(all.map(({ Properties }) => [resolve(Properties.Name), resolve(Properties.Value)]));
}

/**
 * @returns the template's ARNs by those of the stand-ins' deployment, the way the checks learn of them; undefined for what an
 * existing topic or trail leaves unnamed
 */
export function listCheckedNames(template: Template, resolve: Resolver['resolve']): ChosenNames {
  const [, listed = '{}'] =
    [...plainParametersOf(template, resolve)].find(([name]: readonly [string, string]) => name.endsWith('/checks')) ??
    [];
  const { sessionEventsFunction, auditExportFunction, terminatingRoles, alarmTopic }: Json = JSON.parse(listed);
  const [topic] = resourcesOf(template, 'AWS::SNS::Topic').values();
  const [trail] = resourcesOf(template, 'AWS::CloudTrail::Trail').keys();
  return new Map([
    [SESSION_EVENTS_ARN, sessionEventsFunction],
    [AUDIT_EXPORT_ARN, auditExportFunction],
    [ALARM_TOPIC, alarmTopic],
    [ALARM_KEY, resolve(topic?.Properties.KmsMasterKeyId)],
    [TRAIL_ARN, trail && resolve({ 'Fn::GetAtt': [trail, 'Arn'] })],
    ...TERMINATING_ROLES.map((role, at) => [role, terminatingRoles[at]] as const),
  ]);
}
