// Calculates the cost of a month from the requests of the code and AWS's list prices.

/** Counted DynamoDB requests of one step. */
export interface Step {
  readonly requests: number;
  /** Capacity units of reads and writes, without the indexes */
  readonly reads: number;
  readonly writes: number;
  /** Writes of items, refused ones included */
  readonly puts: number;
}

export interface Counted {
  /** A watchdog pass without open sessions */
  readonly pass: Step;
  /** The addition of one open session to a pass */
  readonly open: Step;
  /** A start from EventBridge, and the same start again from the log group */
  readonly start: Step;
  readonly again: Step;
  readonly click: Step;
  readonly end: Step;
}

/** US dollars in us-east-1, from the pages named. Other regions cost up to a third more. */
export const PRICES = {
  // https://aws.amazon.com/lambda/pricing/ (arm64)
  gigabyteSecond: 0.0000133334,
  invocation: 0.2e-6,
  // https://aws.amazon.com/dynamodb/pricing/on-demand/
  write: 0.625e-6,
  read: 0.125e-6,
  tableGigabyte: 0.25 + 0.2,
  // https://aws.amazon.com/api-gateway/pricing/ (HTTP API)
  httpRequest: 1e-6,
  // https://aws.amazon.com/cloudwatch/pricing/
  logGigabyte: 0.5,
  metric: 0.3,
  alarm: 0.1,
  // https://aws.amazon.com/kms/pricing/
  key: 1,
  // https://aws.amazon.com/cloudtrail/pricing/
  dataEvent: 0.1 / 100_000,
  // https://aws.amazon.com/s3/pricing/
  bucketGigabyte: 0.023,
  put: 0.005 / 1_000,
} as const;

/** Assumptions for everything that cannot be counted here. */
export const ASSUMED = {
  minutesOpen: 120,
  passSeconds: 1,
  recordSeconds: 0.6,
  clickSeconds: 0.4,
  /** A write to an index costs one unit. A new item enters three indexes, and a later write moves it in one. */
  indexWritesOfStart: 3,
  indexWritesOfOthers: 2,
  /** Writes of a start's second delivery, which cost money although their condition refuses them */
  refusedWrites: 2,
  itemKilobytes: 3,
  dataEventKilobytes: 1.8,
  sessionLogKilobytes: 100,
  functionLogKilobytes: 1,
  metrics: 8,
  keys: 7,
  alarms: 18,
} as const;

const MINUTES = 730 * 60;
const GB = 1_000_000;

/** Requests of the code to DynamoDB, as test/infra/cost.test.ts counts them behind the deployed roles. */
export const COUNTED: Counted = {
  pass: { requests: 6, reads: 4, writes: 1, puts: 1 },
  open: { requests: 1, reads: 1.5, writes: 0, puts: 0 },
  start: { requests: 3, reads: 1, writes: 4, puts: 2 },
  again: { requests: 2, reads: 1, writes: 0, puts: 1 },
  click: { requests: 3, reads: 1, writes: 6, puts: 2 },
  end: { requests: 5, reads: 2.5, writes: 9, puts: 3 },
};

/**
 * @param sessions a month
 * @param fixed numbers of keys and alarms, which each cost the same
 * @returns US dollars a month, by part
 */
export function monthly(
  counted: Counted,
  sessions: number,
  fixed: { readonly keys: number; readonly alarms: number } = ASSUMED,
): ReadonlyMap<string, number> {
  const { pass, open, start, again, click, end } = counted;
  const minutes = sessions * ASSUMED.minutesOpen;
  const once = [start, again, click, end];
  /** Sum over the steps of one session. */
  const each = (of: (step: Step) => number) => once.reduce((all, step) => all + of(step), 0);
  const reads = pass.reads * MINUTES + open.reads * minutes + each(({ reads }) => reads) * sessions;
  const others = each(({ puts }) => puts) - 1;
  const indexWrites = ASSUMED.indexWritesOfStart + ASSUMED.indexWritesOfOthers * others;
  const writes =
    pass.writes * MINUTES + (each(({ writes }) => writes) + indexWrites + ASSUMED.refusedWrites) * sessions;
  const requests = pass.requests * MINUTES + each(({ requests }) => requests) * sessions;
  const invocations = MINUTES + MINUTES / 5 + 30 + sessions * 4;
  const gigabyteSeconds =
    MINUTES * ASSUMED.passSeconds + sessions * (2 * ASSUMED.recordSeconds + ASSUMED.clickSeconds * 1.73);
  const logged = invocations * ASSUMED.functionLogKilobytes + requests * ASSUMED.dataEventKilobytes;
  return new Map([
    [
      'DynamoDB',
      reads * PRICES.read + writes * PRICES.write + ((sessions * ASSUMED.itemKilobytes) / GB) * PRICES.tableGigabyte,
    ],
    [
      'Lambda and the HTTP API',
      gigabyteSeconds * PRICES.gigabyteSecond + invocations * PRICES.invocation + sessions * PRICES.httpRequest,
    ],
    ['CloudTrail’s records of the table', requests * PRICES.dataEvent],
    ['Logs', (logged / GB) * PRICES.logGigabyte],
    [
      'Sessions’ own logs',
      ((sessions * ASSUMED.sessionLogKilobytes) / GB) * (PRICES.logGigabyte + PRICES.bucketGigabyte),
    ],
    ['The archive', 60 * PRICES.put + ((sessions * ASSUMED.itemKilobytes) / GB) * PRICES.bucketGigabyte],
    [
      'Keys, metrics and alarms',
      fixed.keys * PRICES.key + ASSUMED.metrics * PRICES.metric + fixed.alarms * PRICES.alarm,
    ],
  ]);
}
