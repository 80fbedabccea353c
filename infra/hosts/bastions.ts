// The hosts that are made: nobody connects to them but through Session Manager, and no deploy replaces one by surprise.
import { aws_ec2 as ec2, aws_iam as iam, Stack, aws_ssm as ssm, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../access/permissions.ts';
import type { BastionNetwork } from '../network/network.ts';
import type { NewBastion } from '../settings/settings.ts';
import { type BannerProps, bannerDocument, bannerText } from './banner.ts';
import type { SessionPreferences } from './session-preferences.ts';

export interface BastionsProps {
  readonly bastions: readonly NewBastion[];
  readonly network: BastionNetwork;
  readonly preferences: SessionPreferences;
  readonly banner: BannerProps;
  /** The one SecureString that the hosts may read, when playbooks come from a private repository */
  readonly readableParameter?: string;
}

/** Patch Manager finds its baseline for a host by this tag; without a space it may be told to the host itself. */
const PATCH_GROUP_TAG = 'PatchGroup';
export const PATCH_GROUPS = { linux: 'bastion-ack-linux', windows: 'bastion-ack-windows' } as const;

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';

/** Ids by name. */
export class Bastions extends Construct {
  readonly ids: ReadonlyMap<string, string>;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BastionsProps) {
    super(scope, id);
    this.role = this.createHostRole(props);
    const profile = new iam.CfnInstanceProfile(this, 'Profile', { roles: [this.role.roleName] });
    this.ids = new Map(
      props.bastions.map((bastion, at) => [bastion.name, this.createHost(bastion, at, profile.attrArn, props)]),
    );
    const document = new ssm.CfnDocument(this, 'Banner', {
      name: 'bastion-ack-banner',
      documentType: 'Command',
      updateMethod: 'NewVersion',
      content: bannerDocument(bannerText(props.banner)),
    });
    // An association and not user data: a new text reaches the hosts that are there.
    new ssm.CfnAssociation(this, 'ShowBanner', {
      name: document.ref,
      associationName: 'bastion-ack-banner',
      documentVersion: '$LATEST',
      targets: [{ key: 'InstanceIds', values: [...this.ids.values()] }],
      scheduleExpression: 'rate(1 day)',
      complianceSeverity: 'LOW',
    });
  }

  /**
   * A launch template's later versions are not looked at: the host names the first one, and each generation has a template
   * of its own. So only a new generation makes a new host, and that one is made of everything as it is set then.
   */
  private createHost(bastion: NewBastion, at: number, profileArn: string, { network }: BastionsProps): string {
    const { name, generation, kind } = bastion;
    const tags = [
      { key: 'Name', value: name },
      { key: PATCH_GROUP_TAG, value: PATCH_GROUPS[kind] },
    ];
    const template = new ec2.CfnLaunchTemplate(this, `${name}Generation${generation}`, {
      launchTemplateData: {
        // Read by EC2 when it makes the host, and by nothing else: the newest image does not change the template.
        imageId: `resolve:ssm:${imageOf(bastion)}`,
        instanceType: bastion.instanceType,
        iamInstanceProfile: { arn: profileArn },
        metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 1 },
        networkInterfaces: [
          {
            deviceIndex: 0,
            associatePublicIpAddress: false,
            groups: [network.securityGroup.securityGroupId],
            subnetId: network.subnetIds[at % network.subnetIds.length],
            deleteOnTermination: true,
          },
        ],
        blockDeviceMappings: [
          {
            deviceName: kind === 'linux' ? '/dev/xvda' : '/dev/sda1',
            ebs: { encrypted: true, volumeType: 'gp3', volumeSize: bastion.diskGiB, deleteOnTermination: true },
          },
        ],
        disableApiTermination: true,
        monitoring: { enabled: true },
        tagSpecifications: [{ resourceType: 'volume', tags }],
      },
    });
    const instance = new ec2.CfnInstance(this, name, {
      launchTemplate: { launchTemplateId: template.ref, version: '1' },
      // Here as well: these two may change while the host runs.
      disableApiTermination: true,
      monitoring: true,
      tags,
    });
    return instance.ref;
  }

  private createHostRole({ preferences, readableParameter }: BastionsProps): iam.Role {
    const { logGroup, bucket, key } = preferences;
    const stack = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      description: 'Permissions of a bastion: be a managed node, and log its sessions.',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    });
    const readable =
      readableParameter &&
      stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: readableParameter.slice(1) });
    const allow = (sid: string, actions: string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ sid, actions, resources }));
    allow(
      'WriteSessionLogs',
      ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      [logGroup.logGroupArn],
    );
    allow('SeeSessionLogGroup', ['logs:DescribeLogGroups'], ['*']);
    acknowledgeWildcard(
      role,
      '*',
      'The agent sees whether the log group is encrypted; logs:DescribeLogGroups knows no resource.',
    );
    allow('WriteSessionFiles', ['s3:PutObject'], [bucket.arnForObjects('*')]);
    acknowledgeWildcard(
      role,
      bucket.arnForObjects('*'),
      'The key of an object is the id of a session, which nobody knows before.',
    );
    allow('SeeBucketEncryption', ['s3:GetEncryptionConfiguration'], [bucket.bucketArn]);
    allow('EncryptSessions', ['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn]);
    // Whoever works on the host can use this role, and the managed policy would let it read every parameter of the
    // account, the secrets of this very app among them.
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadNoParameters',
        effect: iam.Effect.DENY,
        actions: ['ssm:GetParameter', 'ssm:GetParameters'],
        ...(readable ? { notResources: [readable] } : { resources: ['*'] }),
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
      reason:
        'The smallest policy that AWS keeps for a managed node, and follows with its agent; what is too wide in it is denied.',
    });
    return role;
  }
}

function imageOf(bastion: NewBastion): string {
  return bastion.kind === 'linux' ? AL2023 : `/aws/service/ami-windows-latest/${bastion.image}`;
}
