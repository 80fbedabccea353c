// The folders of the golden files of each stored form, and the content of their lines.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** The form that this version writes. Each change of the stored form gets a new name. */
export const CURRENT_FORM = '0.2';

export const GOLDEN = fileURLToPath(new URL('../fixtures/golden', import.meta.url));

/** The exports of the month by time zone, with their files in the folder of a form. */
export const MONTH = '2026-11';
export const EXPORTS = [
  { file: 'exports/2026-11.utc.csv', format: 'csv', timeZone: 'UTC' },
  { file: 'exports/2026-11.asia-tokyo.csv', format: 'csv', timeZone: 'Asia/Tokyo' },
  { file: 'exports/2026-11.asia-tokyo.jsonl', format: 'jsonl', timeZone: 'Asia/Tokyo' },
] as const;
export const SUMMARY = { file: 'exports/2026-11.asia-tokyo.summary.json', timeZone: 'Asia/Tokyo' } as const;
export const [ITEMS, CONTROLS, ARCHIVE, PUBLIC_KEY] = [
  'items',
  'items/controls.jsonl',
  'archive',
  'seal-key.public.pem',
];

/** The morning after the last night, as in that-morning.mjs. */
export const NOW = new Date('2026-11-27T09:00:00.000Z');

const object = v.record(v.string(), v.unknown());
const itemLine = v.strictObject({
  name: v.string(),
  item: object,
  /** The content that a reader of the item must find. The export has its folded state under the same id. */
  expected: v.strictObject({
    id: v.string(),
    type: v.picklist(['session', 'denied']),
    events: v.number(),
    chainHead: v.string(),
  }),
});
const controlLine = v.strictObject({ name: v.string(), item: object });

export type ItemLine = v.InferOutput<typeof itemLine>;
export type ControlLine = v.InferOutput<typeof controlLine>;

export function forms(): string[] {
  return readdirSync(GOLDEN, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

export function folderOf(form: string): string {
  return join(GOLDEN, form);
}

export function textOf(form: string, file: string): string {
  return readFileSync(join(folderOf(form), file), 'utf8');
}

/** Each item with its source text. */
export function itemLines(form: string): { text: string; line: ItemLine }[] {
  const files = readdirSync(join(folderOf(form), ITEMS)).map((name) => `${ITEMS}/${name}`);
  return files
    .filter((file) => file !== CONTROLS)
    .flatMap((file) => linesOf(textOf(form, file)))
    .map((text) => ({ text, line: readItemLine(text) }));
}

/** @throws {Error} if the text is no such line */
export function readItemLine(text: string): ItemLine {
  return v.parse(itemLine, JSON.parse(text));
}

export function controlLines(form: string): ControlLine[] {
  return linesOf(textOf(form, CONTROLS)).map((text) => v.parse(controlLine, JSON.parse(text)));
}

export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}
