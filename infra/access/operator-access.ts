// The operator role: who may connect, under which name, from where, and to what.
import { aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './permissions.ts';

/** What an operator may reach, and from where. */
export interface OperatorPermissionsProps {
  /** Instance ids of the bastions; one or more. */
  readonly bastions: readonly string[];
  /** Session documents of this account that may be named. */
  readonly documents: readonly string[];
  /** Public networks, as CIDR. */
  readonly allowedCidrs: readonly string[];
  /** VPC endpoints whose requests are taken: those have no public address that a CIDR could name. */
  readonly allowedVpcEndpoints: readonly string[];
  /** The key that encrypts the sessions' data, when the session document names one. */
  readonly sessionKey?: kms.IKey;
}

export interface OperatorAccessProps extends OperatorPermissionsProps {
  readonly roleName: string;
}

/** AWS's own documents; their ARN has no account. */
const AWS_DOCUMENTS = [
  'AWS-StartPortForwardingSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'AWS-StartSSHSession',
] as const;

// Variables of IAM, not of this program.
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
 * A role that an IAM user assumes under the user's own name, with MFA.
 * @throws Error when there is no bastion or no way in
 */
export class OperatorAccess extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: OperatorAccessProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      roleName: props.roleName,
      description: 'Operators connect to the bastions with this role, each under their own user name.',
      assumedBy: new iam.AccountRootPrincipal().withConditions({
        // aws:username exists for IAM users only, so temporary credentials of any kind are refused.
        StringEquals: { 'sts:RoleSessionName': USER_NAME },
        // Systems Manager leaves a session of such a name untagged, and an untagged session cannot be cut.
        StringNotLike: { 'sts:RoleSessionName': '*,*' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    });
    for (const statement of operatorPermissions(Stack.of(this), props)) this.role.addToPolicy(statement);
    acknowledgeWildcard(
      this.role,
      sessionsArn(Stack.of(this)),
      'The id of a session begins with a name that no policy variable holds. Its tag says whose it is, and a channel opens only with the token of its start.',
    );
  }
}

/**
 * The same for the role and for a permission set of IAM Identity Center.
 * @throws Error when there is no bastion or no way in
 */
export function operatorPermissions(stack: Stack, props: OperatorPermissionsProps): iam.PolicyStatement[] {
  if (props.bastions.length === 0) throw new Error('The operators have no bastion to reach: name one or more.');
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

/** Both statements demand that the document is checked too: one without it would allow the default shell. */
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

/** The ARN by which IAM knows a managed node: of EC2, or of another place. */
export function nodeArn(stack: Stack, id: string): string {
  return id.startsWith('mi-')
    ? stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: id })
    : stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: id });
}

/** One's own sessions, by whatever name. */
function ownSessions(stack: Stack): iam.PolicyStatement[] {
  const sessions = sessionsArn(stack);
  return [
    new iam.PolicyStatement({
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: [sessions],
      // AWS's tag `session-id` holds the aws:userid of the starter: role id and session name.
      conditions: { StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': USER_ID } },
    }),
    // Every session: its id begins with the role session name, which no policy variable holds. The channel opens only
    // with the token that StartSession or ResumeSession gave.
    new iam.PolicyStatement({ actions: ['ssmmessages:OpenDataChannel'], resources: [sessions] }),
  ];
}

/**
 * Refuses what comes from elsewhere. A request through a VPC endpoint has no public address, so each kind has a refusal
 * of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
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
