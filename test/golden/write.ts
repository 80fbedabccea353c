// Writes the golden files of the form that this version stores.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatExport } from '../../app/audit/exports/format-export.ts';
import type { Period } from '../../app/audit/exports/period.ts';
import { parseRange } from '../../app/audit/exports/range.ts';
import { createSummary } from '../../app/audit/reports/summary.ts';
import { sealDays } from '../../app/audit/seals/seal-days.ts';
import { type ExportRow, getChainHead, isOpen } from '../../app/audit/stream-line.ts';
import type { SessionStore, StoredStream } from '../../app/ports.ts';
import { canonicalize } from '../../app/session/hash-chain.ts';
import { fold } from '../../app/session/session.ts';
import { createFolderArchive } from '../../cli/folder-archive.ts';
import { BARE, CONTROL_KEYS, FULL } from './controls.ts';
import { ARCHIVE, CONTROLS, EXPORTS, ITEMS, MONTH, NOW, PUBLIC_KEY, SUMMARY } from './forms.ts';
import { createGoldenSigner } from './seal-key.ts';
import { type Golden, goldenEntries } from './stories.ts';
import { after, UNSHOWN } from './story.ts';
import { openTable, type Table } from './table.ts';

/** The time of the seals, which cover the three days before one after the other. */
const NIGHTS = ['2026-11-25T00:30:00.000Z', '2026-11-26T00:30:00.000Z', '2026-11-27T00:30:00.000Z'];
const NEVER = new Date('9999-01-01T00:00:00.000Z');

/** @param folder that does not exist yet */
export async function writeGolden(folder: string): Promise<void> {
  const table = await openTable();
  try {
    const golden = goldenEntries();
    await sealNights(table.store, golden, join(folder, ARCHIVE));
    await saveAll(table.store, golden);
    for (const group of new Set(golden.map(({ group }) => group))) {
      const lines = golden.filter((one) => one.group === group).map((one) => itemLine(table, one));
      write(folder, `${ITEMS}/${group}.jsonl`, (await Promise.all(lines)).join(''));
    }
    write(folder, CONTROLS, await controlLines(table));
    await writeExports(folder, table.store);
    write(folder, PUBLIC_KEY, await createGoldenSigner().publicKey());
  } finally {
    await table.close();
  }
}

/** The table as each night finds it, with the events up to then. */
async function sealNights(store: SessionStore, golden: readonly Golden[], archive: string): Promise<void> {
  for (const night of NIGHTS) {
    for (const { entry: stream } of golden) {
      const soFar = fold(stream.events.filter(({ at }) => at < night));
      if (soFar === undefined) continue;
      const stored = await store.read(stream.id);
      if (stored?.stream.events.length === soFar.events.length) continue;
      await save(store, { stream: soFar, delivery: UNSHOWN, version: stored?.version ?? 0 });
    }
    const now = new Date(night);
    await sealDays(
      {
        store,
        archive: createFolderArchive(archive),
        signer: createGoldenSigner(),
        clock: { now: () => now, pause: async () => {} },
        monitor: { count: () => {}, measure: () => {}, fault: () => {} },
        table: 'sessions',
        targets: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'],
      },
      NEVER,
    );
  }
}

async function saveAll(store: SessionStore, golden: readonly Golden[]): Promise<void> {
  for (const { entry: stream, delivery, missingSince } of golden) {
    const version = (await store.read(stream.id))?.version ?? 0;
    await save(store, { stream, delivery, missingSince, version });
  }
}

/** An open item is due a minute after its last event here. The exact time is a rule and no part of the stored form. */
async function save(store: SessionStore, stored: StoredStream): Promise<void> {
  const { stream } = stored;
  const last = stream.events.at(-1)?.at ?? '';
  const written = await store.save(stored, isOpen(stream) ? after(last, 1) : undefined);
  if (written === 'conflict') throw new Error(`${stream.id} is there twice: give its story another name`);
}

async function itemLine({ itemOf }: Table, { name, entry: stream }: Golden): Promise<string> {
  const { id, type, events } = stream;
  const expected = { id, type, events: events.length, chainHead: getChainHead(stream) };
  return jsonLine({ name, item: await itemOf(id), expected });
}

async function controlLines({ controls, itemOf }: Table): Promise<string> {
  const lines: string[] = [];
  for (const key of CONTROL_KEYS) {
    await controls.write(key, FULL[key], 0);
    lines.push(jsonLine({ name: `${key} with everything`, item: await itemOf(key) }));
    await controls.write(key, BARE[key], 1);
    lines.push(jsonLine({ name: `${key} with as little as there can be`, item: await itemOf(key) }));
  }
  return lines.join('');
}

async function writeExports(folder: string, store: SessionStore): Promise<void> {
  for (const { file, format, timeZone } of EXPORTS) write(folder, file, await exportOf(store, format, timeZone));
  write(folder, SUMMARY.file, await summaryOf(store, SUMMARY.timeZone));
}

/** @returns the complete export of the month */
export async function exportOf(store: SessionStore, format: 'csv' | 'jsonl', timeZone: string): Promise<string> {
  let text = '';
  for await (const chunk of formatExport(store, { period: monthIn(timeZone), format, timeZone })) text += chunk;
  return text;
}

export async function summaryOf(store: SessionStore, timeZone: string): Promise<string> {
  const summary = createSummary(timeZone);
  const onTold = (row: ExportRow) => summary.add(row);
  for await (const _ of formatExport(store, { period: monthIn(timeZone), format: 'jsonl', timeZone, onRow: onTold }));
  return jsonLine(summary.sum());
}

function monthIn(timeZone: string): Period {
  const range = parseRange(MONTH, NOW, timeZone);
  if ('fault' in range) throw new Error(`${MONTH} is no month: ${range.fault}`);
  return range;
}

/** @returns the same text for equal values, in whichever order their keys are */
function jsonLine(value: unknown): string {
  return `${canonicalize(value)}\n`;
}

function write(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}
