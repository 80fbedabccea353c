// Calculates the cost of new hosts and their network from a template and AWS's list prices.

/** US dollars in us-east-1, from the pages named. Other regions cost up to a third more. */
const PRICES = {
  /** By instance type and system: https://aws.amazon.com/ec2/pricing/on-demand/ */
  instanceHour: { 't4g.micro linux': 0.0084, 't3.medium windows': 0.0602 } as Readonly<Record<string, number>>,
  // https://aws.amazon.com/ebs/pricing/ (gp3)
  diskGigabyte: 0.08,
  /** Detailed monitoring, seven metrics: https://aws.amazon.com/cloudwatch/pricing/ */
  monitoring: 7 * 0.3,
  // https://aws.amazon.com/vpc/pricing/
  natHour: 0.045,
  addressHour: 0.005,
  // https://aws.amazon.com/privatelink/pricing/
  endpointHour: 0.01,
} as const;
const HOURS = 730;

export interface HostSize {
  readonly kind: 'linux' | 'windows';
  readonly instanceType: string;
  readonly diskGiB: number;
}

/** @returns US dollars a month; undefined for an instance type whose price is not known here */
export function hostCost({ kind, instanceType, diskGiB }: HostSize): number | undefined {
  const hour = PRICES.instanceHour[`${instanceType} ${kind}`];
  return hour === undefined ? undefined : hour * HOURS + diskGiB * PRICES.diskGigabyte + PRICES.monitoring;
}

/** @returns US dollars a month of one NAT gateway with its public address, without traffic */
export function natCost(): number {
  return (PRICES.natHour + PRICES.addressHour) * HOURS;
}

/** @returns US dollars a month of interface endpoints, each in so many zones, without traffic */
export function endpointsCost(endpoints: number, zones: number): number {
  return endpoints * zones * PRICES.endpointHour * HOURS;
}
