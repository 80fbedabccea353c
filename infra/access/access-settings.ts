// The settings of operators' access: a new role, a permission set, or what the team already has.
import * as z from 'zod';
import { cidrFault, overlaps, sourceFault } from '../network/cidr.ts';
import { distinct, validText } from '../settings/values.ts';

const cidr = validText(cidrFault);
const roleName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of a role')
  .refine((text) => !text.includes(','), 'must not contain a comma');
const newRoleName = roleName.refine(
  (text) => !/^AWSReserved|^AWSServiceRole/i.test(text),
  'begins with a word that AWS reserves',
);
const from = {
  allowedCidrs: z.array(cidr).default([]),
  allowedVpcEndpoints: distinct(z.string().regex(/^vpce-[0-9a-f]{8,17}$/, 'must be the id of a VPC endpoint')).default(
    [],
  ),
  allowAnywhere: z.boolean('must be true or false').default(false),
};
export const access = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('role'), roleName: newRoleName.optional(), ...from }),
      z.strictObject({ kind: z.literal('identity-center'), ...from }),
      z.strictObject({ kind: z.literal('existing'), pinnedRoles: distinct(roleName).default([]) }),
    ],
    'must be "role", "identity-center" or "existing"',
  )
  .superRefine((given, context) => {
    if (given.kind === 'existing') return;
    const { allowedCidrs, allowedVpcEndpoints, allowAnywhere } = given;
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (allowedCidrs.length + allowedVpcEndpoints.length === 0)
      fault(['allowedCidrs'], 'must name a network, or allowedVpcEndpoints an endpoint: otherwise nobody can connect');
    allowedCidrs.forEach((text, at) => {
      const wrong = sourceFault(text, allowAnywhere);
      if (wrong !== undefined) fault(['allowedCidrs', at], wrong);
    });
    for (const { at, with: other } of overlaps(allowedCidrs))
      fault(['allowedCidrs', at], `overlaps allowedCidrs.${other} (${allowedCidrs[other]}): one of them is redundant`);
  });
export type Access = z.infer<typeof access>;
