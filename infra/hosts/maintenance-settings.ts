// The settings of maintenance for new bastions: the schedule of patches, and the source of the team's playbooks.
import * as z from 'zod';
import { associationCronFault, cronFault } from '../settings/cron.ts';
import { NOT_RESERVED, validText, whole } from '../settings/values.ts';

const windowCron = validText(cronFault);
const associationCron = validText(associationCronFault);
export const patching = z
  .strictObject({
    schedule: windowCron.default('cron(0 3 ? * SUN *)'),
    hours: whole(1, 24).default(2),
    cutoffHours: whole(0, 23).default(1),
    scan: associationCron.default('cron(0 20 ? * * *)'),
  })
  .refine(({ hours, cutoffHours }) => cutoffHours < hours, {
    path: ['cutoffHours'],
    message: 'must be less than hours, or nothing would ever be installed',
  });
const key = z.string().regex(/^[\w!.*'()/-]{1,1024}$/, 'must be an object key');
export const playbooks = z.strictObject({
  source: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        kind: z.literal('s3'),
        bucket: z
          .string()
          .regex(/^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/, 'must be a bucket name')
          .refine((text) => !/^xn--|^\d+(?:\.\d+){3}$/.test(text), 'must be a bucket name'),
        path: key,
      }),
      z.strictObject({
        kind: z.literal('github'),
        owner: z.string().regex(/^[\w.-]{1,100}$/, 'must be the owner of a repository'),
        repository: z.string().regex(/^[\w.-]{1,100}$/, 'must be the name of a repository'),
        path: key,
        branch: z
          .string()
          .regex(/^[\w./-]{1,200}$/, 'must be the name of a branch')
          .default('main'),
        tokenParameter: z
          .string()
          .regex(/^(?:\/[\w.-]+){1,15}$/, 'must be the path of a SecureString')
          .regex(NOT_RESERVED, 'begins with a word that AWS reserves')
          .optional(),
      }),
    ],
    'must be "s3" or "github"',
  ),
  playbook: z
    .string()
    .regex(/^[\w./-]+\.ya?ml$/, 'must be the file name of a playbook, e.g. "site.yml"')
    .default('site.yml'),
  schedule: associationCron.default('cron(0 19 ? * * *)'),
});
export type Playbooks = z.infer<typeof playbooks>;
export type Patching = z.infer<typeof patching>;
