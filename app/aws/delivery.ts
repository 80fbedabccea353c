// The two envelopes that carry CloudTrail records: a CloudWatch Logs subscription, and EventBridge.
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Observation } from '../ports.ts';
import { observationOf, RecordError } from './cloudtrail.ts';

/** An invocation that carries no records in any known way: retried, then a dead letter. */
export class DeliveryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message}: check what invokes this function`, options);
    this.name = 'DeliveryError';
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const subscription = z.object({ awslogs: z.object({ data: z.string() }) });
const logData = z.object({
  messageType: z.string(),
  logEvents: z.array(z.object({ message: z.string() })).default([]),
});
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
const bus = z.object({ 'detail-type': z.literal('AWS API Call via CloudTrail'), detail: z.unknown() });

/** CloudWatch Logs sends at most 1 MB, compressed; this is far beyond what that holds, and far below what a Lambda has. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What the records of one invocation tell, and what is wrong with those that tell nothing. */
export interface Delivered {
  readonly observations: readonly Observation[];
  readonly faults: readonly Error[];
}

/** @throws DeliveryError when the event is no known envelope */
export function deliveredBy(event: unknown): Delivered {
  const observations: Observation[] = [];
  const faults: Error[] = [];
  for (const read of recordsIn(event)) {
    try {
      observations.push(observationOf(read()));
    } catch (fault) {
      if (!(fault instanceof RecordError)) throw fault;
      faults.push(fault);
    }
  }
  // A call that ended a session may come before its start within one batch, and is worth nothing without it.
  const last = (observation: Observation) => Number(observation.type === 'terminate-call');
  return { observations: observations.sort((a, b) => last(a) - last(b)), faults };
}

/**
 * Hands every record on, and only then fails for those that could not be handed on: one bad record costs the others nothing.
 * @throws AggregateError of what went wrong with single records; the invocation is retried, then a dead letter
 */
export async function takeIn(event: unknown, take: (observation: Observation) => Promise<void>): Promise<void> {
  const { observations, faults } = deliveredBy(event);
  const failed: unknown[] = [...faults];
  for (const observation of observations) {
    try {
      await take(observation);
    } catch (fault) {
      failed.push(fault);
    }
  }
  if (failed.length > 0) {
    throw new AggregateError(
      failed,
      `${failed.length} of ${observations.length + faults.length} records failed: ${failed.map(String).join('; ')}`,
    );
  }
}

function recordsIn(event: unknown): (() => unknown)[] {
  const fromBus = bus.safeParse(event);
  if (fromBus.success) return [() => fromBus.data.detail];
  const fromLogs = subscription.safeParse(event);
  if (!fromLogs.success) throw new DeliveryError('neither a log subscription nor an EventBridge event');
  const data = logData.safeParse(unpack(fromLogs.data.awslogs.data));
  if (!data.success) throw new DeliveryError('the subscription holds no log events', { cause: data.error });
  // CloudWatch Logs asks now and then whether anybody is there.
  if (data.data.messageType !== 'DATA_MESSAGE') return [];
  return data.data.logEvents.map(
    ({ message }) =>
      () =>
        parseMessage(message),
  );
}

function unpack(data: string): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8'));
  } catch (cause) {
    throw new DeliveryError('the subscription is not base64 of gzip of JSON', { cause });
  }
}

function parseMessage(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch (cause) {
    throw new RecordError('a log event that is not JSON: it was left out; look it up in the log group', { cause });
  }
}
