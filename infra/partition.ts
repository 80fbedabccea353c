// The parts of AWS that share no accounts, by region: their ARNs and the domains of their services differ.

/** @returns the partition in the ARNs of a region */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** @returns the domain of a service that names its region, e.g. "logs.ap-northeast-1.amazonaws.com" */
export function regionalService(service: string, region: string): string {
  return `${service}.${region}.amazonaws.com${partitionOf(region) === 'aws-cn' ? '.cn' : ''}`;
}

/** Hosts of the console. The other two partitions have one host each for all their regions. */
const CONSOLE_HOSTS = {
  aws: (region: string) => `${region}.console.aws.amazon.com`,
  'aws-cn': () => 'console.amazonaws.cn',
  'aws-us-gov': () => 'console.amazonaws-us-gov.com',
};

/**
 * @param path of the page, encoded as the console encodes it
 * @returns the address of a page about CloudWatch Logs, e.g. "https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups"
 */
export function logsConsole(region: string, path: string): string {
  return `https://${CONSOLE_HOSTS[partitionOf(region)](region)}/cloudwatch/home?region=${region}#logsV2:${path}`;
}

/** Regions of partitions where nobody has looked whether the services exist. */
export const UNSUPPORTED_REGION = /^(?:[a-z]{2}-iso|eusc-)/;
