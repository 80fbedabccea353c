// This version reads, shows, exports and verifies the stored data of every form that was ever written.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { COLUMN_NAMES } from '../../app/audit/exports/csv.ts';
import { sealDays } from '../../app/audit/seals/seal-days.ts';
import { verifyArchive } from '../../app/audit/verification/verify.ts';
import { readControl } from '../../app/aws/dynamodb/control-store.ts';
import { fromItem } from '../../app/aws/dynamodb/session-item.ts';
import { TABLE } from '../../app/aws/table.ts';
import type { Monitor } from '../../app/ports.ts';
import { canonicalize } from '../../app/session/hash-chain.ts';
import { createFolderArchive } from '../../cli/folder-archive.ts';
import { createMemoryStore, type MemoryStore } from '../app/doubles/memory-store.ts';
import { ROOT, run } from '../start/npm-start.ts';
import { CONTROL_KEYS } from './controls.ts';
import {
  ARCHIVE,
  CURRENT_FORM,
  controlLines,
  EXPORTS,
  folderOf,
  forms,
  itemLines,
  linesOf,
  NOW,
  PUBLIC_KEY,
  readItemLine,
  SUMMARY,
  textOf,
} from './forms.ts';
import { expectOutlined, expectRead, expectSavedAlike, expectShown } from './reads.ts';
import { createGoldenSigner } from './seal-key.ts';
import { exportOf, summaryOf } from './write.ts';

test('this version has its golden files', () => {
  expect(forms()).toContain(CURRENT_FORM);
});

describe.each(forms())('the golden files of form %s', (form) => {
  const lines = itemLines(form).map(({ line }) => line);
  const isCurrent = form === CURRENT_FORM;

  test.each(lines)(`this version reads the item "$name" of form ${form} and shows it in both languages`, (line) => {
    const stored = expectRead(line, exportedOf(form, line.expected.id));
    expectShown(stored.stream);
    expectSavedAlike(stored, line.item, isCurrent);
    expectOutlined(stored, line.item);
  });

  test.each(controlLines(form))(`this version reads the control item "$name" of form ${form}`, ({ item }) => {
    const key = CONTROL_KEYS.find((known) => known === item[TABLE.partitionKey]);
    if (key === undefined) throw new Error('no such key is known any more');
    const { value, version } = readControl(key, item);
    expect(version).toBe(item.version);
    expect(value).toMatchObject(Object(item.value));
  });

  test(`the export of a table of form ${form} has every session once and every column`, async () => {
    const store = tableOf(form);
    for (const { file, format, timeZone } of EXPORTS) {
      const [before, now] = [textOf(form, file), await exportOf(store, format, timeZone)];
      if (isCurrent) expect(now === before, file).toBe(true);
      if (format === 'jsonl') expect(linesOf(now).map(idOf)).toEqual(linesOf(before).map(idOf));
      else {
        const header = before.split('\r\n')[0]?.replace('\uFEFF', '').split(',') ?? [];
        expect(COLUMN_NAMES.filter((name) => header.includes(name))).toEqual(header);
      }
    }
    expect(JSON.parse(await summaryOf(store, SUMMARY.timeZone))).toMatchObject(JSON.parse(textOf(form, SUMMARY.file)));
  });

  test(`this version verifies an archive of form ${form}, which has the same chain heads as the table`, async () => {
    const proof = await verify(join(folderOf(form), ARCHIVE), form);
    if (proof.outcome === 'wrong') throw new Error(JSON.stringify(proof));
    expect(proof.seals).toHaveLength(3);
    expect(proof.seals.some(({ counts }) => counts.amendments > 0)).toBe(true);
    const heads = [...proof.sealed].map(([id, { head }]) => [id, head]);
    const [first = ''] = proof.seals.map(({ day }) => day);
    const filed = lines.filter(({ item }) => String(item.startedOn) >= first);
    expect(Object.fromEntries(heads)).toEqual(
      Object.fromEntries(filed.map(({ expected: { id, chainHead } }) => [id, chainHead])),
    );
  });

  test(`npm run audit verifies an archive of form ${form}, and refuses it after a change of one byte`, async () => {
    const archive = join(copyOf(form), ARCHIVE);
    const sound = await audit(archive, form);
    expect([sound.stdout, sound.stderr, sound.code]).toEqual([expect.stringMatching(/^Proved: /), '', 0]);
    changeByte(join(archive, 'days/2026-11-25/00000002.jsonl.gz'), 100);
    const altered = await audit(archive, form);
    expect([altered.stdout, altered.stderr, altered.code]).toEqual(['', expect.stringMatching(/^Not proved: /), 1]);
  });

  test(`this version adds a seal to an archive of form ${form}, and verifies the whole`, async () => {
    const archive = join(copyOf(form), ARCHIVE);
    const nextMorning = new Date(NOW.getTime() + 86_400_000);
    const made = await sealOn(archive, form, nextMorning);
    expect(made.map(({ number, day }) => [number, day])).toEqual([[4, '2026-11-27']]);
    expect(await verify(archive, form, nextMorning)).toMatchObject({ outcome: 'proved' });
  });

  test(`a changed byte at any place of an archive of form ${form} is found`, async () => {
    const keys = await createFolderArchive(join(folderOf(form), ARCHIVE)).list('');
    expect(keys.length).toBeGreaterThanOrEqual(6);
    for (const key of keys) {
      const folder = copyOf(form);
      const path = join(folder, ARCHIVE, key);
      const whole = readFileSync(path);
      for (const at of placesIn(whole.length)) {
        changeByte(path, at);
        expect(await verify(join(folder, ARCHIVE), form), `${key}, byte ${at}`).toMatchObject({ outcome: 'wrong' });
        writeFileSync(path, whole);
      }
    }
  });
});

test('a changed character at any place in the events of an item is found', () => {
  for (const { text, line } of itemLines(CURRENT_FORM)) {
    const events = canonicalize(line.item.events);
    const from = text.indexOf(events);
    expect(from).toBeGreaterThan(0);
    for (const place of placesIn(events.length)) {
      const at = from + place;
      const changed = text.slice(0, at) + otherThan(text.charAt(at)) + text.slice(at + 1);
      expect(() => fromItem(readItemLine(changed).item), changed.slice(at - 40, at + 40)).toThrow();
    }
  }
});

function idOf(line: string): unknown {
  return JSON.parse(line).id;
}

/** @returns the exported entry of an item, by form and id */
const exportedLines = new Map<string, Map<string, Record<string, unknown>>>();

function exportedOf(form: string, id: string): Record<string, unknown> {
  const known = exportedLines.get(form) ?? readExport(form);
  exportedLines.set(form, known);
  const line = known.get(id);
  if (line === undefined) throw new Error(`no export of form ${form} tells of ${id}`);
  return line;
}

function readExport(form: string): Map<string, Record<string, unknown>> {
  const files = EXPORTS.filter(({ format }) => format === 'jsonl');
  const lines = files.flatMap(({ file }) => linesOf(textOf(form, file)));
  return new Map(lines.map((line) => [String(idOf(line)), JSON.parse(line)]));
}

/** The table that a deployment of that form left behind. */
function tableOf(form: string): MemoryStore {
  const store = createMemoryStore();
  for (const { line } of itemLines(form)) store.overwrite(line.expected.id, line.item);
  return store;
}

function copyOf(form: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(folderOf(form), folder, { recursive: true });
  return folder;
}

function verify(archive: string, form: string, now = NOW) {
  return verifyArchive(createFolderArchive(archive), { publicKey: textOf(form, PUBLIC_KEY), now });
}

/** @throws {Error} if an item of the table cannot be read */
function sealOn(archive: string, form: string, now: Date) {
  const monitor: Monitor = {
    count: () => {},
    measure: () => {},
    fault: (what, cause) => {
      throw new Error(what, { cause });
    },
  };
  const sealing = {
    store: tableOf(form),
    archive: createFolderArchive(archive),
    signer: createGoldenSigner(),
    clock: { now: () => now, pause: async () => {} },
    monitor,
    table: 'sessions',
    targets: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'],
  };
  return sealDays(sealing, new Date(now.getTime() + 60_000));
}

/** Runs the command on that morning, because an archive must reach the previous day. */
function audit(archive: string, form: string) {
  const script = join(ROOT, 'cli', 'run.mjs');
  const args = ['verify', archive, '--key', join(folderOf(form), PUBLIC_KEY)];
  const clock = new URL('that-morning.mjs', import.meta.url).href;
  return run(process.execPath, [script, 'cli/audit.ts', ...args], ROOT, { NODE_OPTIONS: `--import ${clock}` });
}

const HEADER_BYTES = 10;
const PLACES = 12;

/** Places to change: every one at the beginning, where gzip's header has bytes that nobody reads, and some of the rest. */
function placesIn(length: number): number[] {
  const spread = Array.from({ length: PLACES }, (_, n) => Math.floor(((length - 1) * (n + 1)) / PLACES));
  return [...new Set([...Array(Math.min(HEADER_BYTES, length)).keys(), ...spread])];
}

function changeByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function otherThan(character: string): string {
  return character === 'b' ? 'c' : 'b';
}
