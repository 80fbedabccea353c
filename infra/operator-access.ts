// The operator role: who may connect, under which name, from where, and to what.
import { ArnFormat, aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What the role may reach, and from where. */
export interface OperatorAccessProps {
  readonly roleName: string;
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
    if (props.bastions.length === 0) throw new Error('The operator role has no bastion to reach: name one or more.');
    if (props.allowedCidrs.length + props.allowedVpcEndpoints.length === 0)
      throw new Error('Nobody could connect: name a network in allowedCidrs, or a VPC endpoint.');
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
    for (const statement of [...this.start(props), ...this.own(), ...elsewhere(props)])
      this.role.addToPolicy(statement);
    if (props.sessionKey !== undefined)
      this.role.addToPolicy(
        new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [props.sessionKey.keyArn] }),
      );
  }

  /** Both statements demand that the document is checked too: one without it would allow the default shell. */
  private start(props: OperatorAccessProps): iam.PolicyStatement[] {
    const stack = Stack.of(this);
    const documents = [
      ...props.documents.map((name) => stack.formatArn({ service: 'ssm', resource: 'document', resourceName: name })),
      ...AWS_DOCUMENTS.map((name) =>
        stack.formatArn({ service: 'ssm', account: '', resource: 'document', resourceName: name }),
      ),
    ];
    const nodes = props.bastions.map((id) =>
      id.startsWith('mi-')
        ? stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: id })
        : stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: id }),
    );
    return [nodes, documents].map(
      (resources) =>
        new iam.PolicyStatement({
          actions: ['ssm:StartSession'],
          resources,
          conditions: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
        }),
    );
  }

  private own(): iam.PolicyStatement[] {
    const sessions = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'session',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return [
      new iam.PolicyStatement({
        actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        resources: [sessions],
        // AWS's tag `session-id` holds the aws:userid of the starter: role id and session name.
        conditions: { StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': USER_ID } },
      }),
      // Every session: its id begins with the role session name, which no policy variable holds. The
      // channel opens only with the token that StartSession or ResumeSession gave.
      new iam.PolicyStatement({ actions: ['ssmmessages:OpenDataChannel'], resources: [sessions] }),
    ];
  }
}

/**
 * Refuses what comes from elsewhere. A request through a VPC endpoint has no public address, so each kind has a refusal
 * of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function elsewhere({ allowedCidrs, allowedVpcEndpoints }: OperatorAccessProps): iam.PolicyStatement[] {
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
