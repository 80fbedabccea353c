// Settings of hosts, their network and who reaches them that would be refused, each with the fault that names its path.
import { expect, test } from 'vitest';
import { type Bad, faultsOf, spoiled } from './faults-of.ts';

const CIDRS = ['access', 'allowedCidrs'];
const BAD: Bad[] = [
  ['a malformed network', [...CIDRS, 0], '203.0.113.0/33', 'access.allowedCidrs.0 must be a network in CIDR notation'],
  ['a network in a spelling that is read in several ways', [...CIDRS, 0], '203.7/16', 'access.allowedCidrs.0 must be'],
  [
    'an address behind its prefix',
    [...CIDRS, 0],
    '203.0.113.7/24',
    'access.allowedCidrs.0 has bits set after its prefix: write "203.0.113.0/24"',
  ],
  [
    'the same for IPv6',
    [...CIDRS, 0],
    '2001:db8::7/32',
    'write "2001:db8::/32" for that network, or "2001:db8::7/128" for that address',
  ],
  [
    'networks that overlap',
    CIDRS,
    ['203.0.113.0/24', '203.0.113.128/25'],
    'access.allowedCidrs.1 overlaps allowedCidrs.0 (203.0.113.0/24)',
  ],
  ['the whole world', CIDRS, ['0.0.0.0/0'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  ['the whole world of IPv6', CIDRS, ['::/0'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  ['half of the world', CIDRS, ['128.0.0.0/1'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  [
    'a private network, from which no request comes',
    CIDRS,
    ['10.0.0.0/8'],
    'access.allowedCidrs.0 is a private network',
  ],
  ['no way in', CIDRS, [], 'access.allowedCidrs must name a network'],
  [
    'an endpoint that is none',
    ['access', 'allowedVpcEndpoints'],
    ['vpc-0123456789abcdef0'],
    'access.allowedVpcEndpoints.0 must be',
  ],
  ['an unknown key inside', ['access', 'allowedCidr'], [], 'access.allowedCidr is unknown: see docs/deploy.md'],
  [
    'a Windows image on arm64',
    ['bastions', 0],
    { kind: 'windows', name: 'desktop', instanceType: 't4g.large' },
    'bastions.0.instanceType is an arm64 type, on which Windows Server does not run',
  ],
  [
    'Linux on another processor',
    ['bastions', 0, 'instanceType'],
    't3.micro',
    'bastions.0.instanceType is not an arm64 type',
  ],
  ['a kind that is none', ['bastions', 0, 'kind'], 'mac', 'bastions.0.kind must be "linux", "windows" or "existing"'],
  ['no bastion', ['bastions'], [], 'bastions must name at least one bastion'],
  [
    'two of one name',
    ['bastions', 1],
    { kind: 'linux', name: 'Bastion-1' },
    'bastions.1.name is the name of another bastion',
  ],
  [
    'a cut-off that is not below the window',
    ['care', 'patching'],
    { hours: 2, cutoffHours: 2 },
    'care.patching.cutoffHours must be less than hours',
  ],
  [
    'a cron of five fields',
    ['care', 'patching', 'schedule'],
    'cron(0 3 ? * SUN)',
    'care.patching.schedule must be a cron expression',
  ],
  [
    'a cron of nonsense',
    ['care', 'patching', 'schedule'],
    'cron(nonsense a b c d e)',
    'care.patching.schedule has "nonsense" for minutes',
  ],
  [
    'a cron with both days',
    ['care', 'patching', 'schedule'],
    'cron(0 3 1 * SUN *)',
    'care.patching.schedule must have "?" for day of month or for day of week',
  ],
  [
    'a scan each minute',
    ['care', 'patching', 'scan'],
    'cron(* * * * ? *)',
    'care.patching.scan must not run more often than every 30 minutes',
  ],
  [
    'a scan in one month',
    ['care', 'patching', 'scan'],
    'cron(0 3 1 1 ? *)',
    'care.patching.scan must have "*" for month',
  ],
  [
    'names that differ by hyphens alone',
    ['bastions', 1],
    { kind: 'linux', name: 'bastion1' },
    'bastions.1.name differs from "bastion-1" only by hyphens',
  ],
  ...['Role', 'Profile', 'Banner', 'ShowBanner', 'Resource', 'Default'].map(
    (name): Bad => [
      `a host called ${name}`,
      ['bastions', 0, 'name'],
      name,
      'bastions.0.name is used by the deployment itself',
    ],
  ),
  [
    'a host called like the launch template of another',
    ['bastions', 1],
    { kind: 'linux', name: 'bastion-1Generation1' },
    'bastions.1.name is used by the launch template of "bastion-1"',
  ],
  ['a network of IPv6 for a VPC', ['network', 'cidr'], '2001:db8::/56', 'network.cidr must be an IPv4 network'],
  ['a VPC that is too large', ['network', 'cidr'], '10.0.0.0/8', 'network.cidr must be from /16 to /28'],
  ['a VPC that is too small', ['network', 'cidr'], '10.60.0.0/29', 'network.cidr must be from /16 to /28'],
  [
    'a VPC that cannot hold its subnets',
    ['network', 'cidr'],
    '10.60.0.0/23',
    'network.cidr is too small for its subnets: use /22',
  ],
  ['a VPC of this machine', ['network', 'cidr'], '127.0.0.0/16', 'network.cidr is a range that hosts cannot use'],
  [
    'bits behind the prefix of a VPC',
    ['network', 'cidr'],
    '10.60.0.1/16',
    'network.cidr has bits set after its prefix',
  ],
  [
    'a zone twice',
    ['network', 'availabilityZones'],
    ['ap-northeast-1a', 'ap-northeast-1a'],
    'network.availabilityZones.1 is listed twice: ap-northeast-1a',
  ],
  [
    'a port twice',
    ['network', 'reaches', 0, 'ports'],
    [5432, 22, 5432],
    'network.reaches.0.ports.2 is listed twice: 5432',
  ],
  ['a prefix list that is none', ['network', 's3PrefixList'], 'pl-x', 'network.s3PrefixList must be the id'],
  [
    'a prefix list that nothing needs',
    ['network', 's3PrefixList'],
    'pl-0123456789abcdef0',
    'network.s3PrefixList applies to outbound "endpoints" only',
  ],
  ['no port', ['network', 'reaches', 0, 'ports'], [], 'network.reaches.0.ports must name at least one port'],
  [
    'a port that is none',
    ['network', 'reaches', 0, 'ports'],
    [65_536],
    'network.reaches.0.ports.0 must be at most 65535',
  ],
  ['a reason of spaces', ['network', 'reaches', 0, 'why'], '  ', 'network.reaches.0.why must say what it reaches'],
  [
    'the same reach with another reason',
    ['network', 'reaches', 1],
    { cidr: '10.0.0.0/8', ports: [22, 5432], why: 'again' },
    'network.reaches.1 is listed twice: 10.0.0.0/8:5432',
  ],
  [
    'a reach that is there for every host',
    ['network', 'reaches', 1],
    { cidr: '0.0.0.0/0', ports: [443], why: 'the web' },
    'network.reaches.1 is redundant',
  ],
  [
    'a VPC endpoint twice',
    ['access', 'allowedVpcEndpoints'],
    ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef0'],
    'access.allowedVpcEndpoints.1 is listed twice',
  ],
  [
    'a role of AWS’s own',
    ['access', 'roleName'],
    'AWSReservedSSO_x',
    'access.roleName begins with a word that AWS reserves',
  ],
  ['a role with a space', ['access', 'roleName'], 'Bastion Operator', 'access.roleName must be the name of a role'],
  ...['10.0.0.1', 'a..b', 'xn--a', 'a-', 'Playbooks', 'ab'].map(
    (bucket): Bad => [
      `the bucket ${bucket}`,
      ['care', 'playbooks'],
      { source: { kind: 's3', bucket, path: 'bastions' } },
      'care.playbooks.source.bucket must be a bucket name',
    ],
  ),
  [
    'an interval in place of a cron',
    ['care', 'patching', 'schedule'],
    'rate(1 day)',
    'care.patching.schedule must be a cron',
  ],
];

test.each(BAD)('the fault names its path: %s', (_, path, value, said) => {
  expect(faultsOf(spoiled(path, value)).filter((fault) => fault.includes(said))).toHaveLength(1);
});
