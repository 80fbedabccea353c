// Permission to put the chained events on the event bus that the settings name.
import { type aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allow } from '../access/permissions.ts';

/**
 * The slack function puts nothing: a click has no time for it.
 * @param bus name or ARN; its own policy must allow this account if it belongs to another one
 */
export function grantPutEvents(scope: Construct, bus: string, roles: readonly iam.IRole[]): void {
  const arn = bus.startsWith('arn:')
    ? bus
    : Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: bus });
  for (const role of roles) allow(role, ['events:PutEvents'], [arn]);
}
