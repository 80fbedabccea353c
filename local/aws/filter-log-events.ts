// FilterLogEvents: filters and pages.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { EVENT_SOURCE, SESSION_CALLS, SESSION_RECORDS_PATTERN } from '../../app/aws/cloudtrail/trail-filter.ts';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import { LOG_STREAM, type LogEvent } from './log-group.ts';
import type { LoopbackResponse } from './loopback.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const millis = z.number().min(0, 'Member must have value greater than or equal to 0').optional();
const request = z.object({
  logGroupName: z
    .string()
    .min(1, 'Member must have length greater than or equal to 1')
    .max(512, 'Member must have length less than or equal to 512'),
  startTime: millis,
  endTime: millis,
  filterPattern: z.string().max(1024, 'Member must have length less than or equal to 1024').default(''),
  limit: z
    .number()
    .min(1, 'Member must have value greater than or equal to 1')
    .max(10_000, 'Member must have value less than or equal to 10000')
    .default(10_000),
  nextToken: z.string().min(1, 'Member must have length greater than or equal to 1').optional(),
});
type FilterRequest = z.infer<typeof request>;

/** Matches the same records as SESSION_RECORDS_PATTERN, by the same lists. */
const sessionRecord = z.object({ eventSource: z.literal(EVENT_SOURCE), eventName: z.enum(SESSION_CALLS) });

export interface LogSearch {
  readonly logGroupName: string;
  /** Oldest first. */
  readonly events: readonly LogEvent[];
  /** Number of events that a page searches; fewer of them may match, or none. */
  readonly searchedPerPage: number;
}

export function filterLogEvents(body: string, searched: LogSearch): LoopbackResponse {
  return withValidInput(
    request,
    body,
    (filterRequest) => searchPage(filterRequest, searched),
    'InvalidParameterException',
  );
}

function searchPage(request: FilterRequest, { logGroupName, events, searchedPerPage }: LogSearch): LoopbackResponse {
  if (request.logGroupName !== logGroupName) {
    return refuse('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, filterPattern, limit, nextToken } = request;
  const query = createHash('sha256')
    .update(JSON.stringify([logGroupName, startTime, endTime, filterPattern]))
    .digest('hex')
    .slice(0, 16);
  const after = nextToken === undefined ? undefined : readToken(nextToken, query);
  if (after === 'invalid') return refuse('InvalidParameterException', 'The specified nextToken is invalid.');
  // The stand-in supports this one pattern; an empty one matches everything.
  if (filterPattern !== '' && filterPattern !== SESSION_RECORDS_PATTERN) {
    return refuse('InvalidParameterException', 'Invalid filter pattern');
  }

  const rest = events.filter(
    (event) =>
      event.timestamp >= startTime && event.timestamp <= endTime && (after === undefined || isAfter(after, event)),
  );
  const found: LogEvent[] = [];
  let last: LogEvent | undefined;
  for (const event of rest.slice(0, searchedPerPage)) {
    last = event;
    if (filterPattern === '' || event.matchesAnyPattern || isSessionRecord(event.message)) found.push(event);
    if (found.length === limit) break;
  }
  const token = last === undefined || last === rest.at(-1) ? undefined : writeToken(last, query);
  return succeed({ events: found.map(toApiEvent), searchedLogStreams: [], nextToken: token });
}

function isSessionRecord(message: string): boolean {
  try {
    return sessionRecord.safeParse(JSON.parse(message)).success;
  } catch {
    return false; // A JSON pattern matches no other text.
  }
}

function toApiEvent({ number, timestamp, ingestionTime, message }: LogEvent) {
  return { eventId: String(number).padStart(56, '3'), timestamp, ingestionTime, logStreamName: LOG_STREAM, message };
}

type PagePosition = Pick<LogEvent, 'timestamp' | 'number'>;

function isAfter(position: PagePosition, event: PagePosition): boolean {
  return (
    event.timestamp > position.timestamp || (event.timestamp === position.timestamp && event.number > position.number)
  );
}

/** A page starts after the last event that the previous page searched. */
const written = z.tuple([z.string(), z.number(), z.number()]);

function writeToken({ timestamp, number }: PagePosition, query: string): string {
  return Buffer.from(JSON.stringify([query, timestamp, number])).toString('base64url');
}

function readToken(token: string, query: string): PagePosition | 'invalid' {
  try {
    const [ofQuery, timestamp, number] = written.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    return ofQuery === query ? { timestamp, number } : 'invalid';
  } catch {
    return 'invalid'; // This stand-in did not issue the token.
  }
}
