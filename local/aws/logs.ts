// The CloudWatch Logs stand-in: one log group that serves FilterLogEvents to the real SDK client.
import * as z from 'zod';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import { type IsBroken, nothingIsBroken } from './deployment/breakage.ts';
import { RECORDS_PATTERN, SESSION_EVENTS_ARN } from './deployment/identity.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { type LogGroup, openLogGroup } from './log-group.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';

export interface LogsStandIn extends Loopback, Pick<LogGroup, 'put'> {
  /** Answers the next `times` requests with ThrottlingException. By default, the SDK tries each call three times. */
  throttle(times: number): void;
  /**
   * Fails this page of the next query, including the SDK's retries.
   * @param page counts from 1
   */
  failPage(page: number): void;
  /** All requests so far, including the SDK's retries. */
  calls(): LogsCall[];
}

export interface LogsCall {
  readonly at: Date;
  /** The request's JSON, e.g. {"logGroupName": "bastion-trail", "startTime": 1795482000000} */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface LogsOptions {
  /** Name of the only log group, e.g. "bastion-trail" */
  logGroupName: string;
  /** File that keeps the events; in memory only without it. */
  keepFile?: string | undefined;
  now?: (() => Date) | undefined;
  isBroken?: IsBroken | undefined;
  /**
   * Number of events that a page searches, matching or not; a small number makes empty pages.
   * @default 1000
   */
  searchedPerPage?: number | undefined;
}

const json = z.preprocess((body) => JSON.parse(String(body)), z.record(z.string(), z.unknown()));

const describing = z.object({ logGroupName: z.string().min(1, 'Member must have length greater than or equal to 1') });

/** @throws {Error} if `keepFile` does not contain valid events */
export async function startLogs(options: LogsOptions): Promise<LogsStandIn> {
  const { logGroupName, keepFile, now = () => new Date(), searchedPerPage = 1_000 } = options;
  const { isBroken = nothingIsBroken } = options;
  const group = openLogGroup({ keepFile, now });
  const failure = createFailure();
  const calls: LogsCall[] = [];
  let throttled = 0;

  async function answer({ method, path, headers, body }: LoopbackRequest) {
    const operation = headers['x-amz-target'];
    if (operation === 'Logs_20140328.DescribeSubscriptionFilters') return describeSubscriptions(body);
    if (method !== 'POST' || path !== '/' || operation !== 'Logs_20140328.FilterLogEvents') {
      return refuse('UnknownOperationException', `${method} ${path} ${operation} is not known here.`);
    }
    const parsed = json.safeParse(body).data ?? {};
    calls.push({ at: now(), body: parsed });
    if (throttled > 0) {
      throttled -= 1;
      return refuse('ThrottlingException', 'Rate exceeded');
    }
    if (failure.meets(parsed.nextToken === undefined, String(headers['amz-sdk-invocation-id'] ?? calls.length))) {
      return refuse('ServiceUnavailableException', 'A failure that was asked for.', 503);
    }
    return filterLogEvents(body, { logGroupName, events: group.events(), searchedPerPage });
  }

  function describeSubscriptions(body: string) {
    return withValidInput(describing, body, (asked) => {
      if (asked.logGroupName !== logGroupName)
        return refuse('ResourceNotFoundException', 'The specified log group does not exist.');
      const ours = {
        filterName: 'bastion-ack',
        logGroupName,
        filterPattern: RECORDS_PATTERN,
        destinationArn: SESSION_EVENTS_ARN,
      };
      return succeed({ subscriptionFilters: isBroken('subscription') ? [] : [ours] });
    });
  }

  return {
    ...(await startLoopback(answer)),
    put: group.put,
    throttle: (times) => {
      throttled = times;
    },
    failPage: failure.plan,
    calls: () => [...calls],
  };
}

/** Decides which request fails. */
function createFailure() {
  let planned = 0;
  /** Pages of the current query up to the failing one, inclusive. */
  let left = 0;
  let failed: string | undefined;
  return {
    plan: (page: number) => {
      planned = page;
    },
    /** @param invocation the SDK's id of a call, which its retries share */
    meets(isFirstPage: boolean, invocation: string): boolean {
      if (invocation === failed) return true;
      if (isFirstPage && planned > 0) [left, planned] = [planned, 0];
      if (left === 0) return false;
      left -= 1;
      if (left === 0) failed = invocation;
      return left === 0;
    },
  };
}
