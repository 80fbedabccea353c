// Reads the trail's log group again: it still holds the records that the subscription skipped.
import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
  InvalidParameterException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { TimeLimit } from '../../lib/time-limit.ts';
import type { Trail } from '../../ports.ts';
import { parseMessage, parseRecords } from './envelope.ts';
import { SESSION_RECORDS_PATTERN } from './trail-filter.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export function createTrail(logs: CloudWatchLogsClient, logGroupName: string, limit: TimeLimit): Trail {
  return {
    async page({ from, to }, token) {
      let page: FilterLogEventsCommandOutput;
      try {
        page = await logs.send(
          new FilterLogEventsCommand({
            logGroupName,
            filterPattern: SESSION_RECORDS_PATTERN,
            startTime: Date.parse(from),
            endTime: Date.parse(to),
            nextToken: token,
          }),
          { abortSignal: limit.signal() },
        );
      } catch (fault) {
        // A token is valid for a day.
        if (token !== undefined && fault instanceof InvalidParameterException) return 'token-too-old';
        throw fault;
      }
      const { events = [], nextToken } = page;
      return { ...parseRecords(events.map((event) => () => parseMessage(event))), next: nextToken || undefined };
    },
  };
}
