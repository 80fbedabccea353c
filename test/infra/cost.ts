// What a month costs, from the requests that the code makes and AWS's list prices.

/** What one step asks of AWS, as it was counted. */
export interface Step {
  readonly requests: number;
  /** Capacity units of reads and writes, without those of the indexes */
  readonly reads: number;
  readonly writes: number;
  /** Items written or tried to be written */
  readonly puts: number;
}

export interface Counted {
  /** A pass of the watchdog with nothing open */
  readonly pass: Step;
  /** What one open session adds to a pass */
  readonly open: Step;
  /** A start that EventBridge tells of, and the same told again by the log group */
  readonly start: Step;
  readonly again: Step;
  readonly click: Step;
  readonly end: Step;
}

/** US dollars in us-east-1, of the pages named; other regions are up to a third above them. */
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

/** What the figures assume, where nothing can be counted here. */
export const ASSUMED = {
  minutesOpen: 120,
  passSeconds: 1,
  recordSeconds: 0.6,
  clickSeconds: 0.4,
  /** Writes to an index that keeps keys, and little more, are one unit; a new item is in three, and a later write moves it in one. */
  indexWritesOfStart: 3,
  indexWritesOfOthers: 2,
  /** What the second telling of a start tries to write, and is charged for although the condition refuses it */
  refusedWrites: 2,
  itemKilobytes: 3,
  dataEventKilobytes: 1.8,
  sessionLogKilobytes: 100,
  functionLogKilobytes: 1,
  metrics: 8,
  keys: 7,
  alarms: 12,
} as const;

const MINUTES = 730 * 60;
const GB = 1_000_000;

/** Dollars a month by part. @param sessions a month */
export function monthly(counted: Counted, sessions: number): ReadonlyMap<string, number> {
  const { pass, open, start, again, click, end } = counted;
  const minutes = sessions * ASSUMED.minutesOpen;
  const once = [start, again, click, end];
  /** Of one session. */
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
      ASSUMED.keys * PRICES.key + ASSUMED.metrics * PRICES.metric + ASSUMED.alarms * PRICES.alarm,
    ],
  ]);
}
