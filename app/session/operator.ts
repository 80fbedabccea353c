// Who the person behind a principal is, and how far that can be believed.
import type { FourEyes, Operator, Principal } from './event.ts';

/** Who is who, as the settings say. */
export interface KnownOperators {
  /** Slack ids of operators by "name" or "account/role/name" */
  readonly operators: Readonly<Record<string, string>>;
  /** Names of roles whose trust policy pins the session name */
  readonly pinnedRoles: readonly string[];
}

/**
 * @param arn e.g. "arn:aws:sts::111122223333:assumed-role/BastionOperator/operator" or "arn:aws:iam::111122223333:user/team/operator";
 *   anything else is taken for a name
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
 * ARN of a role of Identity Center. The name alone could be imitated by whoever may create roles, the reserved path
 * cannot; and a path of one's own may contain anything that looks like it, so it counts only right behind the account.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
 */
const IDENTITY_CENTER_ROLE =
  /^arn:[^:]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_[^/]+_[0-9a-f]{16}$/;

/**
 * Whether IAM, and not the caller, chose the principal's name. A role's name is unique in its account, so it is enough for
 * PINNED_ROLES. Identity Center's roles are known by their path, which an `assumed-role` ARN has not: until CloudTrail
 * tells the ARN of the role itself, such a name is unverified.
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

/** @param byEmail the Slack user whose address matches the name; used only when the settings name nobody */
export function resolveOperator(principal: Principal, known: KnownOperators, byEmail?: string): Operator {
  const { name, accountId, roleName } = principal;
  const verified = isVerified(principal, known);
  // The name in its role goes before the name alone, whatever the letters.
  const inRole = roleName === undefined ? undefined : `${accountId}/${roleName}/${name}`;
  const listed = (inRole && findListed(inRole, known)) || findListed(name, known);
  if (listed !== undefined) return { name, verified, ...listed };
  if (byEmail !== undefined) return { name, verified, slackUser: byEmail, foundBy: 'email' };
  return { name, verified };
}

function findListed(name: string, { operators }: KnownOperators): Pick<Operator, 'slackUser' | 'foundBy'> | undefined {
  if (Object.hasOwn(operators, name)) return { slackUser: operators[name], foundBy: 'settings' };
  const wanted = foldCase(name);
  const [, slackUser] = Object.entries(operators).find(([key]) => foldCase(key) === wanted) ?? [];
  return slackUser === undefined ? undefined : { slackUser, foundBy: 'settings-caseless' };
}

/** Equal for names that a person could take for the same: a name found so is a reason to refuse, and proves nothing. */
function foldCase(name: string): string {
  // Upper case first: some small letters have one capital in common and stay apart in small letters.
  return name.normalize('NFKC').trim().toUpperCase().toLowerCase();
}

/** True when two names differ in letter case only and lead to different people: a match would say nothing of either. */
export function isAmbiguous(operators: KnownOperators['operators']): boolean {
  const all = Object.entries(operators);
  return all.some(([one, user], index) =>
    all.slice(index + 1).some(([other, another]) => user !== another && isSameInAnyCase(one, other)),
  );
}

/** A name alone and the same name in a role are two things; in other letters they could be meant for one. */
function isSameInAnyCase(one: string, other: string): boolean {
  if (foldCase(one) === foldCase(other)) return true;
  const [inRole, alone] = one.includes('/') ? [one, other] : [other, one];
  const name = inRole.split('/').at(-1) ?? '';
  return !alone.includes('/') && inRole.includes('/') && name !== alone && foldCase(name) === foldCase(alone);
}

/** Even a guess is enough to refuse: whoever seems to be the operator does not acknowledge. */
export function isOperator(operator: Operator, userId: string): boolean {
  return operator.slackUser === userId;
}

/**
 * The operator of one session, as two sources tell it: a look-up in the directory that failed for one of them does not
 * make the other forget, and what the settings say goes before an address.
 * @param better whose word it is that the name is, or is not, the caller's choice
 */
export function mergeOperators(better: Operator, other: Operator): Operator {
  if (foldCase(better.name) !== foldCase(other.name)) return better;
  const told = better.name === other.name ? other : weaken(other);
  const [found = better] = [better, told]
    .filter(({ slackUser }) => slackUser !== undefined)
    .toSorted((one, another) => rankSource(another) - rankSource(one));
  return { ...better, slackUser: found.slackUser, foundBy: found.foundBy };
}

/** An exact match of one spelling is no exact match of another. */
function weaken(operator: Operator): Operator {
  return operator.foundBy === 'settings' ? { ...operator, foundBy: 'settings-caseless' } : operator;
}

function rankSource({ foundBy }: Operator): number {
  return foundBy === 'settings' ? 2 : foundBy === 'settings-caseless' ? 1 : 0;
}

/** A guess is not enough to call it verified. */
export function judgeFourEyes(operator: Operator): FourEyes {
  return operator.verified && operator.foundBy === 'settings' ? 'verified' : 'unverified';
}
