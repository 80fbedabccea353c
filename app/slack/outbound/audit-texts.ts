// The texts beside an export and a monthly report.
import { formatReportHtml } from '../../audit/reports/report.ts';
import { REPORT_TEXTS } from '../../audit/reports/report-texts.ts';
import type { Summary } from '../../audit/reports/summary.ts';
import type { AuditTexts } from '../../workflow/audit-export.ts';
import { formatTime, type LocaleOptions } from '../i18n/format-time.ts';
import { selectTexts } from '../i18n/message-options.ts';
import { formatMrkdwn } from '../i18n/rich-text.ts';

export function createAuditTexts(reading: LocaleOptions): AuditTexts {
  const { audit } = selectTexts(reading);
  const { duration } = REPORT_TEXTS[reading.locale];

  function linesOf(title: string, summary: Summary): string {
    const { sessions, acknowledged, lapsed, terminated, deniedAttempts, unreadable, medianSeconds, p95Seconds } =
      summary;
    const lines = [
      sessions + deniedAttempts + unreadable === 0 && audit.nothing,
      sessions > 0 && audit.figures(sessions, acknowledged, lapsed, terminated),
      medianSeconds !== undefined && audit.times(duration(medianSeconds), duration(p95Seconds)),
      deniedAttempts > 0 && audit.denied(deniedAttempts),
      unreadable > 0 && audit.unreadable(unreadable),
    ].filter((line) => line !== false);
    return [formatMrkdwn([{ bold: title }]), ...lines.map((line) => formatMrkdwn([line]))].join('\n');
  }

  return {
    file: (label, summary) => linesOf(audit.file(label), summary),
    withoutFile: (label) => formatMrkdwn([audit.withoutFile(label)]),
    failed: (label) => formatMrkdwn([audit.failed(label)]),
    report: (month, summary) => linesOf(audit.report(month), summary),
    page: ({ month, summary }, madeAt) =>
      formatReportHtml({ ...reading, month, summary, madeAt: formatTime(madeAt.toISOString(), reading) }),
  };
}
