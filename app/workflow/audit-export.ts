// The audit function: a file on request, the nightly seals, and the monthly report.
import { formatExport, readStreamsOfPeriod } from '../audit/exports/format-export.ts';
import { parseRange } from '../audit/exports/range.ts';
import { writeAtomically } from '../audit/exports/write-atomic.ts';
import type { AuditMessenger } from '../audit/ports.ts';
import type { Report } from '../audit/reports/report.ts';
import { createSummary, type Summary } from '../audit/reports/summary.ts';
import { type SealPorts, sealDays } from '../audit/seals/seal-days.ts';
import { toLocalDay } from '../lib/days.ts';
import type { Clock, ControlStore, ExportJob, Monitor, SessionStore } from '../ports.ts';
import type { WorkflowSettings } from './settings.ts';

export interface AuditPorts {
  readonly store: SessionStore;
  readonly controls: ControlStore;
  readonly messenger: AuditMessenger;
  readonly words: AuditTexts;
  readonly clock: Clock;
  readonly monitor: Monitor;
  /** Undefined where there is no archive */
  readonly sealing?: SealPorts | undefined;
  /** Runs with a folder that is gone afterwards. */
  readonly inFolder: <T>(use: (folder: string) => Promise<T>) => Promise<T>;
}

/** Texts of the audit in Slack, in the language of the team. */
export interface AuditTexts {
  readonly file: (label: string, summary: Summary) => string;
  readonly failed: (label: string) => string;
  /** Says that the app may not send the file, and how to get it */
  readonly withoutFile: (label: string) => string;
  readonly report: (month: string, summary: Summary) => string;
  readonly page: (report: Pick<Report, 'month' | 'summary'>, madeAt: Date) => string;
}

export type AuditSettings = Pick<WorkflowSettings, 'timeZone' | 'monthlyReport'>;

/** Sends the file. @throws {Error} after telling the person that it failed */
export async function exportFor(ports: AuditPorts, { timeZone }: AuditSettings, job: ExportJob): Promise<void> {
  const { store, messenger, words, inFolder } = ports;
  const { label, format: kind, userId } = job;
  try {
    await inFolder(async (folder) => {
      const name = `bastion-${label}.${kind}`;
      const path = `${folder}/${name}`;
      const summing = createSummary(timeZone);
      await writeAtomically(path, formatExport(store, { period: job, format: kind, timeZone, onRow: summing.add }));
      await messenger.sendFile(userId, {
        name,
        path,
        text: words.file(label, summing.sum()),
        withoutFile: words.withoutFile(label),
      });
    });
  } catch (cause) {
    await messenger.tell(userId, words.failed(label));
    throw new Error(`the export of ${label} was not sent`, { cause });
  }
}

/**
 * Seals and reports independently of each other.
 * @param until no further day is sealed after it
 * @throws {AggregateError} of the parts that failed, once the others are done
 */
export async function runNight(ports: AuditPorts, settings: AuditSettings, until: Date): Promise<void> {
  const done = await Promise.allSettled([
    ports.sealing ? sealDays(ports.sealing, until) : undefined,
    settings.monthlyReport ? reportMonth(ports, settings) : undefined,
  ]);
  const faults = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (faults.length > 0) throw new AggregateError(faults, faults.map((fault) => fault?.message).join('; '));
}

/** On the first day of a month in the team's zone. A second run posts nothing: the control item holds the month. */
async function reportMonth(ports: AuditPorts, { timeZone }: AuditSettings): Promise<void> {
  const { controls, clock, store, messenger, words, inFolder } = ports;
  const now = clock.now();
  if (!toLocalDay(now, timeZone).endsWith('-01')) return;
  const period = parseRange('last-month', now, timeZone);
  if ('fault' in period) throw new Error(`last month cannot be reported: ${period.fault}`);
  const { label: month } = period;
  const { value, version } = await controls.read('#report');
  if (value?.month === month || !(await controls.write('#report', { month }, version))) return;
  try {
    const summing = createSummary(timeZone);
    for await (const row of readStreamsOfPeriod(store, period)) summing.add(row);
    const summary = summing.sum();
    await inFolder(async (folder) => {
      const name = `bastion-${month}.html`;
      const path = `${folder}/${name}`;
      await writeAtomically(path, [words.page({ month, summary }, now)]);
      await messenger.postReport({
        name,
        path,
        text: words.report(month, summary),
        withoutFile: words.withoutFile(month),
      });
    });
  } catch (fault) {
    // The next run of today posts it.
    await controls.write('#report', { month: value?.month ?? 'none' }, version + 1);
    throw fault;
  }
}
