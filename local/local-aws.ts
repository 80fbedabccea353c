// The AWS of the trial: tables, sessions, functions, their schedules, and CloudTrail.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CheckName } from '../app/checks/check-names.ts';
import { createFolderArchive } from '../cli/folder-archive.ts';
import { createClientConfig } from './aws/account.ts';
import type { Breakage } from './aws/deployment/breakage.ts';
import { startCloudTrail } from './aws/deployment/cloudtrail.ts';
import { startIam } from './aws/deployment/iam.ts';
import { startRules } from './aws/deployment/rules.ts';
import { startSns } from './aws/deployment/sns.ts';
import { startDynamoDb } from './aws/dynamodb.ts';
import { type BusRecord, startEventBus } from './aws/event-bus.ts';
import { startKms } from './aws/kms.ts';
import { type LambdaFunction, type LambdaInvocation, startLambda } from './aws/lambda.ts';
import { startS3 } from './aws/s3.ts';
import { createSessionsTable } from './aws/sessions-table.ts';
import { startSsm } from './aws/ssm.ts';
import { createControlBreaker } from './break-controls.ts';
import { createAwsEnvironment } from './environment.ts';
import { createLocalOperators, type LocalOperators } from './local-operators.ts';
import { createNightlyRun, keepRunning } from './schedule.ts';
import { ARCHIVE_BUCKET, EVENT_BUS, SEAL_KEY, TABLE_NAME, TARGETS, WARNING_DOCUMENT } from './settings.ts';
import type { BusJournal, SwitchName } from './snapshot.ts';
import { startTrail } from './trail.ts';

export interface LocalAws extends LocalOperators {
  /** @throws {Error} if there is no record yet, or CloudTrail is late */
  repeat(): Promise<void>;
  /** @throws {unknown} the function's own error */
  invoke(functionName: FunctionName, event: unknown): Promise<unknown>;
  /** Runs a watchdog pass now. Resolves when it has ended. */
  watchNow(): Promise<void>;
  /** Calls `act` while no function runs. */
  whenIdle(act: () => void): Promise<void>;
  /** State of AWS's simulated failures. */
  switches(): Record<AwsSwitch, boolean>;
  turn(name: AwsSwitch, on: boolean): Promise<void>;
  /** The event bus, with its latest events. */
  bus(): BusJournal;
  /** Breaks what a check looks for, or repairs it. */
  breakCheck(check: CheckName, broken: boolean): Promise<void>;
  close(): Promise<void>;
}

export type AwsSwitch = Exclude<SwitchName, 'slackDown' | 'endpointFlooded'>;
export type FunctionName = 'slack' | 'session-events' | 'watchdog' | 'audit-export';
export type Functions = Readonly<Record<FunctionName, LambdaFunction>>;

export interface LocalAwsOptions {
  /** Folder that keeps tables and sessions; in memory only without it. */
  readonly keepDir?: string | undefined;
  /** Loads the functions, with the endpoints for their AWS clients. */
  readonly load: (environment: Readonly<Record<string, string>>) => Promise<Functions>;
  /** Secrets in Parameter Store by their name */
  readonly secrets?: ReadonlyMap<string, string> | undefined;
  readonly breakage: Breakage;
  readonly onChange: () => void;
  readonly onInvoked: (invocation: LambdaInvocation) => void;
}

/** EventBridge's event of a schedule. */
const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
/** The deployed schedule is one minute; the trial shows changes sooner. */
const WATCH_EVERY_MILLIS = 5_000;

/** @throws {Error} if `keepDir` cannot be used */
export async function startLocalAws({
  keepDir,
  load,
  secrets,
  breakage,
  onChange,
  onInvoked,
}: LocalAwsOptions): Promise<LocalAws> {
  const { isBroken } = breakage;
  const pathOf = (name: string) => keepDir && join(keepDir, name);
  const opened: { close(): Promise<void> }[] = [];
  async function close(): Promise<void> {
    for (const part of opened.reverse()) await part.close();
  }

  try {
    // The tables start first, because they detect another `npm start` with the same folder.
    const dynamo = await startDynamoDb({ keepDir: pathOf('tables'), isBroken });
    opened.push(dynamo);
    const ssm = await startSsm({
      targets: Object.keys(TARGETS),
      commandDocuments: [WARNING_DOCUMENT],
      keepFile: pathOf('sessions.json'),
      secrets,
      isBroken,
    });
    opened.push(ssm);
    ssm.onChange(onChange);
    const loaded = Promise.withResolvers<Functions>();
    const late =
      (name: FunctionName): LambdaFunction =>
      async (event, context) =>
        (await loaded.promise)[name](event, context);
    const lambda = await startLambda({
      functions: {
        slack: late('slack'),
        'session-events': late('session-events'),
        watchdog: late('watchdog'),
        'audit-export': late('audit-export'),
      },
      // `onInvoked` reports the error.
      onError: () => {},
      onInvoked,
    });
    opened.push(lambda);
    const trail = await startTrail({
      send: (event) => lambda.invoke('session-events', event),
      keepFile: pathOf('trail.json'),
      isBroken,
    });
    opened.push(trail);
    const s3 = await startS3({
      bucket: ARCHIVE_BUCKET,
      kept: keepDir ? createFolderArchive(join(keepDir, 'archive')) : undefined,
      isBroken,
    });
    opened.push(s3);
    const kms = await startKms({ keyId: SEAL_KEY, keyFile: pathOf('seal-key.pem'), isBroken });
    opened.push(kms);
    const bus = await startEventBus({ name: EVENT_BUS, onChange });
    opened.push(bus);
    const [cloudTrail, rules, iam, sns] = await Promise.all([
      startCloudTrail(isBroken),
      startRules(isBroken, bus.url),
      startIam(Object.keys(TARGETS), isBroken),
      startSns(isBroken),
    ]);
    opened.push(cloudTrail, rules, iam, sns);
    const environment = createAwsEnvironment({
      dynamodb: dynamo.url,
      ssm: ssm.url,
      lambda: lambda.url,
      logs: trail.url,
      s3: s3.url,
      kms: kms.url,
      cloudTrail: cloudTrail.url,
      eventBridge: rules.url,
      iam: iam.url,
      sns: sns.url,
    });
    const tables = new DynamoDBClient(createClientConfig(dynamo.url));
    await createSessionsTable(tables, TABLE_NAME);
    opened.push({ close: async () => tables.destroy() });
    const breakControl = createControlBreaker(tables, TABLE_NAME);
    loaded.resolve(await load(environment));
    const atNight = createNightlyRun(() => lambda.invoke('audit-export', SCHEDULED));
    const runDue = async () => {
      if (isBroken('watchdog')) return;
      await Promise.all([lambda.invoke('watchdog', {}), isBroken('last-seal') ? undefined : atNight()]);
    };
    const watching = keepRunning(runDue, WATCH_EVERY_MILLIS);
    opened.push(watching);
    let terminates = true;
    return {
      ...createLocalOperators(ssm, trail),
      repeat: trail.repeat,
      invoke: lambda.invoke,
      watchNow: watching.runNow,
      whenIdle: lambda.whenIdle,
      bus: () => toBusJournal(bus.records()),
      switches: () => ({ cloudTrailLate: trail.isLate(), terminateDoesNothing: !terminates }),
      async turn(name, on) {
        if (name === 'cloudTrailLate') return trail.setLate(on);
        terminates = !on;
        ssm.terminateDoesNothing(on);
      },
      async breakCheck(check, broken) {
        breakage.turn(check, broken);
        if (!broken) return watching.runNow();
        // A running pass would repair it.
        await lambda.whenIdle(() => {});
        await breakControl(check);
      },
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

const BUS_EVENTS_SHOWN = 8;

function toBusJournal(records: readonly BusRecord[]): BusJournal {
  const latest = records.slice(-BUS_EVENTS_SHOWN).reverse();
  return {
    count: records.length,
    latest: latest.map(({ id, time, 'detail-type': detailType, detail }) => ({
      id,
      at: time,
      detailType,
      number: Number(detail.number),
    })),
  };
}
