// The IAM stand-in: simulates the policy of the two roles that terminate sessions.
import { type Loopback, type LoopbackRequest, startLoopback } from '../loopback.ts';
import { formatElement, readQuery, refuseByQuery, succeedByQuery } from './aws-query.ts';
import type { IsBroken } from './breakage.ts';
import { TERMINATING_ROLES } from './identity.ts';

const ACTION = /^[a-z0-9-]+:[A-Za-z*?]+$/;
const TARGET_TAG = 'ssm:resourceTag/aws:ssmmessages:target-id';

/** @param targets ids of the nodes whose sessions the roles may terminate */
export function startIam(targets: readonly string[], isBroken: IsBroken): Promise<Loopback> {
  function answer(request: LoopbackRequest) {
    const { action, field, list } = readQuery(request);
    if (action !== 'SimulatePrincipalPolicy')
      return refuseByQuery(400, 'InvalidAction', `Could not find operation ${action} for version 2010-05-08`);
    const role = field('PolicySourceArn') ?? '';
    if (!TERMINATING_ROLES.includes(role))
      return refuseByQuery(404, 'NoSuchEntity', `The role with name ${role.split('/').at(-1)} cannot be found.`);
    const [name = ''] = list('ActionNames');
    if (!ACTION.test(name)) return refuseByQuery(400, 'InvalidInput', `${name} is not an action.`);
    const [resource = '*'] = list('ResourceArns');
    const key = field('ContextEntries.member.1.ContextKeyName');
    const [target = ''] = list('ContextEntries.member.1.ContextKeyValues');
    const isAllowed =
      name === 'ssm:TerminateSession' &&
      /^arn:aws:ssm:[a-z0-9-]+:\d{12}:session\/./.test(resource) &&
      key === TARGET_TAG &&
      targets.includes(target) &&
      !isBroken('may-terminate');
    const result = [
      formatElement('EvalActionName', name),
      formatElement('EvalResourceName', resource),
      formatElement('EvalDecision', isAllowed ? 'allowed' : 'implicitDeny'),
    ].join('');
    return succeedByQuery(
      action,
      `<IsTruncated>false</IsTruncated><EvaluationResults><member>${result}</member></EvaluationResults>`,
    );
  }
  return startLoopback(answer);
}
