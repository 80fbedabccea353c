// Who an ARN speaks of, where an ARN is all that a source tells.
import type { Principal } from './event.ts';

/**
 * @param arn e.g. "arn:aws:sts::111122223333:assumed-role/BastionOperator/operator" or "arn:aws:iam::111122223333:user/team/operator";
 *   anything else is taken for a name
 */
export function principalOfArn(arn: string): Principal {
  if (!arn.startsWith('arn:')) return { type: 'Unknown', name: arn };
  const [, , , , accountId, ...rest] = arn.split(':');
  const path = rest.join(':').split('/');
  const last = path.at(-1) || arn;
  const roleName = path[0] === 'assumed-role' ? path[1] : undefined;
  return { type: 'Unknown', arn, accountId: accountId || undefined, roleName, name: last };
}
