// Budgets for the code that a cold start loads, and for the requests of a click and a start, because both grow unnoticed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { builtHandlers } from '../handlers/built-handlers.ts';
import { APPROVER, APPROVER_2, BYSTANDER, type Stage, setStage } from '../handlers/handlers-fixture.ts';
import { commandOf, pressOf } from '../handlers/requests.ts';
import { coldStart, type Subject } from './cold.ts';
import { deliveryOf, type Edges, environmentOf } from './inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Kibibytes that a cold start reads before its request to Parameter Store, that it reads during this request, and of the whole
 * deployment.
 */
const BUDGETS: Readonly<Record<string, Readonly<Record<'start' | 'rest' | 'all', number>>>> = {
  slack: { start: 140, rest: 355, all: 900 },
  'session-events': { start: 140, rest: 303, all: 765 },
  watchdog: { start: 485, rest: 0, all: 1_035 },
  'audit-export': { start: 690, rest: 0, all: 870 },
};

describe('the bundles', () => {
  let bundles: Readonly<Record<string, string>>;
  beforeAll(async () => {
    bundles = await builtHandlers();
  });

  test.each(Object.entries(BUDGETS))('the bundle of %s stays within its budget', (name, budget) => {
    const entry = bundles[name] ?? '';
    const files = readdirSync(dirname(entry)).filter((file) => file.endsWith('.mjs'));
    const kibibytes = (names: readonly string[]) =>
      Math.round(names.reduce((sum, file) => sum + statSync(join(dirname(entry), file)).size, 0) / 1024);
    const sizes = {
      start: kibibytes([...loadedWith(entry)]),
      rest: kibibytes(files.filter((file) => file.startsWith('rest-'))),
      all: kibibytes(files),
    };
    for (const part of ['start', 'rest', 'all'] as const) {
      expect.soft(sizes[part], part).toBeLessThanOrEqual(budget[part]);
      // A smaller bundle is no fault, but a budget of twice the size would check nothing.
      expect.soft(sizes[part], part).toBeGreaterThanOrEqual(budget[part] / 2);
    }
  });

  test('slack and session-events answer without the HTTP client behind the global fetch', async () => {
    const edgesProcess = fork(fileURLToPath(new URL('edges.ts', import.meta.url)));
    onTestFinished(() => edgesProcess.disconnect());
    const [edges] = (await once(edgesProcess, 'message')) as [Edges];
    const atExit = join(folder, 'at-exit.mjs');
    writeFileSync(
      atExit,
      `import { writeFileSync } from 'node:fs';
      process.on('exit', () => writeFileSync(process.env.LOADED, JSON.stringify(process.moduleLoadList)));`,
    );
    const environment = { ...environmentOf(edges), NODE_OPTIONS: `--import=${pathToFileURL(atExit)}` };
    /** The modules of Node.js itself that are loaded when the answer is complete. */
    const loadedBy = async (subject: Pick<Subject, 'bundle' | 'ask' | 'check'>): Promise<readonly string[]> => {
      const LOADED = join(folder, `${basename(dirname(subject.bundle))}.loaded.json`);
      await coldStart({ name: subject.bundle, environment: { ...environment, LOADED }, ...subject });
      return vi.waitFor(() => JSON.parse(readFileSync(LOADED, 'utf8')), 240_000);
    };
    const help = await loadedBy({
      bundle: bundles.slack ?? '',
      ask: () => commandOf(APPROVER, 'help'),
      check: (answer) => expect(answer).toMatchObject({ statusCode: 200 }),
    });
    const start = await loadedBy({
      bundle: bundles['session-events'] ?? '',
      ask: () => deliveryOf(1).event,
      check: (answer) => expect(answer).toBeNull(),
    });
    for (const loaded of [help, start]) {
      expect(loaded).toContain('NativeModule https');
      expect(loaded.filter((module) => module.includes('undici'))).toEqual([]);
    }
  });

  test.each(['slack', 'session-events'])(
    'the bundle of %s has no superfluous modules, and loads none too early',
    (name) => {
      const entry = bundles[name] ?? '';
      const maps = readdirSync(dirname(entry)).filter((file) => file.endsWith('.mjs.map'));
      const sources = (of: readonly string[]): string[] =>
        of.flatMap((map) => JSON.parse(readFileSync(join(dirname(entry), map), 'utf8')).sources);
      const all = sources(maps);
      const leftOut =
        /node_modules\/(?:express|undici|iconv-lite|ws|@slack\/(?:oauth|socket-mode)|@aws-sdk\/client-(?:s3|kms)|@noble\/hashes\/sha2)/;
      expect(all.length).toBeGreaterThan(100);
      expect(all.filter((source) => leftOut.test(source))).toEqual([]);
      const loaded = loadedWith(entry);
      const atStart = sources(maps.filter((map) => loaded.has(map.replace(/\.map$/, ''))));
      const later =
        /date-fns|@slack\/|client-(?:dynamodb|lambda|cloudwatch-logs|ssm)|app\/(?:slack|workflow|aws\/ssm\/live-sessions)/;
      expect(atStart.length).toBeGreaterThan(50);
      expect(atStart.filter((source) => later.test(source))).toEqual([]);
    },
  );
});

/** @returns names of the files that an entry loads at once, through static imports at any depth */
function loadedWith(entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const code = readFileSync(join(dirname(entry), file), 'utf8');
    for (const [, imported = ''] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.mjs)"/g)) load(imported);
  };
  load(basename(entry));
  return loaded;
}

describe('round trips', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    for (const handler of ['slack', 'session-events'] as const) await stage.running(handler);
  });
  afterAll(() => stage.close());

  /** @returns the number of requests to AWS and Slack during the work, by name */
  async function asked(work: () => Promise<unknown>): Promise<Record<string, number>> {
    stage.requests();
    const before = stage.slack.calls().length;
    await work();
    const aws = Object.entries(stage.requests()).map(([action, { count }]) => [action, count]);
    const slack = stage.slack
      .calls()
      .slice(before)
      .map(({ method }) => method);
    return {
      ...Object.fromEntries(aws),
      ...Object.fromEntries(slack.map((method) => [method, slack.filter((one) => one === method).length])),
    };
  }

  const press = async (person: string, action: 'acknowledge_session' | 'terminate_session') => {
    const { sessionId, messageTs } = await stage.announced();
    const slack = await stage.running('slack');
    return asked(() => slack.invoke(pressOf({ person, sessionId, messageTs, action })));
  };

  test('a start costs two writes, one post, and one read of the throttle', async () => {
    const { bySubscription } = stage.operatorStarts();
    const events = await stage.running('session-events');
    // The process reads its secrets once, before its first start.
    await stage.announced();
    expect(await asked(() => events.invoke(bySubscription))).toEqual({
      'dynamodb:GetItem': 1,
      'dynamodb:PutItem': 2,
      'chat.postMessage': 1,
    });
  });

  test('a click costs one read, two conditional writes and one call of Slack', async () => {
    expect(await press(APPROVER, 'acknowledge_session')).toEqual({
      'dynamodb:GetItem': 1,
      'dynamodb:PutItem': 2,
      'chat.update': 1,
    });
  });

  test('a click by a member of the group also reads the stored list of members, and does not ask Slack for it', async () => {
    await (await stage.running('watchdog')).invoke({});
    expect(await press(APPROVER_2, 'acknowledge_session')).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:PutItem': 2,
      'chat.update': 1,
    });
  });

  test('help costs no round trip for people in the settings, and a check of full membership for others', async () => {
    const slack = await stage.running('slack');
    expect(await asked(() => slack.invoke(commandOf(APPROVER, 'help')))).toEqual({});
    expect(await asked(() => slack.invoke(commandOf(BYSTANDER, 'help')))).toEqual({ 'users.info': 1 });
  });

  test('a termination costs one TerminateSession more, and wakes the watchdog', async () => {
    expect(await press(APPROVER, 'terminate_session')).toMatchObject({
      'ssm:TerminateSession': 1,
      'lambda:InvokeFunction': 1,
      'chat.update': 1,
    });
  });
});
