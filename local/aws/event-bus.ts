// The EventBridge stand-in: one event bus that takes PutEvents from the real SDK client, and keeps what it took.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ACCOUNT, REGION } from './account.ts';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';

/** An event as EventBridge passes it on to the targets of its rules. */
export interface BusRecord {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 UTC, in whole seconds */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventBusStandIn extends Loopback {
  /** All events so far, in the order in which they were put. */
  records(): readonly BusRecord[];
  /** The next `count` entries fail, each by itself. */
  throttleEntries(count: number): void;
  /** While true, every call gets a 500 and has no effect. */
  setDown(down: boolean): void;
  /** Numbers of entries of the calls so far; 0 for one that met an outage. */
  calls(): readonly number[];
}

export interface EventBusOptions {
  /** e.g. "bastion-events" */
  readonly name: string;
  readonly onChange?: (() => void) | undefined;
  /** The latest events that are kept */
  readonly most?: number;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  /** Epoch seconds */
  Time: z.number().optional(),
  Resources: z.array(z.string()).optional(),
  EventBusName: z.string().max(1_600, 'Member must have length less than or equal to 1600').optional(),
});
const putting = z.object({
  Entries: z
    .array(entry)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(10, 'Member must have length less than or equal to 10'),
});
type Entry = z.infer<typeof entry>;

/** The limit of all partitions; some take more. */
const MAX_BYTES = 256 * 1024;

export async function startEventBus({ name, onChange, most = 10_000 }: EventBusOptions): Promise<EventBusStandIn> {
  const arn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`;
  let records: BusRecord[] = [];
  const calls: number[] = [];
  let throttled = 0;
  let isDown = false;

  function put({ Entries }: z.infer<typeof putting>) {
    calls.push(Entries.length);
    if (Entries.reduce((sum, one) => sum + countBytes(one), 0) > MAX_BYTES)
      return refuse('ValidationException', 'Total size of the entries in the request is over the limit.');
    const stranger = Entries.find(({ EventBusName = 'default' }) => EventBusName !== name && EventBusName !== arn);
    if (stranger) return refuse('ResourceNotFoundException', `Event bus ${stranger.EventBusName} does not exist.`);
    const outcomes = Entries.map((one) => take(one));
    onChange?.();
    return succeed({
      FailedEntryCount: outcomes.filter((outcome) => 'ErrorCode' in outcome).length,
      Entries: outcomes,
    });
  }

  function take(one: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    const missing = (['Source', 'DetailType', 'Detail'] as const).find((member) => !one[member]);
    if (missing)
      return fail('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
    const { Source = '', DetailType = '', Detail = '', Time, Resources = [] } = one;
    if (/^aws\./i.test(Source)) return fail('NotAuthorizedForSource', 'Not authorized for the source.');
    const detail = readDetail(Detail);
    if (detail === undefined) return fail('MalformedDetail', 'Detail is malformed.');
    if (throttled > 0) {
      throttled -= 1;
      return fail('ThrottlingException', 'Rate exceeded');
    }
    const id = randomUUID();
    const time = new Date(Time === undefined ? Date.now() : Math.floor(Time) * 1000).toISOString();
    const record: BusRecord = {
      version: '0',
      id,
      'detail-type': DetailType,
      source: Source,
      account: ACCOUNT,
      time: time.replace('.000Z', 'Z'),
      region: REGION,
      resources: Resources,
      detail,
    };
    records = [...records, record].slice(-most);
    return { EventId: id };
  }

  function answer({ headers, body }: LoopbackRequest) {
    if (isDown) {
      calls.push(0);
      return refuse('InternalException', 'The stand-in is down.', 500);
    }
    const operation = headers['x-amz-target'];
    if (operation !== 'AWSEvents.PutEvents')
      return refuse('UnknownOperationException', `${operation} is not known here.`);
    return withValidInput(putting, body, put);
  }

  return {
    ...(await startLoopback(answer)),
    records: () => records,
    throttleEntries: (count) => {
      throttled = count;
    },
    setDown: (down) => {
      isDown = down;
    },
    calls: () => calls,
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
function countBytes({ Source = '', DetailType = '', Detail = '', Time, Resources = [] }: Entry): number {
  return Buffer.byteLength([Source, DetailType, Detail, ...Resources].join('')) + (Time === undefined ? 0 : 14);
}

/** @returns undefined for a text that is not a JSON object */
function readDetail(text: string): BusRecord['detail'] | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    // Undefined is the answer.
    return undefined;
  }
}

function fail(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}
