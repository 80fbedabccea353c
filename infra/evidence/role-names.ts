// The names of the stack's roles, for a filter on CloudTrail's records.
import { aws_iam as iam, type Stack } from 'aws-cdk-lib';

/**
 * A name that the deployment gives is exact. CloudFormation's begin with those of the stack and of the part that the role is
 * in; with all of them exact, the pattern of a subscription would be longer than its 1,024 characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
 */
export function findRoleNames(stack: Stack): string[] {
  const roles = stack.node.findAll().filter((one): one is iam.CfnRole => one instanceof iam.CfnRole);
  const names = roles.map(({ roleName, node }) => {
    // A token without a value, where the deployment gives no name.
    const given: unknown = stack.resolve(roleName);
    return typeof given === 'string' ? given : `${stack.stackName}-${partOf(node.path)}*`;
  });
  return [...new Set(names)];
}

/** @param path e.g. "bastion-ack/Functions/Slack/Role/Resource" */
function partOf(path: string): string {
  return path.split('/')[1] ?? '';
}
