// The settings of sessions: their document, their limits, and their banner.
import * as z from 'zod';
import { whole } from '../settings/values.ts';

/** Goes into shell commands at the start of each session, so quotes and other shell characters are refused. */
const plain = z
  .string()
  .regex(/^[\p{L}\p{N} #@,._/-]{1,80}$/u, 'must be 1 to 80 letters, digits, spaces and #@,._/-')
  .regex(/^\S(?:.*\S)?$/u, 'must not begin or end with a space');
export const sessions = z.strictObject({
  documentName: z
    .string()
    .regex(/^[\w.-]{3,64}$/, 'must be the name of a document')
    .refine((text) => !/^(?:aws|amazon|amzn)/i.test(text), 'begins with a word that AWS reserves')
    .optional(),
  idleMinutes: whole(1, 60).default(20),
  maximumMinutes: whole(1, 1440).default(480),
  announcedTo: plain,
  art: z.array(z.string().max(200, 'must be at most 200 characters')).max(40, 'must be at most 40 lines').default([]),
  manageAccountPreferences: z.boolean('must be true or false').default(false),
});
export type Sessions = z.infer<typeof sessions> & { readonly documentName: string };
