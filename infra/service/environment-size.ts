// Keeps the environment of each function below Lambda's limit: long variables go to Parameter Store.
import type { Access } from '../access/access-settings.ts';
import type { Bastion } from '../hosts/bastion-settings.ts';
import type { Sessions } from '../hosts/session-settings.ts';
import { SET_BY_DEPLOYMENT, type Variables } from './environment.ts';

/** Bytes of all variables of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 4_096;
/** Bytes of an advanced parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_PARAMETER_BYTES = 8_192;
/** Variables that the app also reads from Parameter Store, and a reference of the longest form. */
const MOVABLE = ['BASTION_TARGETS', 'OPERATORS'] as const;
const REFERENCE = `ssm:/${'n'.repeat(25)}/operators`;
export type Movable = (typeof MOVABLE)[number];

export interface EnvironmentPlan {
  readonly inParameterStore: ReadonlySet<Movable>;
  /** Each begins with its variable; none if the environment fits */
  readonly faults: readonly string[];
}

interface Given {
  readonly app: { readonly variables: Variables };
  readonly bastions: readonly Bastion[];
  readonly access: Access;
  readonly sessions?: Pick<Sessions, 'documentName'> | undefined;
  readonly slackSecretsPath: string;
  readonly trail: { readonly kind: string; readonly logGroup?: string };
}

/**
 * Moves the longest variables to Parameter Store until the others fit. Every variable counts for every function, although
 * none has them all.
 */
export function planEnvironment(given: Given): EnvironmentPlan {
  const variables = new Map(Object.entries(allVariables(given)));
  const length = (name: string) => bytesOf(variables.get(name));
  const tooLong = MOVABLE.filter((name) => length(name) > MAX_PARAMETER_BYTES).map(
    (name) => `${name} is too long: Parameter Store takes ${MAX_PARAMETER_BYTES} bytes`,
  );
  const inParameterStore = new Set<Movable>();
  for (const name of MOVABLE.toSorted((one, other) => length(other) - length(one))) {
    if (sizeOf(variables) <= MAX_BYTES || !variables.has(name)) break;
    inParameterStore.add(name);
    variables.set(name, REFERENCE);
  }
  const size = sizeOf(variables);
  const [longest] = Object.keys(given.app.variables).toSorted((one, other) => length(other) - length(one));
  const unfit = `${longest} is too long: all variables together have ${size} bytes, and a function takes ${MAX_BYTES}. Name a Slack user group instead of people`;
  return { inParameterStore, faults: size > MAX_BYTES ? [...tooLong, unfit] : tooLong };
}

/** @returns the environment as it would be without Parameter Store, with the longest possible value for each token */
function allVariables({ app, bastions, access, sessions, slackSecretsPath, trail }: Given): Variables {
  const { variables } = app;
  const ids = bastions.map((one, at) =>
    one.kind === 'existing' ? [one.id, one.name] : [`i-${String(at).padStart(17, '0')}`, one.name],
  );
  const { SESSION_LOG_URL, ...others } = SET_BY_DEPLOYMENT;
  const documents = [sessions?.documentName, 'SSM-SessionManagerRunShell', variables.SHELL_DOCUMENTS];
  return {
    ...others,
    ...(sessions !== undefined && { SESSION_LOG_URL }),
    ...variables,
    BASTION_TARGETS: JSON.stringify(Object.fromEntries(ids)),
    SLACK_SECRETS_PATH: slackSecretsPath,
    SHELL_DOCUMENTS: documents.filter(Boolean).join(','),
    ...(access.kind === 'existing' && { PINNED_ROLES: access.pinnedRoles.join(',') }),
    ...(trail.logGroup !== undefined && { TRAIL_LOG_GROUP: trail.logGroup }),
  };
}

const bytesOf = (text = '') => Buffer.byteLength(text);
const sizeOf = (variables: ReadonlyMap<string, string>) => bytesOf(JSON.stringify(Object.fromEntries(variables)));
