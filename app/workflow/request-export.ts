// A request for an export: checks the person and the range, and starts the function that sends the file.
import { FORMATS, type Format, parseRange, type RangeFault } from '../audit/exports/range.ts';
import type { Ports } from '../ports.ts';
import { approverStatus, isAuditor } from './approvers.ts';
import type { WorkflowSettings } from './settings.ts';

export type ExportOutcome =
  | { readonly outcome: 'started'; readonly label: string; readonly format: Format }
  | { readonly outcome: 'refused'; readonly reason: ExportRefusal };
export type ExportRefusal =
  | RangeFault
  | 'format'
  | 'not-an-auditor'
  | 'approvers-unknown'
  | 'not-set-up'
  | 'not-started';

/** @param words e.g. "2026-11 csv", "2026-11-01..2026-11-15", "yesterday jsonl" */
export async function requestExport(
  ports: Ports,
  settings: WorkflowSettings,
  { words, userId }: { readonly words: string; readonly userId: string },
): Promise<ExportOutcome> {
  const may = await mayExport(ports, settings, userId);
  if (may !== 'yes') return refused(may === 'no' ? 'not-an-auditor' : 'approvers-unknown');
  const [days = '', given = 'csv', ...more] = words.trim().split(/\s+/);
  const range = parseRange(days, ports.clock.now(), settings.timeZone);
  if ('fault' in range) return refused(range.fault);
  const format = FORMATS.find((known) => known === given.toLowerCase());
  if (format === undefined || more.length > 0) return refused('format');
  try {
    const started = await ports.exporter.start({ ...range, format, userId });
    return started === 'started' ? { outcome: 'started', label: range.label, format } : refused(started);
  } catch (cause) {
    ports.monitor.fault('export start failed', cause);
    return refused('not-started');
  }
}

/** Auditors; the approvers where no auditor is named. */
async function mayExport(ports: Ports, settings: WorkflowSettings, userId: string): Promise<'yes' | 'no' | 'unknown'> {
  const { auditorUsers, auditorGroup } = settings;
  if (auditorUsers.length === 0 && auditorGroup === undefined) return approverStatus(ports, settings, userId);
  return (await isAuditor(ports, settings, userId)) ? 'yes' : 'no';
}

function refused(reason: ExportRefusal): ExportOutcome {
  return { outcome: 'refused', reason };
}
