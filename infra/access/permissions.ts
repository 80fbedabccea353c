// What a role may do. A wildcard stands with its reason, or the deployment does not synthesize: cdk-nag asks for it.
import { aws_iam as iam, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param conditions as IAM writes them, e.g. `{ StringEquals: { … } }` */
export function allow(role: iam.IRole, actions: string[], resources: string[], conditions: iam.Conditions = {}): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
}

/**
 * Lets one role name one resource with a `*` in it; any other stays a fault.
 * @param resource as the policy names it, tokens included
 */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  const named = flattenReference(Stack.of(role).resolve(resource));
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${named}]`, reason });
}

/** As cdk-nag writes it: `<LogicalId.Arn>` for what is known only when it is made. */
function flattenReference(part: unknown): string {
  if (typeof part === 'string') return part;
  const [[name, value] = ['', undefined]] = Object.entries(Object(part));
  if (name === 'Ref') return `<${value}>`;
  if (name === 'Fn::GetAtt' && Array.isArray(value)) return `<${value.join('.')}>`;
  if (name === 'Fn::Join' && Array.isArray(value)) return value[1].map(flattenReference).join(value[0]);
  throw new Error(`A resource in a policy is put together in an unknown way: ${JSON.stringify(part)}`);
}
