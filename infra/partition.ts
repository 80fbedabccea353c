// The parts of AWS that share no accounts, by region: their ARNs and the domains of their services differ.

/** @returns the partition in the ARNs of a region */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** @returns the domain of a service that names its region, e.g. "logs.ap-northeast-1.amazonaws.com" */
export function regionalService(service: string, region: string): string {
  return `${service}.${region}.amazonaws.com${partitionOf(region) === 'aws-cn' ? '.cn' : ''}`;
}

/** Regions of partitions where nobody has looked whether the services exist. */
export const UNSUPPORTED_REGION = /^(?:[a-z]{2}-iso|eusc-)/;
