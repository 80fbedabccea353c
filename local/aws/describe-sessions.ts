// DescribeSessions: filters and pages.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import type { LoopbackResponse } from './loopback.ts';
import { hasEnded, type LocalSession, SESSION_STATUSES, toApiSession } from './ssm-session.ts';

const STATES = ['Active', 'History'] as const;
const FILTER_KEYS = ['InvokedAfter', 'InvokedBefore', 'Target', 'Owner', 'Status', 'SessionId', 'AccessType'] as const;

/** Sessions in a page without `MaxResults`; small, so that a long list has a second page. */
const DEFAULT_PAGE = 50;
/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html */
const HISTORY_SECONDS = 30 * 24 * 60 * 60;

function createEnum<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `Member must satisfy enum value set: [${values.join(', ')}]` });
}

/** The offset is required, because a time without one is read in the machine's zone. */
const time = z.iso.datetime({ offset: true });

const filter = z
  .object({
    key: createEnum(FILTER_KEYS),
    value: z
      .string()
      .min(1, 'Member must have length greater than or equal to 1')
      .max(400, 'Member must have length less than or equal to 400'),
  })
  .superRefine(({ key, value }, context) => {
    if ((key === 'InvokedAfter' || key === 'InvokedBefore') && !time.safeParse(value).success) {
      context.addIssue({ code: 'custom', path: ['value'], message: 'Member must be a timestamp', input: value });
    }
    if (key === 'Status' && !SESSION_STATUSES.some((status) => status === value)) {
      const message = `Member must satisfy enum value set: [${SESSION_STATUSES.join(', ')}]`;
      context.addIssue({ code: 'custom', path: ['value'], message, input: value });
    }
  });
type Filter = z.infer<typeof filter>;

const request = z.object({
  State: createEnum(STATES),
  MaxResults: z
    .number()
    .min(1, 'Member must have value greater than or equal to 1')
    .max(200, 'Member must have value less than or equal to 200')
    .optional(),
  NextToken: z.string().optional(),
  Filters: z
    .array(filter)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(6, 'Member must have length less than or equal to 6')
    .optional(),
});

export function describeSessions(body: string, sessions: readonly LocalSession[], now: Date): LoopbackResponse {
  return withValidInput(request, body, ({ State, MaxResults = DEFAULT_PAGE, NextToken, Filters = [] }) => {
    const query = createHash('sha256')
      .update(JSON.stringify([State, Filters]))
      .digest('hex')
      .slice(0, 16);
    const after = NextToken === undefined ? undefined : readToken(NextToken, query);
    if (after === 'invalid') return refuse('InvalidNextToken', 'The specified token is not valid.');

    const seen = sessions
      .filter((session) => findState(session, now) === State && Filters.every((one) => matches(session, one)))
      .sort(compareNewestFirst)
      .filter((session) => after === undefined || compareNewestFirst(after, session) < 0);
    const page = seen.slice(0, MaxResults);
    const last = page.at(-1);
    const more = last !== undefined && seen.length > page.length;
    return succeed({ Sessions: page.map(toApiSession), NextToken: more ? writeToken(last, query) : undefined });
  });
}

function findState(session: LocalSession, now: Date): (typeof STATES)[number] | 'forgotten' {
  if (!hasEnded(session)) return 'Active';
  return now.getTime() / 1000 - session.StartDate < HISTORY_SECONDS ? 'History' : 'forgotten';
}

function matches(session: LocalSession, { key, value }: Filter): boolean {
  switch (key) {
    case 'InvokedAfter':
      return session.StartDate >= Date.parse(value) / 1000;
    case 'InvokedBefore':
      return session.StartDate < Date.parse(value) / 1000;
    default:
      return session[key] === value;
  }
}

type PagePosition = Pick<LocalSession, 'StartDate' | 'SessionId'>;

function compareNewestFirst(one: PagePosition, other: PagePosition): number {
  return other.StartDate - one.StartDate || (one.SessionId < other.SessionId ? -1 : 1);
}

/** A page starts after the last session of the previous page, even if sessions have started or ended since. */
const token = z.tuple([z.string(), z.number(), z.string()]);

function writeToken({ StartDate, SessionId }: PagePosition, query: string): string {
  return Buffer.from(JSON.stringify([query, StartDate, SessionId])).toString('base64url');
}

function readToken(written: string, query: string): PagePosition | 'invalid' {
  try {
    const [ofQuery, StartDate, SessionId] = token.parse(JSON.parse(Buffer.from(written, 'base64url').toString()));
    return ofQuery === query ? { StartDate, SessionId } : 'invalid';
  } catch {
    return 'invalid'; // This stand-in did not issue the token.
  }
}
