// The network of new hosts: which hosts and services they reach, and who reaches them.
import { expect, test } from 'vitest';
import { type Json, type Name, resourcesOf, settingsOf, templateOf } from '../stack-fixture.ts';

const CLOSED = ['endpoints', 'identity-center-ja', 'govcloud'] as const satisfies readonly Name[];

/** @returns the security group whose description begins so, with its id */
function groupOf(name: Name, words: string) {
  const [found] = [...resourcesOf(templateOf(name), 'AWS::EC2::SecurityGroup')].filter(([, { Properties }]) =>
    Properties.GroupDescription.startsWith(words),
  );
  return { id: found?.[0] ?? '', ...found?.[1].Properties };
}

/** @returns what a security group reaches, by rules in the group and beside it */
function egressOf(name: Name, { id, SecurityGroupEgress = [] }: Json): Json[] {
  const beside = [...resourcesOf(templateOf(name), 'AWS::EC2::SecurityGroupEgress').values()]
    .map(({ Properties }) => Properties)
    .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0] === id);
  return [...SecurityGroupEgress, ...beside].map(
    ({ CidrIp, CidrIpv6, DestinationPrefixListId, DestinationSecurityGroupId, FromPort, ToPort }) => {
      expect(FromPort).toBe(ToPort);
      return [CidrIp ?? CidrIpv6 ?? DestinationPrefixListId ?? DestinationSecurityGroupId['Fn::GetAtt'][0], FromPort];
    },
  );
}

test.each(CLOSED)(
  'with the settings %s bastions reach the endpoints, S3 and what the settings name, and nothing else',
  (name) => {
    const endpoints = groupOf(name, 'VPC endpoints');
    const { network } = settingsOf(name);
    const reaches = (network.reaches ?? []).flatMap(({ cidr, ports }: Json) =>
      ports.map((port: number) => [cidr, port]),
    );
    const egress = egressOf(name, groupOf(name, 'Bastions'));
    const expected = [[endpoints.id, 443], [network.s3PrefixList, 443], ...reaches];
    expect(egress.map(String).toSorted()).toEqual(expected.map(String).toSorted());
    expect([...resourcesOf(templateOf(name), 'AWS::EC2::NatGateway').keys()]).toEqual([]);
    expect([...resourcesOf(templateOf(name), 'AWS::EC2::InternetGateway').keys()]).toEqual([]);
  },
);

test.each(CLOSED)(
  'with the settings %s the endpoints of Session Manager accept the VPC alone, and connect to nobody',
  (name) => {
    const group = groupOf(name, 'VPC endpoints');
    const { cidr = '10.60.0.0/16' } = settingsOf(name).network;
    expect(group.SecurityGroupIngress).toMatchObject([{ CidrIp: cidr, FromPort: 443, ToPort: 443 }]);
    // CDK's rule that matches no traffic.
    expect(group.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }]);
    const endpoints = [...resourcesOf(templateOf(name), 'AWS::EC2::VPCEndpoint').values()].map(
      ({ Properties }) => Properties,
    );
    const services = endpoints.map(({ ServiceName }) =>
      JSON.stringify(ServiceName).replace(/.*\.([a-z0-9]+)"?.*$/, '$1'),
    );
    expect(services.toSorted()).toEqual(['ec2messages', 'kms', 'logs', 's3', 'ssm', 'ssmmessages']);
    for (const { VpcEndpointType, SecurityGroupIds, PrivateDnsEnabled } of endpoints.filter(
      (one) => one.VpcEndpointType !== 'Gateway',
    ))
      expect([VpcEndpointType, SecurityGroupIds, PrivateDnsEnabled]).toEqual([
        'Interface',
        [{ 'Fn::GetAtt': [group.id, 'GroupId'] }],
        true,
      ]);
  },
);

test.each(CLOSED)('with the settings %s bastions write to the buckets of their own account only', (name) => {
  const [gateway] = [...resourcesOf(templateOf(name), 'AWS::EC2::VPCEndpoint').values()].filter(
    ({ Properties }) => Properties.VpcEndpointType === 'Gateway',
  );
  const writing = gateway?.Properties.PolicyDocument.Statement.filter(({ Action }: Json) =>
    [Action].flat().some((action: string) => !/:(?:GetObject|GetObjectVersion|ListBucket)$/.test(action)),
  );
  expect(writing).toMatchObject([{ Condition: { StringEquals: { 'aws:ResourceAccount': settingsOf(name).account } } }]);
});

test.each(['example', 'windows-existing-network'] as const)(
  'with the settings %s, whose network leads to the internet, port 443 is open to everywhere',
  (name) => {
    const reaches = settingsOf(name).network.reaches.flatMap(({ cidr, ports }: Json) =>
      ports.map((port: number) => [cidr, port]),
    );
    expect(egressOf(name, groupOf(name, 'Bastions'))).toEqual([['0.0.0.0/0', 443], ...reaches]);
  },
);
