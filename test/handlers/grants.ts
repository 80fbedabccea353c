// The permissions that a role grants, one action on one resource each, so that a test can name those that nothing asks for.
import { isAllowed, type Request } from '../infra/policy.ts';
import type { Json } from '../infra/stack-fixture.ts';

export interface Grant {
  /** e.g. "kms:Decrypt" */
  readonly action: string;
  readonly resource: string;
  /** In IAM's form */
  readonly condition: Readonly<Record<string, Json>>;
}

/** @param statements without references */
export function listGrants(statements: readonly Json[]): Grant[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource, Condition = {} }) =>
      [Action]
        .flat()
        .flatMap((action: string) =>
          [Resource].flat().map((resource: string) => ({ action, resource, condition: Condition })),
        ),
    );
}

export function grantCovers({ action, resource, condition }: Grant, request: Request): boolean {
  return isAllowed([{ Effect: 'Allow', Action: action, Resource: resource, Condition: condition }], request);
}
