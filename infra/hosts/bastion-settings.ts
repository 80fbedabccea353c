// The settings of the bastions: new ones for Linux and Windows, and existing ones.
import * as z from 'zod';
import { whole } from '../settings/values.ts';

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must be 1 to 32 letters, digits and hyphens, and begin with a letter');
/** Raising the generation replaces a host; nothing else does. */
const generation = whole(1, 9_999).default(1);
const instanceType = z
  .string()
  .regex(/^[a-z]+[0-9][a-z0-9-]*\.[a-z0-9-]+$/, 'must be an instance type, e.g. "t4g.micro"');

/** A "g" after the generation marks AWS's own processors, which are arm64: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const isArm = (type: string) => /^(?:a1|[a-z]+\d+g)/.test(type);

const linux = z.strictObject({
  kind: z.literal('linux'),
  name,
  generation,
  instanceType: instanceType
    .refine(isArm, 'is not an arm64 type: Linux bastions are arm64, e.g. "t4g.micro"')
    .default('t4g.micro'),
  diskGiB: whole(8, 16_384).default(8),
});
const windows = z.strictObject({
  kind: z.literal('windows'),
  name,
  generation,
  instanceType: instanceType
    .refine((type) => !isArm(type), 'is an arm64 type, on which Windows Server does not run: use e.g. "t3.medium"')
    .default('t3.medium'),
  diskGiB: whole(30, 16_384).default(50),
  image: z
    .string()
    .regex(
      /^Windows_Server-20\d\d-[A-Za-z_]+-(?:Full|Core)-Base$/,
      'must be an AWS image, e.g. "Windows_Server-2025-English-Full-Base"',
    )
    .default('Windows_Server-2025-English-Full-Base'),
});
const existing = z.strictObject({
  kind: z.literal('existing'),
  name,
  id: z.string().regex(/^m?i-[0-9a-f]{8,17}$/, 'must be the id of a managed node, e.g. "i-0123456789abcdef0"'),
});
export const bastion = z.discriminatedUnion(
  'kind',
  [linux, windows, existing],
  'must be "linux", "windows" or "existing"',
);
export type Bastion = z.infer<typeof bastion>;
export type NewBastion = Exclude<Bastion, { kind: 'existing' }>;
