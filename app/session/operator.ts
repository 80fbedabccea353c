// The person behind a principal, and how far the name can be trusted.
import { foldName } from '../lib/fold-name.ts';
import type { FourEyes, Operator, Principal } from './event.ts';

/** Slack accounts and pinned roles from the settings. */
export interface KnownOperators {
  /** Slack ids of operators by "name" or "account/role/name" */
  readonly operators: Readonly<Record<string, string>>;
  /** Names of roles whose trust policy pins the session name */
  readonly pinnedRoles: readonly string[];
}

/**
 * Reads a principal from an ARN; any other text becomes the name.
 * @param arn e.g. "arn:aws:sts::111122223333:assumed-role/BastionOperator/operator" or
 * "arn:aws:iam::111122223333:user/team/operator"
 */
export function parsePrincipalArn(arn: string): Principal {
  if (!arn.startsWith('arn:')) return { type: 'Unknown', name: arn };
  const [, , , , accountId, ...rest] = arn.split(':');
  const path = rest.join(':').split('/');
  const last = path.at(-1) || arn;
  const roleName = path[0] === 'assumed-role' ? path[1] : undefined;
  return { type: 'Unknown', arn, accountId: accountId || undefined, roleName, name: last };
}

/**
 * ARN of an Identity Center role. Anybody who may create roles can imitate the name, but not the reserved path. A
 * custom path may contain anything that looks like it, so it counts only directly behind the account.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
 */
const IDENTITY_CENTER_ROLE =
  /^arn:[^:]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_[^/]+_[0-9a-f]{16}$/;

/**
 * True if IAM, and not the principal, chose the name. A role's name is unique in its account, so it is enough for
 * PINNED_ROLES. Identity Center's roles are known by their path, which an `assumed-role` ARN lacks: until CloudTrail
 * gives the ARN of the role itself, such a name is unverified.
 */
export function isVerified(principal: Principal, known: KnownOperators): boolean {
  if (principal.type === 'IAMUser' || principal.type === 'Root') return true;
  if (principal.roleName === undefined) return principal.type === 'Unknown' && isUserArn(principal.arn);
  if (known.pinnedRoles.includes(principal.roleName)) return true;
  return principal.roleArn !== undefined && IDENTITY_CENTER_ROLE.test(principal.roleArn);
}

function isUserArn(arn: string | undefined): boolean {
  return arn !== undefined && /^arn:[^:]+:iam::\d{12}:(user\/|root$)/.test(arn);
}

/** @param byEmail the Slack user whose address matches the name; used only if the settings name nobody */
export function resolveOperator(principal: Principal, known: KnownOperators, byEmail?: string): Operator {
  const { name, accountId, roleName } = principal;
  const verified = isVerified(principal, known);
  // The name within its role takes precedence over the name alone, whatever the letter case.
  const inRole = roleName === undefined ? undefined : `${accountId}/${roleName}/${name}`;
  const listed = (inRole && findListed(inRole, known)) || findListed(name, known);
  if (listed !== undefined) return { name, verified, ...listed };
  if (byEmail !== undefined) return { name, verified, slackUser: byEmail, foundBy: 'email' };
  return { name, verified };
}

function findListed(name: string, { operators }: KnownOperators): Pick<Operator, 'slackUser' | 'foundBy'> | undefined {
  if (Object.hasOwn(operators, name)) return { slackUser: operators[name], foundBy: 'settings' };
  const wanted = foldName(name);
  const [, slackUser] = Object.entries(operators).find(([key]) => foldName(key) === wanted) ?? [];
  return slackUser === undefined ? undefined : { slackUser, foundBy: 'settings-caseless' };
}

/** Even a guess is enough to refuse: a possible operator does not acknowledge. */
export function isOperator(operator: Operator, userId: string): boolean {
  return operator.slackUser === userId;
}

/**
 * Merges the operator of one session from two sources. A directory look-up that failed for one does not erase the
 * other's result, and the settings take precedence over an address.
 * @param better the source to believe about the choice of the name
 */
export function mergeOperators(better: Operator, other: Operator): Operator {
  if (foldName(better.name) !== foldName(other.name)) return better;
  const candidate = better.name === other.name ? other : weaken(other);
  const [found = better] = [better, candidate]
    .filter(({ slackUser }) => slackUser !== undefined)
    .toSorted((one, another) => rankSource(another) - rankSource(one));
  return { ...better, slackUser: found.slackUser, foundBy: found.foundBy };
}

/** An exact match of one spelling is not an exact match of another. */
function weaken(operator: Operator): Operator {
  return operator.foundBy === 'settings' ? { ...operator, foundBy: 'settings-caseless' } : operator;
}

function rankSource({ foundBy }: Operator): number {
  return foundBy === 'settings' ? 2 : foundBy === 'settings-caseless' ? 1 : 0;
}

/** A guess is not enough for "verified". */
export function judgeFourEyes(operator: Operator): FourEyes {
  return operator.verified && operator.foundBy === 'settings' ? 'verified' : 'unverified';
}
