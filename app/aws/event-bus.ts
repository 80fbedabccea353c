// The event bus: puts events in batches, and judges each entry of an answer by itself.
import {
  EventBridgeClient,
  EventBridgeServiceException,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { BUS_SOURCE } from '../audit/bus-event.ts';
import type { TimeLimit } from '../lib/time-limit.ts';
import type { BusEvent, EventBus } from '../ports.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
/**
 * Bytes of one request: the limit of every region. Those of the commercial partition take 1 MB since January 2026.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const MAX_BYTES = 256 * 1024;
/** EventBridge counts `Time` as this many bytes. */
const TIME_BYTES = 14;
/** A pass waits for this call. */
const PUT_TIMEOUT_MILLIS = 3_000;

/** @param bus its name or its ARN */
export function openEventBus(bus: string, limit: TimeLimit): EventBus {
  return createEventBus(new EventBridgeClient({ maxAttempts: 2 }), bus, limit);
}

export function createEventBus(client: EventBridgeClient, bus: string, limit: TimeLimit): EventBus {
  async function putBatch(Entries: PutEventsRequestEntry[]): Promise<(Error | undefined)[]> {
    const abortSignal = limit.signal(PUT_TIMEOUT_MILLIS) ?? AbortSignal.timeout(PUT_TIMEOUT_MILLIS);
    const { Entries: outcomes = [] } = await client.send(new PutEventsCommand({ Entries }), { abortSignal });
    return Entries.map((_, index) => {
      const { EventId, ErrorCode, ErrorMessage } = outcomes[index] ?? {};
      if (EventId !== undefined && ErrorCode === undefined) return undefined;
      return new Error(`EventBridge did not take an event: ${ErrorCode ?? 'no id'} ${ErrorMessage ?? ''}`.trimEnd());
    });
  }

  return {
    async put(events) {
      const outcomes: (Error | undefined)[] = [];
      let broken: Error | undefined;
      for (const batch of splitIntoBatches(events.map((event) => toEntry(event, bus)))) {
        if (broken === undefined) {
          try {
            outcomes.push(...(await putBatch(batch)));
            continue;
          } catch (cause) {
            const fault = new Error(`EventBridge did not take the events: check the bus ${bus}`, { cause });
            outcomes.push(...batch.map(() => fault));
            // Where it does not answer, the batches after it would wait as long and fail alike.
            if (!isRefusal(cause)) broken = fault;
            continue;
          }
        }
        outcomes.push(...batch.map(() => broken));
      }
      return outcomes;
    },
  };
}

/** True if EventBridge refused the request itself: another one may be taken. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof EventBridgeServiceException && cause.$fault === 'client';
}

function toEntry({ at, detailType, detail }: BusEvent, EventBusName: string): PutEventsRequestEntry {
  const Detail = JSON.stringify(detail);
  return { EventBusName, Source: BUS_SOURCE, DetailType: detailType, Detail, Time: new Date(at) };
}

/** In their order. An entry that is too large stands alone, and is refused alone. */
function splitIntoBatches(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const batches: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = countBytes(entry);
    const current = batches.at(-1);
    if (current !== undefined && current.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      current.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}

function countBytes({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return TIME_BYTES + Buffer.byteLength(Source + DetailType + Detail);
}
