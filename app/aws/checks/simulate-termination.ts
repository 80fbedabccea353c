// Asks IAM what it would decide: nothing is called, and no session is touched.
import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { CheckPorts } from '../../checks/ports.ts';
import { askWithPermission } from './permitted.ts';

/** The tag that SSM puts on each session. */
const TARGET_TAG = 'ssm:resourceTag/aws:ssmmessages:target-id';

export function createSimulation(iam: IAMClient, region: string): Pick<CheckPorts, 'simulateTermination'> {
  return {
    simulateTermination: (role, target) =>
      askWithPermission('iam:SimulatePrincipalPolicy', async () => {
        const [, partition, , , account] = role.split(':');
        const { EvaluationResults: [result] = [] } = await iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: role,
            ActionNames: ['ssm:TerminateSession'],
            ResourceArns: [`arn:${partition}:ssm:${region}:${account}:session/bastion-ack-check`],
            ContextEntries: [{ ContextKeyName: TARGET_TAG, ContextKeyType: 'string', ContextKeyValues: [target] }],
          }),
        );
        if (result?.EvalDecision === undefined) throw new Error(`IAM did not decide about ${role}`);
        return result.EvalDecision;
      }),
  };
}
