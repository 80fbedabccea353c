// npm run bench: each figure as a ratio of one run on one machine, as a table, and as JSON to compare with.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { runCommand, UsageError } from '../../cli/command-line.ts';
import { createProgressBar } from '../../cli/progress-bar.ts';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { costsAfter } from '../app/workflow/request-cost-fixture.ts';
import { commandOf, menuOf, pressOf } from '../handlers/requests.ts';
import { inTurns, quantile, type Subject } from './cold.ts';
import { APPROVER, deliveryOf, type Edges, environmentOf, TABLE } from './inputs.ts';
import { LOAD_OPTIONS, measureLoad, readLoadOptions } from './load.ts';
import { type Bundles, buildSubjects } from './subjects.ts';
import { type Resident, startResident } from './warm.ts';

/** One figure: the measured subject, its reference, and the limit of the ratio. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  readonly unit: string;
  readonly ratio: number;
  /** e.g. "at most 1.3" */
  readonly wanted: string;
}

/** Odd, so that the median is one of them. */
const COLD_ROUNDS = 21;
const WARM_CLICKS = 150;
const BURSTS = 13;
const SESSIONS_A_BURST = 40;
const HISTORIES = [100, 10_000, 100_000];

const BENCH = {
  name: 'npm run bench --',
  says: 'Measures how fast the functions are, cold and warm, as a table and as JSON to compare with (bench.json).',
  words: ['[FILE.json]'],
  options: LOAD_OPTIONS,
};

/** @param out path of the file that gets the figures */
async function measure(out: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-bench-'));
  const edgesProcess = fork(fileURLToPath(new URL('edges.ts', import.meta.url)));
  try {
    const [edges] = (await once(edgesProcess, 'message')) as [Edges];
    console.log('Bundles are built …');
    const bundles = await buildSubjects(folder);
    const bench = { bundles, edges, environment: environmentOf(edges) };
    const figures = [...(await cold(bench)), ...(await warm(bench)), ...(await burst(bench))];
    print(figures);
    const growth = await grow();
    writeFileSync(out, `${JSON.stringify({ node: process.version, figures, growth }, null, 2)}\n`);
    console.log(`\nThe figures are in ${out}.`);
  } finally {
    edgesProcess.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Bench {
  readonly bundles: Bundles;
  readonly edges: Edges;
  readonly environment: Readonly<Record<string, string>>;
}

/** New sessions with their notices, one click each. */
async function clicks({ bundles, edges, environment }: Bench, count: number): Promise<object[]> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(createClientConfig(edges.dynamodb)));
  const resident = await startResident(bundles.sessionEvents, environment);
  const made: object[] = [];
  for (let n = 0; n < count; n++) {
    const { sessionIds, event } = deliveryOf(1);
    const [sessionId = ''] = sessionIds;
    await resident.invoke(event);
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: { sessionId } }));
    made.push(pressOf({ person: APPROVER, sessionId, messageTs: String(Item?.noticeTs) }));
  }
  resident.close();
  documents.destroy();
  return made;
}

function isAnswered(answer: unknown): void {
  const { statusCode } = Object(answer);
  if (statusCode !== 200) throw new Error(`answered ${JSON.stringify(answer)}`);
}

function isDone(answer: unknown): void {
  if (answer !== null) throw new Error(`answered ${JSON.stringify(answer)}`);
}

async function cold(bench: Bench): Promise<Figure[]> {
  const { bundles, environment } = bench;
  const subject = (name: string, bundle: string, ask: Subject['ask'], check: Subject['check']): Subject => ({
    name,
    bundle,
    environment,
    ask,
    check,
  });
  const made = await clicks(bench, COLD_ROUNDS * 5);
  const next = () => made.pop() ?? {};
  const slack = (ask: Subject['ask']) => [
    subject('ours', bundles.slack, ask, isAnswered),
    subject('floor', bundles.floorSlack, ask, isAnswered),
    subject('plain Bolt', bundles.plainBolt, ask, isAnswered),
  ];
  const start = () => deliveryOf(1).event;
  const help = await rounds(
    'cold /bastion help',
    slack(() => commandOf(APPROVER, 'help')),
  );
  const inSummer = subject('ours in Berlin', bundles.slack, next, isAnswered);
  const click = await rounds('cold click', [
    ...slack(next),
    { ...inSummer, environment: { ...environment, TIME_ZONE: 'Europe/Berlin' } },
  ]);
  const menu = () =>
    menuOf({ person: APPROVER, sessionId: 'operator-1', messageTs: '1795482000.000001', choice: 'note' });
  const form = await rounds('cold form', [
    subject('ours', bundles.slack, menu, isAnswered),
    subject('a click', bundles.slack, next, isAnswered),
  ]);
  const events = await rounds('cold start of a session', [
    subject('ours', bundles.sessionEvents, start, isDone),
    subject('floor', bundles.floorSessionEvents, start, isDone),
    subject('same calls', bundles.bareSessionEvents, start, isDone),
  ]);
  return [
    figure('cold /bastion help, against the floor', help, 'floor', 'at most 1.2'),
    figure('cold /bastion help, against a plain Bolt app', help, 'plain Bolt', 'at most 0.65'),
    figure('cold click, against the floor', click, 'floor', 'at most 1.25'),
    figure('cold click with summer time, against the floor', click, 'floor', '', 'ours in Berlin'),
    figure('cold click, against a plain Bolt app', click, 'plain Bolt', 'at most 0.65'),
    figure('cold form, against a cold click', form, 'a click', 'at most 1.1'),
    figure('cold session-events, against its floor', events, 'floor', 'at most 1.3'),
    figure('cold session-events, against the same calls', events, 'same calls', ''),
  ];
}

async function rounds(what: string, subjects: readonly Subject[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const bar = createProgressBar(process.stderr);
  const samples = await inTurns(subjects, COLD_ROUNDS, (round) => bar.show(round / COLD_ROUNDS, what));
  bar.clear();
  return samples;
}

function figure(
  name: string,
  samples: ReadonlyMap<string, readonly number[]>,
  against: string,
  wanted: string,
  subject = 'ours',
): Figure {
  return inPairs(name, samples.get(subject) ?? [], samples.get(against) ?? [], 'ms', wanted);
}

/** The median of the ratios of neighbours, because a slow phase of the machine affects both. */
function inPairs(
  name: string,
  ours: readonly number[],
  theirs: readonly number[],
  unit: string,
  wanted: string,
): Figure {
  const ratios = ours.map((mine, at) => mine / (theirs[at] ?? Number.NaN));
  const ratio = quantile(ratios, 0.5);
  return { name, ours: quantile(ours, 0.5), theirs: quantile(theirs, 0.5), unit, ratio, wanted };
}

function figureOf(name: string, ours: number, theirs: number, unit: string, wanted: string): Figure {
  return { name, ours, theirs, unit, ratio: ours / theirs, wanted };
}

async function warm(bench: Bench): Promise<Figure[]> {
  const { bundles, environment } = bench;
  const made = await clicks(bench, WARM_CLICKS * 2);
  const [ours, floor] = [
    await startResident(bundles.slack, environment),
    await startResident(bundles.floorSlack, environment),
  ];
  const took: [number[], number[]] = [[], []];
  const bar = createProgressBar(process.stderr);
  const one = async (resident: Resident, samples: number[]) => {
    const { answer, milliseconds } = await resident.invoke(made.pop() ?? {});
    isAnswered(answer);
    samples.push(milliseconds);
  };
  for (let n = 0; n < WARM_CLICKS; n++) {
    bar.show(n / WARM_CLICKS, 'warm clicks');
    await one(ours, took[0]);
    await one(floor, took[1]);
  }
  bar.clear();
  ours.close();
  floor.close();
  // The first samples are not warm yet.
  const [mine, bare] = took.map((all) => all.slice(20)) as [number[], number[]];
  return [
    inPairs('warm click, median, against the same calls', mine, bare, 'ms', 'at most 1.3'),
    figureOf(
      'warm click, 99th percentile, against the same calls',
      quantile(mine, 0.99),
      quantile(bare, 0.99),
      'ms',
      '',
    ),
  ];
}

async function burst({ bundles, environment }: Bench): Promise<Figure[]> {
  const [ours, bare] = [
    await startResident(bundles.sessionEvents, environment),
    await startResident(bundles.bareSessionEvents, environment),
  ];
  const rates: [number[], number[]] = [[], []];
  let peaks: [number, number] = [0, 0];
  const bar = createProgressBar(process.stderr);
  for (let n = 0; n < BURSTS; n++) {
    bar.show(n / BURSTS, 'bursts');
    const run = async (resident: Resident, samples: number[]) => {
      const { milliseconds, peakMebibytes } = await resident.invoke(deliveryOf(SESSIONS_A_BURST).event);
      samples.push((SESSIONS_A_BURST * 1000) / milliseconds);
      return peakMebibytes;
    };
    peaks = [await run(ours, rates[0]), await run(bare, rates[1])];
  }
  bar.clear();
  ours.close();
  bare.close();
  const [mine, theirs] = rates.map((all) => all.slice(2)) as [number[], number[]];
  return [
    inPairs('burst through session-events, against the same calls', mine, theirs, 'a second', 'at least 0.7'),
    figureOf('peak memory in it', peaks[0], peaks[1], 'MiB', ''),
  ];
}

async function grow() {
  const server = await startDynamoDb();
  const bar = createProgressBar(process.stderr);
  const growth = [];
  for (const [n, history] of HISTORIES.entries()) {
    bar.show(n / HISTORIES.length, 'growth');
    const { quiet, who, pending, click } = await costsAfter(server.url, history);
    growth.push({ history, pass: quiet, who, pending, click });
  }
  bar.clear();
  await server.close();
  console.log('\nRequests to DynamoDB, and capacity units, with 50 sessions open');
  console.log('sessions before'.padEnd(18), 'a pass'.padEnd(14), 'who'.padEnd(14), 'pending'.padEnd(14), 'a click');
  for (const { history, ...costs } of growth) {
    const [pass = '', who = '', pending = '', click = ''] = Object.values(costs).map(({ requests, capacityUnits }) => {
      const count = Object.values(requests).reduce((sum, one) => sum + one, 0);
      return `${count} / ${capacityUnits}`;
    });
    const columns = [pass, who, pending].map((cell) => cell.padEnd(14));
    console.log(history.toLocaleString('en').padEnd(18), ...columns, click);
  }
  return growth;
}

function print(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  console.log(`\n${'figure'.padEnd(width)}  ${'ours'.padStart(9)}  ${'other'.padStart(9)}  unit       ratio  wanted`);
  for (const { name, ours, theirs, unit, ratio, wanted } of figures)
    console.log(
      `${name.padEnd(width)}  ${ours.toFixed(1).padStart(9)}  ${theirs.toFixed(1).padStart(9)}  ${unit.padEnd(9)}  ${ratio.toFixed(2).padStart(5)}  ${wanted}`,
    );
}

await runCommand(BENCH, async (given) => {
  const load = readLoadOptions(given);
  const [out = load === undefined ? 'bench.json' : 'bench-load.json'] = given.words;
  if (!out.endsWith('.json')) throw new UsageError(`"${out}" is not the name of a JSON file, e.g. bench.json`);
  if (load !== undefined) return measureLoad(load, out);
  await measure(out);
  return 0;
});
