// The operator role: restricts who may connect, under which name, from which networks, and to which bastions.
import { aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './permissions.ts';

/** The bastions that an operator may reach, and the networks that requests may come from. */
export interface OperatorPermissionsProps {
  /** Instance ids of the bastions; one or more */
  readonly bastions: readonly string[];
  /** Session documents of this account that an operator may name */
  readonly documents: readonly string[];
  /** Public networks in CIDR notation */
  readonly allowedCidrs: readonly string[];
  /** VPC endpoints that may send requests: such a request has no public address that a CIDR could match */
  readonly allowedVpcEndpoints: readonly string[];
  /** The key that encrypts session data, if the session document names one */
  readonly sessionKey?: kms.IKey;
}

export interface OperatorAccessProps extends OperatorPermissionsProps {
  readonly roleName: string;
}

/** Documents of AWS, whose ARNs have no account. */
const AWS_DOCUMENTS = [
  'AWS-StartPortForwardingSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'AWS-StartSSHSession',
] as const;

// Policy variables, which IAM fills in at each request.
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: IAM fills them in
const USER_NAME = '${aws:username}';
const USER_ID = '${aws:userid}';
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: IAM fills them in

const SESSION_ACTIONS = [
  'ssm:StartSession',
  'ssm:ResumeSession',
  'ssm:TerminateSession',
  'ssmmessages:OpenDataChannel',
];

/**
 * A role that an IAM user assumes with MFA, under the user's own name.
 * @throws {Error} if there is no bastion, or no network or VPC endpoint to connect from
 */
export class OperatorAccess extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: OperatorAccessProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      roleName: props.roleName,
      description: 'Operators connect to the bastions with this role, each under their own user name.',
      assumedBy: new iam.AccountRootPrincipal().withConditions({
        // Only IAM users have aws:username, so temporary credentials of any kind are refused.
        StringEquals: { 'sts:RoleSessionName': USER_NAME },
        // Systems Manager does not tag a session whose name has a comma, and an untagged session cannot be terminated.
        StringNotLike: { 'sts:RoleSessionName': '*,*' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    });
    for (const statement of operatorPermissions(Stack.of(this), props)) this.role.addToPolicy(statement);
    acknowledgeWildcard(
      this.role,
      sessionsArn(Stack.of(this)),
      'The id of a session begins with the role session name, which no policy variable holds. Its tag names the owner, and a channel opens only with the token of its start.',
    );
  }
}

/**
 * The statements of the operator role, and of a permission set of IAM Identity Center.
 * @throws {Error} if there is no bastion, or no network or VPC endpoint to connect from
 */
export function operatorPermissions(stack: Stack, props: OperatorPermissionsProps): iam.PolicyStatement[] {
  if (props.bastions.length === 0) throw new Error('Operators have no bastion to reach: name one or more.');
  if (props.allowedCidrs.length + props.allowedVpcEndpoints.length === 0)
    throw new Error('Nobody could connect: name a network in allowedCidrs, or a VPC endpoint.');
  const { sessionKey } = props;
  return [
    ...startSessionStatements(stack, props),
    ...ownSessions(stack),
    ...(sessionKey
      ? [new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [sessionKey.keyArn] })]
      : []),
    ...denyOtherSources(props),
  ];
}

/** Both statements require SSM to check the document too: without that condition the default shell would be allowed. */
function startSessionStatements(stack: Stack, props: OperatorPermissionsProps): iam.PolicyStatement[] {
  const documents = [
    ...props.documents.map((name) => stack.formatArn({ service: 'ssm', resource: 'document', resourceName: name })),
    ...AWS_DOCUMENTS.map((name) =>
      stack.formatArn({ service: 'ssm', account: '', resource: 'document', resourceName: name }),
    ),
  ];
  return [props.bastions.map((id) => nodeArn(stack, id)), documents].map(
    (resources) =>
      new iam.PolicyStatement({
        actions: ['ssm:StartSession'],
        resources,
        conditions: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
      }),
  );
}

/** The ARN of a managed node in IAM: an EC2 instance, or a node outside EC2. */
export function nodeArn(stack: Stack, id: string): string {
  return id.startsWith('mi-')
    ? stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: id })
    : stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: id });
}

/** Lets operators resume and terminate their own sessions. */
function ownSessions(stack: Stack): iam.PolicyStatement[] {
  const sessions = sessionsArn(stack);
  return [
    new iam.PolicyStatement({
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: [sessions],
      // The tag `session-id` holds the aws:userid of the person who started the session: role id and session name.
      conditions: { StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': USER_ID } },
    }),
    // This covers every session, since an id begins with the role session name, which no policy variable holds. A channel
    // opens only with the token that StartSession or ResumeSession returned.
    new iam.PolicyStatement({ actions: ['ssmmessages:OpenDataChannel'], resources: [sessions] }),
  ];
}

/**
 * Denies requests from other networks and other VPC endpoints. A request through an endpoint has no public address, so each
 * kind needs a statement of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function denyOtherSources({ allowedCidrs, allowedVpcEndpoints }: OperatorPermissionsProps): iam.PolicyStatement[] {
  const refuse = (conditions: Record<string, Record<string, unknown>>) =>
    new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: SESSION_ACTIONS, resources: ['*'], conditions });
  return [
    refuse({
      ...(allowedCidrs.length > 0 && { NotIpAddress: { 'aws:SourceIp': [...allowedCidrs] } }),
      Null: { 'aws:SourceVpce': 'true' },
      Bool: { 'aws:ViaAWSService': 'false' },
    }),
    refuse({
      ...(allowedVpcEndpoints.length > 0 && { StringNotEquals: { 'aws:SourceVpce': [...allowedVpcEndpoints] } }),
      Null: { 'aws:SourceVpce': 'false' },
      Bool: { 'aws:ViaAWSService': 'false' },
    }),
  ];
}

function sessionsArn(stack: Stack): string {
  return stack.formatArn({ service: 'ssm', resource: 'session', resourceName: '*' });
}
