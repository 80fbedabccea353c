// The settings of the network of new bastions.
import * as z from 'zod';
import { distinct, NEW_OR_EXISTING, validText, whole } from '../settings/values.ts';
import { cidrFault, vpcFault } from './cidr.ts';

const cidr = validText(cidrFault);
const reach = z.strictObject({
  cidr,
  ports: distinct(whole(1, 65_535)).min(1, 'must name at least one port'),
  why: z.string().regex(/\S/, 'must say what it reaches').max(80, 'must be at most 80 characters'),
});
const reaches = z.array(reach).default([]);
const zone = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/, 'must be an availability zone, e.g. "ap-northeast-1a"');
export const network = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('new'),
      cidr: validText(vpcFault).default('10.60.0.0/16'),
      availabilityZones: distinct(zone).min(1, 'must name at least one zone').max(3, 'must name at most three zones'),
      outbound: z.enum(['nat', 'endpoints'], 'must be nat or endpoints'),
      s3PrefixList: z
        .string()
        .regex(/^pl-[0-9a-f]{8,17}$/, 'must be the id of a prefix list')
        .optional(),
      reaches,
    }),
    z.strictObject({
      kind: z.literal('existing'),
      vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC'),
      subnetIds: distinct(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet')).min(
        1,
        'must name at least one subnet',
      ),
      reaches,
    }),
  ],
  NEW_OR_EXISTING,
);
export type Network = z.infer<typeof network>;
export type Reach = z.infer<typeof reach>;
