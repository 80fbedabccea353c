// The network of new bastions: private subnets of a new or an existing VPC, without any inbound rule.
import { aws_ec2 as ec2, aws_iam as iam, aws_logs as logs, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Network as NetworkSettings, Reach } from './network-settings.ts';

/** Endpoints that Session Manager, its logs and their key need in a VPC without outbound access; docs/cost.md states their cost. */
const ENDPOINTS = {
  Ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
  SsmMessages: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES,
  Ec2Messages: ec2.InterfaceVpcEndpointAwsService.EC2_MESSAGES,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Kms: ec2.InterfaceVpcEndpointAwsService.KMS,
} as const;

/** The subnets of the bastions, and the security group of each bastion. */
export class BastionNetwork extends Construct {
  readonly subnetIds: readonly string[];
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { settings, logDays }: { settings: NetworkSettings; logDays: number }) {
    super(scope, id);
    const made = settings.kind === 'new' ? this.newVpc(settings, logDays) : undefined;
    const vpc = made ?? ec2.Vpc.fromVpcAttributes(this, 'Given', existingVpcAttributes(settings));
    this.subnetIds =
      settings.kind === 'existing'
        ? settings.subnetIds
        : vpc.privateSubnets.map(idOf).concat(vpc.isolatedSubnets.map(idOf));
    this.securityGroup = new ec2.SecurityGroup(this, 'Bastions', {
      vpc,
      // EC2 cannot change a description: another text would replace the group.
      description: 'Bastions: nobody connects to them; they reach Systems Manager, and what the settings name.',
      allowAllOutbound: false,
      // By default CDK assumes IPv6 in an imported VPC and adds a rule for it.
      allowAllIpv6Outbound: false,
    });
    if (made && settings.kind === 'new' && settings.outbound === 'endpoints') this.addEndpoints(made, settings);
    else this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, 'Systems Manager, logs, packages');
    for (const { cidr, ports, why } of settings.reaches) this.reach(cidr, ports, why);
  }

  private reach(cidr: Reach['cidr'], ports: Reach['ports'], why: string): void {
    const peer = cidr.includes(':') ? ec2.Peer.ipv6(cidr) : ec2.Peer.ipv4(cidr);
    for (const port of ports)
      this.securityGroup.addEgressRule(peer, ec2.Port.tcp(port), why.replace(/[^\w .:/()#,@[\]+=&;{}!$*-]/g, ' '));
  }

  private newVpc(settings: Extract<NetworkSettings, { kind: 'new' }>, logDays: number): ec2.Vpc {
    const nat = settings.outbound === 'nat';
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(settings.cidr),
      availabilityZones: [...settings.availabilityZones],
      natGateways: nat ? 1 : 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: nat
        ? [
            { name: 'Bastions', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
            { name: 'Nat', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
          ]
        : [{ name: 'Bastions', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    Validations.of(vpc).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason:
        'The settings name the zones: if AWS changed its list of zones, the subnets of the bastions would be replaced.',
    });
    vpc.addFlowLog('Flows', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'FlowLogs', {
          retention: logDays,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
      ),
    });
    const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (!nat) restrictWritesTo(Stack.of(this).account, s3);
    return vpc;
  }

  /**
   * Lets bastions reach the endpoints and S3, and nothing else. S3 has a gateway: the packages of Amazon Linux come from its
   * dual-stack names, for which an interface endpoint has no private DNS.
   */
  private addEndpoints(vpc: ec2.Vpc, { cidr, s3PrefixList }: Extract<NetworkSettings, { kind: 'new' }>): void {
    if (s3PrefixList === undefined)
      throw new Error('network.s3PrefixList is missing: read the settings with loadSettings, which reports it.');
    const endpoints = new ec2.SecurityGroup(this, 'Endpoints', {
      vpc,
      description: 'VPC endpoints: the VPC connects to them, and they connect to nobody.',
      allowAllOutbound: false,
    });
    // The literal network: cdk-nag cannot judge a reference to the VPC's.
    endpoints.addIngressRule(ec2.Peer.ipv4(cidr), HTTPS, 'The VPC');
    for (const [name, service] of Object.entries(ENDPOINTS))
      vpc.addInterfaceEndpoint(name, { service, securityGroups: [endpoints], open: false });
    this.securityGroup.addEgressRule(endpoints, HTTPS, 'Systems Manager, logs, keys');
    this.securityGroup.addEgressRule(ec2.Peer.prefixList(s3PrefixList), HTTPS, 'S3: logs, packages, agents, playbooks');
  }
}

const HTTPS = ec2.Port.tcp(443);

/** Lets hosts read any bucket, as packages and agents require, and write to the buckets of this account only. */
function restrictWritesTo(account: string, s3: ec2.GatewayVpcEndpoint): void {
  const allow = (actions: string[], conditions: iam.Conditions = {}) =>
    s3.addToPolicy(
      new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: ['*'], conditions }),
    );
  allow(['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket']);
  allow(['s3:Get*', 's3:List*', 's3:Put*', 's3:Delete*', 's3:AbortMultipartUpload'], {
    StringEquals: { 'aws:ResourceAccount': account },
  });
}

const idOf = ({ subnetId }: ec2.ISubnet) => subnetId;

function existingVpcAttributes(settings: NetworkSettings): ec2.VpcAttributes {
  if (settings.kind === 'new') throw new Error('A new VPC cannot be imported: call newVpc instead.');
  // CDK uses only the id here: a security group belongs to a VPC, not to a subnet.
  return { vpcId: settings.vpcId, availabilityZones: [''] };
}
