// `npm run audit`: exports from the table, verifies an archive, and makes the report of a month.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareWithTrail } from '../app/audit/complete.ts';
import { entriesIn, exported } from '../app/audit/export.ts';
import type { Finding } from '../app/audit/finding.ts';
import { filedAt } from '../app/audit/line.ts';
import { FORMATS, type Format, type Period, type Range, type RangeFault, rangeOf } from '../app/audit/range.ts';
import { reportHtml, reportMarkdown } from '../app/audit/report.ts';
import { createSummary } from '../app/audit/summary.ts';
import { type Proof, verifyArchive } from '../app/audit/verify.ts';
import { writeWhole } from '../app/audit/whole-file.ts';
import { openBucket, openSigner, openStore, openTrail } from '../app/compose-audit.ts';
import { readConfig } from '../app/config.ts';
import { addDays, isDay } from '../app/lib/days.ts';
import type { Archive } from '../app/ports.ts';
import { shownTime } from '../app/slack/time.ts';
import { createFolderArchive } from './folder-archive.ts';
import { createProgressBar } from './progress-bar.ts';

const USAGE = `npm run audit -- export --from 2026-11-01 [--to 2026-11-15] [--format csv|jsonl] [--out FILE]
npm run audit -- verify FOLDER|s3://BUCKET[/PREFIX] --key FILE.pem|--seal-key KMS_KEY [--trail LOG_GROUP] [--from DAY] [--to DAY]
npm run audit -- report --month 2026-11 [--out FILE.html|FILE.md]

export and report read SESSIONS_TABLE, TIME_ZONE and LOCALE from the environment; days are those of TIME_ZONE.
verify reads nothing but the archive, the key and the trail; its days are UTC. docs/audit.md tells what it proves.`;

/** What was typed cannot be done; the message is for the person who typed it. */
class UsageError extends Error {}

const FAULTS: Readonly<Record<RangeFault, string>> = {
  unknown: 'is no day: write it like 2026-11-24',
  'no-such-day': 'is in no calendar',
  reversed: 'ends before it begins',
  'too-long': 'is longer than 400 days: export it in parts',
  'too-early': 'begins before there was any session',
  'not-yet': 'lies in the future',
};

const bar = createProgressBar(process.stderr);

/** @returns the exit status: 1 when an archive is not proved */
async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [command, place, ...more] = positionals;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (more.length > 0) throw new UsageError(`"${more[0]}" is one word too many`);
  switch (command) {
    case 'export':
      return exportFile(values);
    case 'verify':
      return verify(place, values);
    case 'report':
      return report(values);
    default:
      throw new UsageError(command === undefined ? 'Say what to do' : `"${command}" is not known`);
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  const options = {
    from: text,
    to: text,
    format: text,
    out: text,
    key: text,
    'seal-key': text,
    trail: text,
    month: text,
  };
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' } }, allowPositionals: true });
  } catch (fault) {
    throw new UsageError(fault instanceof Error ? fault.message : String(fault));
  }
}
type Values = ReturnType<typeof readArguments>['values'];

async function exportFile({ from, to = from, format: given = 'csv', out }: Values): Promise<number> {
  if (from === undefined) throw new UsageError('Give the first day with --from');
  const format = formatOf(given);
  const config = readConfig('audit');
  const period = range(from === to ? from : `${from}..${to}`, config.TIME_ZONE);
  const path = out ?? `bastion-${period.label}.${format}`;
  const summary = createSummary(config.TIME_ZONE);
  const chunks = exported(openStore(config.SESSIONS_TABLE), {
    period,
    format,
    timeZone: config.TIME_ZONE,
    onTold(told) {
      summary.add(told);
      if (told.type !== 'unreadable') bar.show(portion(filedAt(told), period), `${summary.count()} entries`);
    },
  });
  await writeWhole(path, chunks);
  bar.clear();
  const { sessions, acknowledged, deniedAttempts, unreadable } = summary.sum();
  console.log(
    `${path}: ${counted(sessions, 'session')}, ${acknowledged} acknowledged, and ${counted(deniedAttempts, 'denied attempt')}.`,
  );
  if (sessions + deniedAttempts === 0)
    console.log(`Nothing happened in ${period.label}: the file holds that and no more.`);
  if (unreadable === 0) return 0;
  console.error(
    `${unreadable} entries cannot be read; the file names them. Verify the archive before you trust the table.`,
  );
  return 1;
}

function formatOf(given: string): Format {
  const format = FORMATS.find((known) => known === given);
  if (format === undefined) throw new UsageError(`"${given}" is no format: write csv or jsonl`);
  return format;
}

function range(words: string, timeZone: string): Range {
  const found = rangeOf(words, new Date(), timeZone);
  if ('fault' in found) throw new UsageError(`"${words}" ${FAULTS[found.fault]}`);
  return found;
}

function portion(time: string, { from, to }: Period): number {
  const first = Date.parse(from);
  return (Date.parse(time) - first) / (Date.parse(to) - first);
}

async function verify(
  place: string | undefined,
  { key, 'seal-key': sealKey, trail, from, to }: Values,
): Promise<number> {
  if (place === undefined) throw new UsageError('Say which archive: a folder, or s3://BUCKET');
  const proof = await verifyArchive(archiveAt(place), {
    publicKey: await publicKey(key, sealKey),
    now: new Date(),
    onSeal: (done, all) => bar.show(done / all, `${done} of ${all} seals`),
  });
  bar.clear();
  if (proof.outcome === 'wrong') return wrong(proof);
  const period = comparedIn(proof, from, to);
  console.log(proved(proof));
  if (trail === undefined) {
    console.log('Whether it is complete was not looked at: give --trail LOG_GROUP to compare it with CloudTrail.');
    return 0;
  }
  const compared = await compareWithTrail(proof, openTrail(trail), period, (records) =>
    bar.show(0, `${records} records`),
  );
  bar.clear();
  if (compared.outcome === 'wrong') return wrong(compared);
  console.log(
    `Complete: each of the ${counted(compared.records, 'StartSession record')} in ${trail} from ${period.from} to ${period.to} has its entry, and each session its record.`,
  );
  return 0;
}

function archiveAt(place: string): Archive {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined) return createFolderArchive(place);
  return openBucket(bucket, prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);
}

async function publicKey(file: string | undefined, keyId: string | undefined): Promise<string> {
  if (file !== undefined) return readFileSync(file, 'utf8');
  if (keyId === undefined)
    throw new UsageError('Give the public key of the seals: --key FILE.pem, or --seal-key KMS_KEY');
  return openSigner(keyId).publicKey();
}

function proved({ seals, sealed }: Proof): string {
  const [first, last] = [seals.at(0), seals.at(-1)];
  const sessions = [...sealed.values()].filter(({ type }) => type === 'session').length;
  return `Proved: ${counted(seals.length, 'seal')} of ${first?.day} to ${last?.day} (UTC) without a gap, ${counted(sessions, 'session')} and ${counted(sealed.size - sessions, 'row')} of denied attempts, unaltered since each was sealed; an acknowledgement is proved from the seal that holds it on, the night after it was given.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function comparedIn({ seals }: Proof, from = seals.at(0)?.day ?? '', to = seals.at(-1)?.day ?? ''): Period {
  for (const day of [from, to]) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new UsageError(`"${day}" ${FAULTS.unknown}`);
    if (!isDay(day)) throw new UsageError(`"${day}" ${FAULTS['no-such-day']}`);
  }
  if (to < from) throw new UsageError(`"${from}..${to}" ${FAULTS.reversed}`);
  return { from: `${from}T00:00:00.000Z`, to: `${addDays(to, 1)}T00:00:00.000Z` };
}

function wrong({ what, file, session, event }: Finding): number {
  const where = [file, session && `session ${session}`, event && `event ${event}`].filter(Boolean);
  console.error(`Not proved: ${[...where, what].join(': ')}`);
  return 1;
}

async function report({ month, out = `bastion-${month}.html` }: Values): Promise<number> {
  if (month === undefined || !/^\d{4}-\d{2}$/.test(month)) throw new UsageError('Give the month like --month 2026-11');
  const { SESSIONS_TABLE, TIME_ZONE: timeZone, LOCALE: locale } = readConfig('audit');
  const period = range(month, timeZone);
  const summing = createSummary(timeZone);
  for await (const told of entriesIn(openStore(SESSIONS_TABLE), period)) summing.add(told);
  const madeAt = shownTime(new Date().toISOString(), { timeZone, locale });
  const make = out.endsWith('.md') ? reportMarkdown : reportHtml;
  await writeWhole(out, [make({ month, summary: summing.sum(), locale, madeAt, timeZone })]);
  console.log(`${out}: the report of ${month}.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (fault) {
  bar.clear();
  const usage = fault instanceof UsageError ? `\n\n${USAGE}` : '';
  const cause = fault instanceof Error && fault.cause instanceof Error ? `\n  ${fault.cause.message}` : '';
  console.error(`${fault instanceof Error ? fault.message : fault}${cause}${usage}`);
  process.exitCode = 2;
}
