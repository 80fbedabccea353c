// This version writes the golden files of its form again unchanged, and they cover everything that it can store.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { sessionItemSchema } from '../../app/aws/dynamodb/session-item-schema.ts';
import { TABLE } from '../../app/aws/table.ts';
import type { Event } from '../../app/session/event.ts';
import { ROOT, run } from '../start/npm-start.ts';
import { CONTROL_KEYS } from './controls.ts';
import { ARCHIVE, CURRENT_FORM, controlLines, folderOf, itemLines } from './forms.ts';
import { goldenEntries } from './stories.ts';
import { findUnseen } from './unseen.ts';
import { writeGolden } from './write.ts';

const CHANGED =
  'the stored form changed: keep reading the old one, and add a folder for the new form (test/fixtures/README.md says how)';

/** The compiler reports a missing entry and a superfluous one. kinds.ts covers the kinds. */
const EVENTS: Readonly<Record<Event['type'], true>> = {
  started: true,
  enriched: true,
  denied: true,
  deniedOverflow: true,
  noticed: true,
  acknowledged: true,
  vouched: true,
  acknowledgementWithdrawn: true,
  reasoned: true,
  reconfirmationAsked: true,
  reconfirmed: true,
  acknowledgementExpired: true,
  terminationRequested: true,
  terminationFailed: true,
  ended: true,
  seenAlive: true,
  reminded: true,
  warned: true,
  postponed: true,
  escalated: true,
  lapsed: true,
};

describe('the golden files, written again', () => {
  const committed = folderOf(CURRENT_FORM);
  let fresh: string;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
    fresh = join(folder, CURRENT_FORM);
    await writeGolden(fresh);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('this version writes the same golden files', () => {
    expect(filesIn(fresh)).toEqual(filesIn(committed));
  });

  test('this version writes the same lines of golden items, exports and the public key', () => {
    const files = filesIn(committed).filter((file) => !file.startsWith(ARCHIVE));
    expect(files.length).toBeGreaterThan(0);
    expect(
      files.flatMap((file) => differing(file, linesIn(committed, file), linesIn(fresh, file))),
      CHANGED,
    ).toEqual([]);
  });

  test('this version writes the same golden archive, apart from the signatures', () => {
    const files = filesIn(committed).filter((file) => file.startsWith(ARCHIVE));
    expect(files.length).toBeGreaterThan(0);
    expect(
      files.flatMap((file) => differing(file, linesIn(committed, file), linesIn(fresh, file))),
      CHANGED,
    ).toEqual([]);
  });
});

describe('the content of the golden files', () => {
  const streams = goldenEntries().map(({ entry: stream }) => stream);

  test('the golden items have every type of event', () => {
    const types = streams.flatMap(({ events }) => events.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(Object.keys(EVENTS)));
  });

  test('the golden items occur with and without every field, and with every word that a field may hold', () => {
    const items = itemLines(CURRENT_FORM).map(({ line }) => line.item);
    expect(findUnseen(sessionItemSchema, items)).toEqual([
      '.followUps: never left out',
      // Still read, but no longer written.
    ]);
  });

  test('the golden files name no real account or address, and no path of this machine', () => {
    const text = filesIn(folderOf(CURRENT_FORM))
      .map((file) => linesIn(folderOf(CURRENT_FORM), file).join('\n'))
      .join('\n');
    expect(new Set(text.match(/(?<!-)\b\d{12}\b/g))).toEqual(new Set(['111122223333']));
    expect(new Set(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g))).toEqual(new Set(['203.0.113.7']));
    expect(text).not.toContain(ROOT);
  });

  test('the golden files have each control item twice, with all its fields and with as few as possible', () => {
    const keys = controlLines(CURRENT_FORM).map(({ item }) => item[TABLE.partitionKey]);
    expect(keys).toEqual(CONTROL_KEYS.flatMap((key) => [key, key]));
  });
});

describe('npm run golden', () => {
  const golden = (words: readonly string[]) =>
    run(process.execPath, [join(ROOT, 'cli', 'run.mjs'), 'test/golden/main.ts', ...words], ROOT);

  test.each(['0.2', '--replace=yes', '--replace --bogus'])(
    'npm run golden refuses the unknown arguments %s',
    async (typed) => {
      const words = typed.split(' ');
      const { code, stdout, stderr } = await golden(words);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^[^\n]+\. Usage: npm run golden -- \[--replace\] \[--help\]\n$/);
    },
  );

  test('npm run golden does not change existing golden files', async () => {
    const before = contents();
    const { code, stdout, stderr } = await golden([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('holds the golden files of form')]);
    expect(contents()).toEqual(before);
  });

  function contents(): string[] {
    const folder = folderOf(CURRENT_FORM);
    return filesIn(folder).map((file) => readFileSync(join(folder, file), 'base64'));
  }
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** @returns the unpacked lines; of a seal only the parts that do not depend on packing and signing */
function linesIn(folder: string, file: string): string[] {
  const bytes = readFileSync(join(folder, file));
  if (file.endsWith('.gz')) return gunzipSync(bytes).toString().split('\n');
  if (!file.startsWith(`${ARCHIVE}/seals/`)) return bytes.toString().split('\n');
  const { signature: _signature, previous, file: sealed, ...seal } = JSON.parse(bytes.toString());
  return [JSON.stringify({ ...seal, file: sealed.key, isFirst: previous === null })];
}

/** @returns the lines that differ */
function differing(file: string, before: readonly string[], now: readonly string[]): string[] {
  const most = Math.max(before.length, now.length);
  return [...Array(most).keys()]
    .filter((n) => before[n] !== now[n])
    .map(
      (n) =>
        `${file}, line ${n + 1}: ${around(before[n] ?? '', now[n] ?? '')} -> ${around(now[n] ?? '', before[n] ?? '')}`,
    );
}

/** @returns the text around its first difference from another */
function around(text: string, other: string): string {
  const at = [...text].findIndex((_, n) => text[n] !== other[n]);
  return text.slice(Math.max(0, at - 40), at + 40);
}
