// Fictitious principals that start sessions: CloudTrail's identity and SSM's ARN of each.
import { ACCOUNT, REGION } from './account.ts';

export interface LocalPrincipal {
  readonly arn: string;
  /** User name or role session name, with which session ids begin. */
  readonly name: string;
  /** CloudTrail's `userIdentity` */
  readonly userIdentity: Readonly<Record<string, unknown>>;
}

/** AWS's example key. */
const ACCESS_KEY = 'ASIAIOSFODNN7EXAMPLE';

/** An IAM user who signed in with MFA. */
export function createIamUser(name = 'operator'): LocalPrincipal {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  return {
    arn,
    name,
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEOPERATOR00',
      arn,
      accountId: ACCOUNT,
      accessKeyId: ACCESS_KEY,
      userName: name,
      sessionContext: { attributes: { creationDate: '2026-11-24T00:00:00Z', mfaAuthenticated: 'true' } },
    },
  };
}

/** A user of IAM Identity Center. Only Identity Center can assume such a role, so the session name is trustworthy. */
export function createIdentityCenterUser(name = 'operator@example.com'): LocalPrincipal {
  const role = 'AWSReservedSSO_BastionOperator_0123456789abcdef';
  return createRoleSession(role, `aws-reserved/sso.amazonaws.com/${REGION}/${role}`, name);
}

/** A role session whose name the caller chose. */
export function createAssumedRole(role = 'BastionOperator', name = 'operator'): LocalPrincipal {
  return createRoleSession(role, role, name);
}

/** @param path the role's name with its path, which only the role's own ARN contains */
function createRoleSession(role: string, path: string, name: string): LocalPrincipal {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`;
  const principalId = 'AROAEXAMPLEOPERATOR00';
  return {
    arn,
    name,
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:${name}`,
      arn,
      accountId: ACCOUNT,
      accessKeyId: ACCESS_KEY,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId,
          arn: `arn:aws:iam::${ACCOUNT}:role/${path}`,
          accountId: ACCOUNT,
          userName: role,
        },
        attributes: { creationDate: '2026-11-24T00:00:00Z', mfaAuthenticated: 'false' },
      },
    },
  };
}
