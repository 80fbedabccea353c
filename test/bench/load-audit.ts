// Ten thousand sessions of ten days, exported and verified by the command line, and unpacked and hashed by hand.
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Signer } from '../../app/audit/ports.ts';
import { sealDays } from '../../app/audit/seals/seal-days.ts';
import { toItem } from '../../app/aws/dynamodb/session-item.ts';
import { createSessionStore } from '../../app/aws/dynamodb/session-store.ts';
import { addDays, DAY_MILLIS, toUtcDay } from '../../app/lib/days.ts';
import { createFolderArchive } from '../../cli/folder-archive.ts';
import { acknowledged, ended, entryOf, noticed, PARTICULARS, started, startFacts } from '../golden/story.ts';
import { LINUX, TABLE } from './inputs.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import { writeItems } from './load-seed.ts';
import { type Bundles, startWorld, type World } from './load-world.ts';

const SESSIONS = 10_000;
const DAYS = 10;
/** Each session is acknowledged and ends on its own day, so that no night amends one. */
const ENDS_AFTER_MINUTES = 30;
const ROUNDS = 3;
/** Time from midnight to the seal of a day. */
const SEALED_AFTER_MILLIS = 30 * 60_000;

/** @param most sessions in all */
export async function loadAudit(bundles: Bundles, most: number, show: (done: number, what: string) => void) {
  const sessions = Math.min(SESSIONS, most);
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-load-'));
  const world = await startWorld(bundles, { millis: 0, onePostASecond: false });
  try {
    show(0, 'audit: sessions are written');
    const first = addDays(toUtcDay(new Date()), -DAYS);
    await writeItems(
      world.documents,
      Array.from({ length: sessions }, (_, n) => itemOf(first, n, sessions)),
    );
    show(0.1, 'audit: nights are sealed');
    const archive = join(folder, 'archive');
    await seal(world, archive, first, join(folder, 'key.pem'));
    return { figures: await measured(world, { folder, archive, first, sessions }, show), details: [] };
  } finally {
    world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each session starts at its own time, because the embedded DynamoDB may lose one of two with the same time. */
function itemOf(first: string, n: number, sessions: number): Record<string, unknown> {
  const room = DAY_MILLIS - (ENDS_AFTER_MINUTES + 1) * 60_000;
  const aDay = Math.ceil(sessions / DAYS);
  const began = Date.parse(first) + Math.floor(n / aDay) * DAY_MILLIS + Math.floor(((n % aDay) * room) / aDay);
  const startsAt = new Date(began).toISOString();
  const facts = startFacts(startsAt, { ...PARTICULARS, target: { id: LINUX, name: 'bastion-linux' } });
  const happenings = [started(facts), noticed(0.1), acknowledged(4), ended(startsAt, ENDS_AFTER_MINUTES)];
  const stream = entryOf(String(n), startsAt, happenings);
  return toItem({ stream, delivery: { followUps: {} }, version: 1 }, undefined);
}

/** Seals night by night, as the function does. */
async function seal({ documents }: World, folder: string, first: string, keyFile: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signer: Signer = { sign: async (message) => sign('sha256', message, privateKey), publicKey: async () => pem };
  writeFileSync(keyFile, pem);
  for (let night = 1; night <= DAYS; night++) {
    const now = new Date(Date.parse(addDays(first, night)) + SEALED_AFTER_MILLIS);
    await sealDays(
      {
        store: createSessionStore(documents, TABLE),
        archive: createFolderArchive(folder),
        signer,
        clock: { now: () => now, pause: async () => {} },
        monitor: { count: () => {}, measure: () => {}, fault: (what, cause) => console.error(what, cause) },
        table: TABLE,
        targets: [LINUX],
      },
      new Date(8.64e15),
    );
  }
}

/** Arguments with which the command only starts. */
const START = 'start alone';

interface Sealed {
  readonly folder: string;
  readonly archive: string;
  readonly first: string;
  readonly sessions: number;
}

async function measured(
  { environment }: World,
  { folder, archive, first, sessions }: Sealed,
  show: (done: number, what: string) => void,
): Promise<LoadFigure[]> {
  const { plain } = figuresOf('audit');
  const days = ['--from', first, '--to', addDays(first, DAYS)];
  const out = (format: string) => ['--format', format, '--out', join(folder, `export.${format}`)];
  const commands = {
    'export csv': ['export', ...days, ...out('csv')],
    'export jsonl': ['export', ...days, ...out('jsonl')],
    verify: ['verify', archive, '--key', join(folder, 'key.pem')],
    [START]: ['export', '--help'],
  };
  const env = { ...environment, TIME_ZONE: 'UTC' };
  const took = new Map<string, number[]>();
  const hashing: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [name, args]] of Object.entries(commands).entries()) {
      show((round + index / 4) / ROUNDS, `audit: ${name}`);
      const { said, milliseconds } = await run(args, env);
      // An incomplete export would be fast.
      if (name !== START && !said.includes(` ${sessions} sessions`)) throw new Error(`${name}: ${said}`);
      took.set(name, [...(took.get(name) ?? []), milliseconds]);
    }
    hashing.push(unpackAndHash(archive));
  }
  const best = (name: string) => Math.min(...(took.get(name) ?? [Number.NaN])) / 1000;
  const byHand = Math.min(...hashing) / 1000;
  return [
    plain('sessions', sessions, ''),
    ...['export csv', 'export jsonl', 'verify'].flatMap((name) => [
      plain(name, best(name), 's'),
      plain(`${name}: sessions`, sessions / best(name), 'a second'),
    ]),
    plain('start of the command alone', best(START), 's'),
    plain('gunzip and SHA-256 of the same bytes', byHand, 's'),
    plain('verify, against these', best('verify') / byHand, 'times'),
    plain('export csv: size', statSync(join(folder, 'export.csv')).size / 1024 ** 2, 'MiB'),
  ];
}

const RUN = fileURLToPath(new URL('../../cli/run.mjs', import.meta.url));

/** @returns the output of the command and its duration @throws {Error} with its output if it fails */
async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const began = performance.now();
  const child = spawn(process.execPath, [RUN, 'cli/audit.ts', ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, faults] = [text(child.stdout), text(child.stderr)];
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  if ((await promise) !== 0) throw new Error(`npm run audit -- ${args.join(' ')}: ${await said}${await faults}`);
  return { said: await said, milliseconds: performance.now() - began };
}

/** @returns milliseconds */
function unpackAndHash(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.gz'));
  if (files.length === 0) throw new Error(`there is no sealed file in ${folder}`);
  const began = performance.now();
  for (const file of files) {
    const packed = readFileSync(join(folder, file));
    createHash('sha256').update(packed).digest();
    createHash('sha256').update(gunzipSync(packed)).digest();
  }
  return performance.now() - began;
}
