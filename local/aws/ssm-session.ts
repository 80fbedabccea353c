// A session of the SSM stand-in: the fields of the API, and two of the stand-in's own.
import * as z from 'zod';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Session.html */
export const SESSION_STATUSES = [
  'Connected',
  'Connecting',
  'Disconnected',
  'Terminated',
  'Terminating',
  'Failed',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

const ssmSession = z.object({
  SessionId: z.string().min(1),
  Target: z.string().min(1),
  Status: z.enum(SESSION_STATUSES),
  StartDate: z.number(),
  EndDate: z.number().optional(),
  Owner: z.string().min(1),
  DocumentName: z.string().optional(),
  Reason: z.string().optional(),
  AccessType: z.literal('Standard'),
  MaxSessionDuration: z.string().optional(),
});

/** The form of DescribeSessions: dates in epoch seconds, `Owner` the ARN of a user or role session. */
export type SsmSession = Readonly<z.infer<typeof ssmSession>>;

const pairs = z.array(z.tuple([z.string(), z.array(z.string())]));
/** Accepts any name, while zod's own record omits `__proto__`. */
export const parameters = z.unknown().transform((given, context): Record<string, string[]> => {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const parsed = pairs.safeParse(isObject ? Object.entries(given) : undefined);
  if (parsed.success) return Object.fromEntries(parsed.data);
  context.addIssue({ code: 'invalid_type', expected: 'record', input: given });
  return z.NEVER;
});

export const localSession = ssmSession.extend({
  ownerName: z.string().min(1),
  parameters: parameters.optional(),
});

/** The fields in lower case are the stand-in's own; DescribeSessions returns neither. */
export type LocalSession = Readonly<z.infer<typeof localSession>>;

export function hasEnded({ Status }: SsmSession): boolean {
  return Status === 'Terminated' || Status === 'Failed';
}

/** The session as the API returns it, with the document's name for a default shell too. */
export function toApiSession({ ownerName: _ownerName, parameters: _parameters, ...session }: LocalSession): SsmSession {
  return { ...session, DocumentName: session.DocumentName ?? 'SSM-SessionManagerRunShell' };
}
