// `npm run audit` as an auditor runs it: with a table and a bucket that speak AWS's protocols, and with a folder.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealDays } from '../../app/audit/seals/seal-days.ts';
import { createBucketArchive } from '../../app/aws/archive.ts';
import { createSessionStore } from '../../app/aws/dynamodb/session-store.ts';
import { createSigner } from '../../app/aws/signer.ts';
import { CREDENTIALS, createClientConfig, REGION } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startKms } from '../../local/aws/kms.ts';
import { startLogs } from '../../local/aws/logs.ts';
import { startS3 } from '../../local/aws/s3.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { ANSWERED } from '../app/audit/sealed-archive-fixture.ts';
import { saved, unsaved } from '../app/aws/dynamodb/session-store-contract.ts';
import { aSession, deniedAttempts, deniedFacts, startFacts } from '../app/session/session-fixture.ts';
import { ROOT, run } from '../start/npm-start.ts';

const [TABLE, BUCKET, KEY, GROUP] = ['sessions', 'bastion-archive', 'alias/bastion-ack-seal', 'bastion-trail'];
/** The command uses the machine's own clock. */
const daysAgo = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10);
const [DAY, yesterday] = [daysAgo(3), daysAgo(1)];

let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function openWorld() {
  const servers = await Promise.all([
    startDynamoDb(),
    startS3({ bucket: BUCKET }),
    startKms({ keyId: KEY }),
    startLogs({ logGroupName: GROUP }),
  ]);
  const [dynamo, s3, kms, logs] = servers;
  const client = new DynamoDBClient(createClientConfig(dynamo.url));
  await createSessionsTable(client, TABLE);
  const store = createSessionStore(
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    TABLE,
  );
  for (const day of [DAY, yesterday]) {
    const facts = startFacts({
      sessionId: `operator-${day}`,
      startedAt: `${day}T08:00:00.000Z`,
      reason: '=1+1 障害対応',
    });
    await saved(store, unsaved(aSession({ facts, ...ANSWERED })));
  }
  await saved(store, unsaved(deniedAttempts([deniedFacts({ attemptedAt: `${DAY}T09:00:00.000Z` })])));
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  const keyFile = join(folder, 'seal-key.pem');
  writeFileSync(keyFile, kms.publicKey);
  const archive = createBucketArchive(new S3Client(createClientConfig(s3.url)), BUCKET);
  await sealDays(
    {
      store,
      archive,
      signer: createSigner(new KMSClient(createClientConfig(kms.url)), KEY),
      clock: { now: () => new Date(), pause: async () => {} },
      monitor: { count: () => {}, measure: () => {}, fault: () => {} },
      table: TABLE,
      targets: ['i-0123456789abcdef0'],
    },
    new Date(Date.now() + 60_000),
  );
  const env = {
    SESSIONS_TABLE: TABLE,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
  };
  return {
    folder,
    keyFile,
    archive,
    s3,
    logs,
    audit: (args: string[], over: NodeJS.ProcessEnv = {}) =>
      run(process.execPath, [join(ROOT, 'cli', 'run.mjs'), 'cli/audit.ts', ...args], folder, { ...env, ...over }),
    limited: (command: string) => run('bash', ['-c', command], folder, env),
    async close() {
      rmSync(folder, { recursive: true, force: true });
      client.destroy();
      for (const server of servers) await server.close();
    },
  };
}

/** @returns the StartSession record of a session, as in the trail */
function recordOf(sessionId: string, eventTime: string): object {
  const example = new URL('../fixtures/cloudtrail.start-session.iam-user.json', import.meta.url);
  const record = JSON.parse(readFileSync(example, 'utf8'));
  return {
    ...record,
    eventID: `record-of-${sessionId}`,
    eventTime,
    requestParameters: { ...record.requestParameters, target: 'i-0123456789abcdef0' },
    responseElements: { ...record.responseElements, sessionId },
  };
}

test('export writes a whole day as CSV, and prints one sentence', async () => {
  const out = join(world.folder, 'day.csv');
  const { code, stdout, stderr } = await world.audit(['export', '--from', DAY, '--out', out]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`${out}: 1 session, 1 acknowledged, and 1 denied attempt.\n`);
  const [header, session, denied, end] = readFileSync(out, 'utf8').split('\r\n');
  expect(header).toMatch(/^\uFEFFoperator,/);
  expect(session).toContain(`'=1+1 障害対応`);
  expect([denied?.includes('denied'), end]).toEqual([true, '']);
});

test('JSON Lines include the event chains, and the default file name has the days', async () => {
  const { code } = await world.audit(['export', '--from', DAY, '--to', yesterday, '--format', 'jsonl'], {
    TIME_ZONE: 'UTC',
  });
  expect(code).toBe(0);
  const path = join(world.folder, `bastion-${DAY}..${yesterday}.jsonl`);
  const lines = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ id }) => id)).toContain(`operator-${yesterday}`);
  expect(lines.every(({ events, chainHead }) => events.at(-1).hash === chainHead)).toBe(true);
});

test('a range without sessions gives a file with headers, and one sentence', async () => {
  const out = join(world.folder, 'empty.csv');
  const { code, stdout } = await world.audit(['export', '--from', '2026-01-01', '--out', out]);
  expect([code, readFileSync(out, 'utf8').split('\r\n')]).toEqual([0, [expect.stringContaining('operator,'), '']]);
  expect(stdout).toContain('There were no sessions in 2026-01-01');
});

test.each<[string, string[], string]>([
  ['an unknown option', ['verify', '.', '--all'], '--all is not an option'],
  ['an option of another command', ['export', '--from', DAY, '--key', 'x'], '--key is not an option'],
  ['an option given twice', ['report', '--month', '2026-11', '--month', '2026-12'], '--month is given twice'],
  ['an option without its value', ['export', '--out', '--from', DAY], '--out needs a value (FILE)'],
  ['days that nothing is compared in', ['verify', '.', '--key', 'x', '--from', DAY], '--from and --to need --trail'],
  ['two keys', ['verify', '.', '--key', 'x', '--seal-key', 'y'], 'Give --key or --seal-key'],
  ['no command', [], 'Give a command'],
  ['an unknown command', ['print'], '"print" is not a command'],
  ['an unknown option', ['export', '--all'], '--all is not an option'],
  ['no day', ['export'], 'Give the first day with --from'],
  ['a reversed range', ['export', '--from', '2026-11-15', '--to', '2026-11-01'], 'ends before it begins'],
  ['an absurd range', ['export', '--from', '2019-01-01', '--to', DAY], 'is longer than 400 days'],
  ['an unknown format', ['export', '--from', DAY, '--format', 'xlsx'], '--format xlsx is not csv or jsonl'],
  ['no archive', ['verify'], 'Give the archive'],
  ['no key', ['verify', '.'], 'Give the public key of the seals'],
  ['a day that is in no calendar', ['export', '--from', '2026-02-30'], '"2026-02-30" is not a valid date'],
  ['no month', ['report'], 'Give the month, e.g.'],
  ['a word too many', ['export', 'a'], '"a" is one argument too many'],
])('npm run audit refuses %s with the usage', async (_, args, said) => {
  const { code, stdout, stderr } = await world.audit(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
  expect(stderr).toMatch(/^[^\n]+\. Usage: npm run audit -- [^\n]+\n$/);
});

test('a comparison refuses a day that does not exist', async () => {
  const verify = ['verify', `s3://${BUCKET}`, '--seal-key', KEY, '--trail', GROUP];
  for (const bound of ['--from', '--to']) {
    const { code, stdout, stderr } = await world.audit([...verify, bound, '2026-02-30']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('"2026-02-30" is not a valid date');
  }
});

test('the error names every missing or invalid variable', async () => {
  const { code, stderr } = await world.audit(['export', '--from', DAY], { SESSIONS_TABLE: '', TIME_ZONE: 'Tokyo' });
  expect(code).toBe(2);
  expect(stderr).toContain('SESSIONS_TABLE is not set');
  expect(stderr).toContain('TIME_ZONE must be');
});

test('a full disk leaves no partial file, and keeps the previous one', async () => {
  const out = join(world.folder, 'full.jsonl');
  writeFileSync(out, 'before');
  const script = join(ROOT, 'cli', 'run.mjs');
  const args = ['export', '--from', DAY, '--format', 'jsonl', '--out', out];
  const quoted = [process.execPath, script, 'cli/audit.ts', ...args].map((word) => `'${word}'`).join(' ');
  // A limit of one block for every file acts like a full disk.
  const { code, stderr } = await world.limited(`ulimit -f 1; exec ${quoted}`);
  expect(code).toBe(2);
  expect(stderr).toContain(`${out} was not written: nothing of it is left`);
  expect(stderr).toContain('EFBIG');
  expect(readFileSync(out, 'utf8')).toBe('before');
  expect(readdirSync(world.folder).filter((name) => name.includes('partial'))).toEqual([]);
});

test('a missing table is an error, and leaves no file', async () => {
  const out = join(world.folder, 'none.csv');
  const { code, stderr } = await world.audit(['export', '--from', DAY, '--out', out], { SESSIONS_TABLE: 'nowhere' });
  expect(code).toBe(2);
  expect(stderr).toContain('none.csv was not written');
  expect(readdirSync(world.folder).filter((name) => name.startsWith('none'))).toEqual([]);
});

test('verify proves a bucket with the key in KMS, and compares it with the trail', async () => {
  const verify = ['verify', `s3://${BUCKET}`, '--seal-key', KEY];
  const proved = await world.audit(verify);
  expect([proved.code, proved.stderr]).toEqual([0, '']);
  expect(proved.stdout).toContain(`Proved: 1 seal from ${yesterday} to ${yesterday}`);
  expect(proved.stdout).toContain('give --trail LOG_GROUP');

  const missing = await world.audit([...verify, '--trail', GROUP]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toBe(
    `Not proved: session operator-${yesterday}: the archive has it, and the trail has no such start\n`,
  );

  world.logs.put(recordOf(`operator-${yesterday}`, `${yesterday}T08:00:00Z`));
  const complete = await world.audit([...verify, '--trail', GROUP]);
  expect([complete.code, complete.stderr]).toEqual([0, '']);
  expect(complete.stdout).toContain('Complete: each of the 1 StartSession record in');

  world.logs.put(recordOf('operator-unseen', `${yesterday}T09:00:00Z`));
  const unseen = await world.audit([...verify, '--trail', GROUP]);
  expect(unseen.code).toBe(1);
  expect(unseen.stderr).toContain('session operator-unseen: the trail has it at');
});

test('verify proves a copy in a folder with the public key, and names an added file', async () => {
  const copy = join(world.folder, 'copy');
  for (const key of await world.archive.list('')) {
    mkdirSync(dirname(join(copy, key)), { recursive: true });
    writeFileSync(join(copy, key), (await world.archive.read(key)) ?? '');
  }
  const verify = ['verify', copy, '--key', world.keyFile];
  expect(await world.audit(verify)).toMatchObject({ code: 0 });
  writeFileSync(join(copy, 'days', 'note.txt'), 'hello');
  expect(await world.audit(verify)).toMatchObject({ code: 1, stderr: 'Not proved: days/note.txt: no seal lists it\n' });
});

test('a folder without an archive is not proved, and a file without a key is an error', async () => {
  const nowhere = join(world.folder, 'nowhere');
  expect(await world.audit(['verify', nowhere, '--key', world.keyFile])).toMatchObject({ code: 1 });
  expect(await world.audit(['verify', nowhere, '--key', nowhere])).toMatchObject({ code: 2 });
});

test('report writes a month as HTML or Markdown, in the language of the team', async () => {
  const page = join(world.folder, 'report.html');
  const ja = await world.audit(['report', '--month', DAY.slice(0, 7), '--out', page], { LOCALE: 'ja' });
  expect(ja).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(page, 'utf8')).toContain(`踏み台サーバー セッションレポート ${DAY.slice(0, 7)}`);
  const text = join(world.folder, 'report.md');
  await world.audit(['report', '--month', DAY.slice(0, 7), '--out', text]);
  expect(readFileSync(text, 'utf8')).toContain(`# Bastion sessions, ${DAY.slice(0, 7)}`);
});
