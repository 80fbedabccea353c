// Checks settings against each other: names that collide, and parts that require or exclude each other.
import type { Bastion } from '../hosts/bastion-settings.ts';
import { namesOf } from '../names.ts';
import { addressCount } from '../network/cidr.ts';
import { partitionOf } from '../partition.ts';
import type { WrittenSettings } from './settings.ts';

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}
type Given = Omit<WrittenSettings, 'app'>;

/** @returns every fault with its path */
export function crossCheckFaults(given: Given): readonly Fault[] {
  return [...nameFaults(given.bastions), ...networkFaults(given), ...partFaults(given), ...careFaults(given)];
}

/** Ids of constructs beside the hosts, and ids that CDK treats specially. */
const RESERVED_IDS = ['Role', 'Profile', 'Banner', 'ShowBanner', 'Resource', 'Default'];

function nameFaults(bastions: readonly Bastion[]): Fault[] {
  return bastions.flatMap((one, at) => {
    const faults: Fault[] = [];
    const fault = (key: string, message: string) => faults.push({ path: ['bastions', at, key], message });
    const before = bastions.slice(0, at);
    const same = before.find(({ name }) => name.toLowerCase() === one.name.toLowerCase());
    // CloudFormation's ids have only letters and digits. An existing bastion has no such id.
    const alike = before.find(
      ({ name, kind }) => kind !== 'existing' && one.kind !== 'existing' && idOf(name) === idOf(one.name),
    );
    if (same) fault('name', `is the name of another bastion: "${one.name}"`);
    else if (alike)
      fault('name', `differs from "${alike.name}" only by hyphens: CloudFormation cannot tell "${one.name}" from it`);
    if (one.kind === 'existing') {
      if (before.some((other) => other.kind === 'existing' && other.id === one.id))
        fault('id', `is the id of another bastion: "${one.id}"`);
      return faults;
    }
    if (RESERVED_IDS.includes(one.name)) fault('name', `is used by the deployment itself: "${one.name}"`);
    const template = bastions.find((other) => other.kind !== 'existing' && templateOf(other) === one.name);
    if (template) fault('name', `is used by the launch template of "${template.name}": "${one.name}"`);
    return faults;
  });
}

const idOf = (name: string) => name.replaceAll('-', '').toLowerCase();
/** @returns the construct id of a host's launch template */
const templateOf = ({ name, generation }: Exclude<Bastion, { kind: 'existing' }>) => `${name}Generation${generation}`;

/** Addresses of the subnets in each zone: one for bastions, and one for the NAT gateway. */
const SUBNETS = { bastions: 256, nat: 16 };
/** The outbound rule that bastions have unless their network has endpoints: HTTPS to everywhere. */
const DEFAULT_RULE = '0.0.0.0/0:443';

/** True if bastions reach only the endpoints, S3 and `reaches` */
const isClosed = (network: Given['network']) => network?.kind === 'new' && network.outbound === 'endpoints';

function networkFaults({ network, region }: Given): Fault[] {
  if (network === undefined) return [];
  const faults: Fault[] = [];
  const fault = (path: (string | number)[], message: string) => faults.push({ path: ['network', ...path], message });
  if (network.kind === 'new') {
    const { availabilityZones: zones, cidr, outbound, s3PrefixList } = network;
    if (zones.some((one) => one.slice(0, -1) !== region)) fault(['availabilityZones'], `must be in ${region}`);
    const wanted = zones.length * (SUBNETS.bastions + (outbound === 'nat' ? SUBNETS.nat : 0));
    if (addressCount(cidr) < wanted)
      fault(['cidr'], `is too small for its subnets: use /${32 - Math.ceil(Math.log2(wanted))} or larger`);
    if (outbound === 'endpoints' && s3PrefixList === undefined)
      fault(
        ['s3PrefixList'],
        `is required with outbound "endpoints". This prints it: aws ec2 describe-managed-prefix-lists --region ${region} --filters Name=prefix-list-name,Values=com.amazonaws.${region}.s3 --query PrefixLists[].PrefixListId`,
      );
    if (outbound === 'nat' && s3PrefixList !== undefined)
      fault(['s3PrefixList'], 'applies to outbound "endpoints" only');
  }
  const rules = isClosed(network) ? [] : [DEFAULT_RULE];
  network.reaches.forEach(({ cidr, ports }, at) => {
    for (const rule of new Set(ports.map((port) => `${cidr}:${port}`))) {
      if (rule === DEFAULT_RULE && !isClosed(network))
        fault(['reaches', at], 'is redundant: port 443 is already open to everywhere');
      else if (rules.includes(rule)) fault(['reaches', at], `is listed twice: ${rule}`);
      rules.push(rule);
    }
  });
  return faults;
}

function partFaults(given: Given): Fault[] {
  const { bastions, network, sessions, access, alarms, region, account, trail } = given;
  const isMade = bastions.some(({ kind }) => kind !== 'existing');
  const faults: Fault[] = [];
  if (isMade && network === undefined)
    faults.push({ path: ['network'], message: 'is required: new bastions are placed in it' });
  if (sessions === undefined && (isMade || access.kind !== 'existing'))
    faults.push({
      path: ['sessions'],
      message: 'is required: new bastions and new access need a session document',
    });
  if (alarms.kind === 'existing' && alarms.topicArn.split(':')[3] !== region)
    faults.push({ path: ['alarms', 'topicArn'], message: `must be a topic in ${region}, where the alarms are` });
  if (alarms.kind === 'existing' && alarms.topicArn.split(':')[1] !== partitionOf(region))
    faults.push({ path: ['alarms', 'topicArn'], message: `must begin with "arn:${partitionOf(region)}:"` });
  const [, , , logRegion, logAccount] = trail.kind === 'existing' ? trail.logGroup.split(':') : [];
  if (logAccount !== undefined && (logRegion !== region || logAccount !== account))
    faults.push({
      path: ['trail', 'logGroup'],
      message: `is in ${logRegion} of account ${logAccount}: it must be in ${region} of ${account}, where the functions read it. Create a trail of all regions with a log group here, or choose "new"`,
    });
  const names = namesOf(given);
  const others = ['SSM-SessionManagerRunShell', names.warningDocument, names.banner, names.installAnsible];
  if (sessions?.documentName !== undefined && others.includes(sessions.documentName))
    faults.push({
      path: ['sessions', 'documentName'],
      message: 'is the name of another document of this deployment',
    });
  return faults;
}

function careFaults({ bastions, network, care }: Given): Fault[] {
  const kinds = new Set(bastions.map(({ kind }) => kind));
  const faults: Fault[] = [];
  const fault = (path: string[], message: string) => faults.push({ path: ['care', ...path], message });
  const { patching, playbooks } = care;
  if ((patching ?? playbooks) !== undefined && !kinds.has('linux') && !kinds.has('windows'))
    fault([], 'applies to new bastions only, and there are none');
  if (playbooks !== undefined && !kinds.has('linux')) fault(['playbooks'], 'require a new Linux bastion');
  if (isClosed(network)) {
    if (playbooks?.source.kind === 'github') fault(['playbooks', 'source'], 'requires outbound "nat"');
    if (patching !== undefined && kinds.has('windows'))
      fault(['patching'], 'requires outbound "nat" to reach the updates for Windows');
  }
  return faults;
}
