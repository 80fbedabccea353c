// `npm run audit`: exports sessions from the table, verifies an archive, and writes the report of a month.
import { readFileSync } from 'node:fs';
import { formatExport, readStreamsOfPeriod } from '../app/audit/exports/format-export.ts';
import type { Period } from '../app/audit/exports/period.ts';
import { FORMATS, parseRange, type Range, type RangeFault } from '../app/audit/exports/range.ts';
import { writeAtomically } from '../app/audit/exports/write-atomic.ts';
import type { Archive } from '../app/audit/ports.ts';
import { formatReportHtml, formatReportMarkdown } from '../app/audit/reports/report.ts';
import { createSummary } from '../app/audit/reports/summary.ts';
import { getFilingTime } from '../app/audit/stream-line.ts';
import { compareWithTrail } from '../app/audit/verification/compare-with-trail.ts';
import type { Finding } from '../app/audit/verification/verification-error.ts';
import { type Proof, verifyArchive } from '../app/audit/verification/verify.ts';
import { openBucket, openSigner, openStore, openTrail } from '../app/composition/audit.ts';
import { readConfig } from '../app/config/read-config.ts';
import { addDays, isDay } from '../app/lib/days.ts';
import { formatTime } from '../app/slack/i18n/format-time.ts';
import { type Command, oneOf, type ParsedArguments, runCommand, UsageError } from './command-line.ts';
import { createFolderArchive } from './folder-archive.ts';
import { createProgressBar } from './progress-bar.ts';

const ENVIRONMENT = 'It reads SESSIONS_TABLE, TIME_ZONE and LOCALE from the environment. Days are days of TIME_ZONE.';
const EXPORT = {
  name: 'npm run audit -- export',
  says: `Writes the sessions and denied attempts of a period to a file. ${ENVIRONMENT}`,
  options: {
    from: { value: 'DAY', says: 'the first day, e.g. 2026-11-01' },
    to: { value: 'DAY', says: 'the last day (the first day)' },
    format: { value: FORMATS.join('|'), says: 'the format of the file (csv)' },
    out: { value: 'FILE', says: 'the file (named after the days)' },
  },
} as const;
const VERIFY = {
  name: 'npm run audit -- verify',
  says: 'Verifies an archive, or names the first problem in it. Its days are UTC. docs/audit.md explains what is proved.',
  words: ['FOLDER|s3://BUCKET[/PREFIX]'],
  options: {
    key: { value: 'FILE.pem', says: 'the public key of the seals' },
    'seal-key': { value: 'KMS_KEY', says: 'the same key, read from KMS' },
    trail: { value: 'LOG_GROUP', says: 'also compares the archive with CloudTrail' },
    from: { value: 'DAY', says: 'the first day to compare (the day of the first seal)' },
    to: { value: 'DAY', says: 'the last day to compare (the day of the last seal)' },
  },
} as const;
const REPORT = {
  name: 'npm run audit -- report',
  says: `Writes the report of a month. ${ENVIRONMENT}`,
  options: {
    month: { value: 'MONTH', says: 'e.g. 2026-11' },
    out: { value: 'FILE.html|FILE.md', says: 'the file (named after the month)' },
  },
} as const;
const AUDIT: Command = {
  name: 'npm run audit --',
  says: 'export writes the sessions of a period to a file, verify verifies an archive, report writes the report of a month. Each has its own --help.',
  words: ['export|verify|report'],
  options: {},
};

const FAULTS: Readonly<Record<RangeFault, string>> = {
  unknown: 'is not a day: write it like 2026-11-24',
  'no-such-day': 'is not a valid date',
  reversed: 'ends before it begins',
  'too-long': 'is longer than 400 days: export it in parts',
  'too-early': 'begins before any session was recorded',
  'not-yet': 'is in the future',
};

const bar = createProgressBar(process.stderr);

/** Exit status 1: the archive is not proved, or the export has entries that cannot be read. */
function main([word, ...args]: readonly string[]): Promise<void> {
  switch (word) {
    case 'export':
      return runCommand(EXPORT, exportFile, args);
    case 'verify':
      return runCommand(VERIFY, verify, args);
    case 'report':
      return runCommand(REPORT, report, args);
    default:
      return runCommand(
        AUDIT,
        () => {
          throw new UsageError(word === undefined ? 'Give a command' : `"${word}" is not a command`);
        },
        word === undefined ? [] : [word],
      );
  }
}

async function exportFile({ text }: ParsedArguments<keyof typeof EXPORT.options>): Promise<number> {
  const from = text('from');
  const to = text('to') ?? from;
  const out = text('out');
  if (from === undefined) throw new UsageError('Give the first day with --from');
  const format = oneOf('--format', text('format') ?? 'csv', FORMATS);
  const config = readConfig('audit');
  const period = parsePeriod(from === to ? from : `${from}..${to}`, config.TIME_ZONE);
  const path = out ?? `bastion-${period.label}.${format}`;
  const summary = createSummary(config.TIME_ZONE);
  const chunks = formatExport(openStore(config.SESSIONS_TABLE), {
    period,
    format,
    timeZone: config.TIME_ZONE,
    onRow(row) {
      summary.add(row);
      if (row.type !== 'unreadable') bar.show(fractionDone(getFilingTime(row), period), `${summary.count()} entries`);
    },
  });
  await writeAtomically(path, chunks);
  bar.clear();
  const { sessions, acknowledged, deniedAttempts, unreadable } = summary.sum();
  console.log(
    `${path}: ${counted(sessions, 'session')}, ${acknowledged} acknowledged, and ${counted(deniedAttempts, 'denied attempt')}.`,
  );
  if (sessions + deniedAttempts === 0) console.log(`There were no sessions in ${period.label}: the file has no rows.`);
  if (unreadable === 0) return 0;
  console.error(
    `${unreadable === 1 ? '1 entry' : `${unreadable} entries`} cannot be read; the file names ${unreadable === 1 ? 'it' : 'them'}. Verify the archive before you trust the table.`,
  );
  return 1;
}

function parsePeriod(words: string, timeZone: string): Range {
  const found = parseRange(words, new Date(), timeZone);
  if ('fault' in found) throw new UsageError(`"${words}" ${FAULTS[found.fault]}`);
  return found;
}

function fractionDone(time: string, { from, to }: Period): number {
  const first = Date.parse(from);
  return (Date.parse(time) - first) / (Date.parse(to) - first);
}

async function verify({ words: [place], text }: ParsedArguments<keyof typeof VERIFY.options>): Promise<number> {
  const [trail, from, to] = [text('trail'), text('from'), text('to')];
  if (trail === undefined && (from ?? to) !== undefined) throw new UsageError('--from and --to need --trail');
  if (place === undefined) throw new UsageError('Give the archive: a folder, or s3://BUCKET');
  const proof = await verifyArchive(archiveAt(place), {
    publicKey: await publicKey(text('key'), text('seal-key')),
    now: new Date(),
    onSeal: (done, all) => bar.show(done / all, `${done} of ${all} seals`),
  });
  bar.clear();
  if (proof.outcome === 'wrong') return reportFinding(proof);
  const period = comparedIn(proof, from, to);
  console.log(proofText(proof));
  if (trail === undefined) {
    console.log('Completeness was not checked: give --trail LOG_GROUP to compare it with CloudTrail.');
    return 0;
  }
  const compared = await compareWithTrail(proof, openTrail(trail), period, (records) =>
    bar.show(0, `${records} records`),
  );
  bar.clear();
  if (compared.outcome === 'wrong') return reportFinding(compared);
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
  if (file !== undefined && keyId !== undefined) throw new UsageError('Give --key or --seal-key, not both');
  if (file !== undefined) return readFileSync(file, 'utf8');
  if (keyId === undefined)
    throw new UsageError('Give the public key of the seals: --key FILE.pem, or --seal-key KMS_KEY');
  return openSigner(keyId).publicKey();
}

function proofText({ seals, sealed }: Proof): string {
  const [first, last] = [seals.at(0), seals.at(-1)];
  const sessions = [...sealed.values()].filter(({ type }) => type === 'session').length;
  return `Proved: ${counted(seals.length, 'seal')} from ${first?.day} to ${last?.day} (UTC) without a gap, ${counted(sessions, 'session')} and ${counted(sealed.size - sessions, 'row')} of denied attempts, unaltered since each was sealed. An acknowledgement is proved from the seal that holds it, made the night after it was given.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The last day whose next day still has a year of four digits. */
const MAX_DAY = '9999-12-30';

function comparedIn({ seals }: Proof, from = seals.at(0)?.day ?? '', to = seals.at(-1)?.day ?? ''): Period {
  for (const day of [from, to]) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new UsageError(`"${day}" ${FAULTS.unknown}`);
    if (!isDay(day)) throw new UsageError(`"${day}" ${FAULTS['no-such-day']}`);
    if (day > MAX_DAY) throw new UsageError(`"${day}" ${FAULTS['not-yet']}`);
  }
  if (to < from) throw new UsageError(`"${from}..${to}" ${FAULTS.reversed}`);
  return { from: `${from}T00:00:00.000Z`, to: `${addDays(to, 1)}T00:00:00.000Z` };
}

function reportFinding({ what, file, session, event }: Finding): number {
  const where = [file, session && `session ${session}`, event && `event ${event}`].filter(Boolean);
  console.error(`Not proved: ${[...where, what].join(': ')}`);
  return 1;
}

async function report({ text }: ParsedArguments<keyof typeof REPORT.options>): Promise<number> {
  const month = text('month');
  const out = text('out') ?? `bastion-${month}.html`;
  if (month === undefined || !/^\d{4}-\d{2}$/.test(month)) throw new UsageError('Give the month, e.g. --month 2026-11');
  const { SESSIONS_TABLE, TIME_ZONE: timeZone, LOCALE: locale } = readConfig('audit');
  const period = parsePeriod(month, timeZone);
  const summing = createSummary(timeZone);
  for await (const row of readStreamsOfPeriod(openStore(SESSIONS_TABLE), period)) summing.add(row);
  const madeAt = formatTime(new Date().toISOString(), { timeZone, locale });
  const make = out.endsWith('.md') ? formatReportMarkdown : formatReportHtml;
  await writeAtomically(out, [make({ month, summary: summing.sum(), locale, madeAt, timeZone })]);
  console.log(`${out}: the report of ${month}.`);
  return 0;
}

try {
  await main(process.argv.slice(2));
} catch (fault) {
  bar.clear();
  const cause = fault instanceof Error && fault.cause instanceof Error ? `\n  ${fault.cause.message}` : '';
  console.error(`${fault instanceof Error ? fault.message : fault}${cause}`);
  process.exitCode = 2;
}
