// The two envelopes that carry CloudTrail records: a CloudWatch Logs subscription, and EventBridge.
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { SchemaError } from '../../lib/schema-error.ts';
import type { ObservedRecords } from '../../ports.ts';
import type { Observation } from '../../session/event.ts';
import { parseRecord, RecordError } from './parse-record.ts';

/** An invocation that carries no records in a known form. Lambda retries it, then it becomes a dead letter. */
export class DeliveryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message}: check what invokes this function`, options);
    this.name = 'DeliveryError';
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const subscription = v.object({ awslogs: v.object({ data: v.string() }) });
const logData = v.variant('messageType', [
  v.object({ messageType: v.literal('DATA_MESSAGE'), logEvents: v.array(v.unknown()) }),
  // CloudWatch Logs sends these now and then to test the subscription.
  v.object({ messageType: v.literal('CONTROL_MESSAGE') }),
]);
const logEvent = v.object({ message: v.string() });
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
const bus = v.object({ 'detail-type': v.literal('AWS API Call via CloudTrail'), detail: v.optional(v.unknown()) });

/** CloudWatch Logs sends at most 1 MB, compressed. This limit lies far above that, and far below a Lambda's memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Sessions go before denied attempts, which need no acknowledgement. A terminate call may precede its start within one
 * batch, and is useless without it.
 */
const ORDER: readonly Observation['type'][] = ['start', 'denied', 'terminate-call', 'tampering', 'ignored'];

/** @throws {DeliveryError} if the event is not a known envelope */
export function readEnvelope(event: unknown): ObservedRecords {
  return parseRecords(listRecords(event));
}

/** Reads each record on its own. */
export function parseRecords(records: readonly (() => unknown)[]): ObservedRecords {
  const observations: Observation[] = [];
  const faults: Error[] = [];
  for (const read of records) {
    try {
      observations.push(parseRecord(read()));
    } catch (fault) {
      // Thrown at the end: one fault does not delay the records behind it.
      faults.push(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  return { observations: observations.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type)), faults };
}

function listRecords(event: unknown): (() => unknown)[] {
  const fromBus = v.safeParse(bus, event);
  if (fromBus.success) return [() => fromBus.output.detail];
  const fromLogs = v.safeParse(subscription, event);
  if (!fromLogs.success) throw new DeliveryError('neither a log subscription nor an EventBridge event');
  const data = v.safeParse(logData, gunzipJson(fromLogs.output.awslogs.data));
  if (!data.success)
    throw new DeliveryError('the subscription holds no log events', {
      cause: new SchemaError(data.issues, 'the data'),
    });
  if (data.output.messageType === 'CONTROL_MESSAGE') return [];
  return data.output.logEvents.map((event) => () => parseMessage(event));
}

function gunzipJson(data: string): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MAX_BYTES }).toString('utf8'));
  } catch (cause) {
    throw new DeliveryError('the subscription is not base64 of gzip of JSON', { cause });
  }
}

/**
 * @param event of a log group, from a subscription or from a search
 * @throws {RecordError} if it holds no JSON
 */
export function parseMessage(event: unknown): unknown {
  try {
    return JSON.parse(v.parse(logEvent, event).message);
  } catch (cause) {
    throw new RecordError('a log event that is not JSON: it was left out; look it up in the log group', { cause });
  }
}
