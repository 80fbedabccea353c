// Adds permissions to roles. cdk-nag fails the synthesis for every wildcard without a stated reason.
import { aws_iam as iam, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param conditions in IAM's form, e.g. `{ StringEquals: { … } }` */
export function allow(role: iam.IRole, actions: string[], resources: string[], conditions: iam.Conditions = {}): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
}

/**
 * Acknowledges one resource with a `*` in the policy of one role. cdk-nag still reports every other one.
 * @param resource as in the policy, tokens included
 * @throws {Error} if the resource is built from an intrinsic function other than Ref, Fn::GetAtt and Fn::Join
 */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  const named = flattenReference(Stack.of(role).resolve(resource));
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${named}]`, reason });
}

/** @returns a resource as cdk-nag writes it, with `<LogicalId.Arn>` for a value that only the deployment knows */
function flattenReference(part: unknown): string {
  if (typeof part === 'string') return part;
  const [[name, value] = ['', undefined]] = Object.entries(Object(part));
  if (name === 'Ref') return `<${value}>`;
  if (name === 'Fn::GetAtt' && Array.isArray(value)) return `<${value.join('.')}>`;
  if (name === 'Fn::Join' && Array.isArray(value)) return value[1].map(flattenReference).join(value[0]);
  throw new Error(
    `Cannot name this resource as cdk-nag does: ${JSON.stringify(part)}. Add its intrinsic function to infra/access/permissions.ts.`,
  );
}
