// New bastions: reachable only through Session Manager, and replaced only if their generation changes.
import { aws_ec2 as ec2, aws_iam as iam, Stack, aws_ssm as ssm, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../access/permissions.ts';
import type { Names } from '../names.ts';
import type { BastionNetwork } from '../network/network.ts';
import { type BannerProps, bannerDocument, bannerText } from './banner.ts';
import type { NewBastion } from './bastion-settings.ts';
import type { SessionPreferences } from './session-preferences.ts';

export interface BastionsProps {
  readonly bastions: readonly NewBastion[];
  readonly network: BastionNetwork;
  readonly preferences: SessionPreferences;
  readonly names: Pick<Names, 'banner' | 'patchGroups'>;
  /** True to refuse the termination of a host, also by hand and by a rollback */
  readonly protected: boolean;
  readonly banner: BannerProps;
  /** Path of the one SecureString that the hosts may read: the token of a private repository of playbooks */
  readonly readableParameter?: string;
}

/** The tag by which Patch Manager finds a host's baseline. The spelling without a space also works with instance metadata. */
const PATCH_GROUP_TAG = 'PatchGroup';

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';

/** Creates the hosts; `ids` maps each name to its instance id. */
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
      name: props.names.banner,
      documentType: 'Command',
      updateMethod: 'NewVersion',
      content: bannerDocument(bannerText(props.banner)),
    });
    // Unlike user data, an association brings a new text to hosts that already run.
    new ssm.CfnAssociation(this, 'ShowBanner', {
      name: document.ref,
      associationName: props.names.banner,
      documentVersion: '$LATEST',
      targets: [{ key: 'InstanceIds', values: [...this.ids.values()] }],
      scheduleExpression: 'rate(1 day)',
      complianceSeverity: 'LOW',
    });
  }

  /**
   * Each generation has its own launch template, and the host uses version 1 of it. Later changes of a template therefore
   * replace no host; only a new generation does, and it takes all settings as they are then.
   */
  private createHost(bastion: NewBastion, at: number, profileArn: string, props: BastionsProps): string {
    const { network, names } = props;
    const { name, generation, kind } = bastion;
    const tags = [
      { key: 'Name', value: name },
      { key: PATCH_GROUP_TAG, value: names.patchGroups[kind] },
    ];
    const template = new ec2.CfnLaunchTemplate(this, `${name}Generation${generation}`, {
      launchTemplateData: {
        // EC2 resolves this when it creates the host, so a newer image does not change the template.
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
        tagSpecifications: [{ resourceType: 'volume', tags }],
      },
    });
    const instance = new ec2.CfnInstance(this, name, {
      launchTemplate: { launchTemplateId: template.ref, version: '1' },
      // Not in the template, because these two can change while the host runs.
      disableApiTermination: props.protected,
      monitoring: true,
      tags,
    });
    if (!props.protected)
      Validations.of(instance).acknowledge({
        id: 'AwsSolutions-EC29',
        reason:
          'A protected host cannot be removed when a first deployment is rolled back. The setting "protected" comes after it.',
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
      'The agent checks whether the log group is encrypted. logs:DescribeLogGroups does not support resource-level permissions.',
    );
    allow('WriteSessionFiles', ['s3:PutObject'], [bucket.arnForObjects('*')]);
    acknowledgeWildcard(
      role,
      bucket.arnForObjects('*'),
      'The key of an object contains the id of a session, which is not known in advance.',
    );
    allow('SeeBucketEncryption', ['s3:GetEncryptionConfiguration'], [bucket.bucketArn]);
    allow('EncryptSessions', ['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn]);
    // Everybody on the host can use this role, and the managed policy lets it read every parameter of the account, including
    // the secrets of this app.
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
        'The smallest policy that AWS maintains for managed nodes and updates with its agent. What it allows too widely is denied.',
    });
    return role;
  }
}

function imageOf(bastion: NewBastion): string {
  return bastion.kind === 'linux' ? AL2023 : `/aws/service/ami-windows-latest/${bastion.image}`;
}
