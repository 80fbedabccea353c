// The monthly report: as Markdown, and as one page of HTML with its charts.
import { listDaysOfMonth } from '../../lib/days.ts';
import type { Locale } from '../../lib/locale.ts';
import { REPORT_TEXTS } from './report-texts.ts';
import { FIGURES, type Figure, type ReportTexts } from './report-words.ts';
import { SESSION_OUTCOMES, type SessionOutcome, type Summary, TURNS, WAYS } from './summary.ts';

export interface Report {
  /** e.g. "2026-11" */
  readonly month: string;
  readonly summary: Summary;
  readonly locale: Locale;
  /** Local date and time of the report, in the time zone */
  readonly madeAt: string;
  readonly timeZone: string;
}

export function formatReportMarkdown({ month, summary, locale, madeAt, timeZone }: Report): string {
  const words = REPORT_TEXTS[locale];
  const rows = FIGURES.map((figure) => `| ${words.figures[figure]} | ${formatFigure(figure, summary, words)} |`);
  const days = countByDay(month, summary).filter(({ all }) => all > 0);
  const perDay = days.map(
    ({ day, counts }) => `| ${day} | ${SESSION_OUTCOMES.map((outcome) => counts[outcome]).join(' | ')} |`,
  );
  const table =
    days.length === 0
      ? [words.none]
      : [
          `| | ${SESSION_OUTCOMES.map((outcome) => words.outcomes[outcome]).join(' | ')} |`,
          '|---|---|---|---|',
          ...perDay,
        ];
  return [
    `# ${words.title(month)}`,
    '',
    '| | |',
    '|---|---|',
    ...rows,
    '',
    `## ${words.perDay}`,
    '',
    ...table,
    '',
    ...formatGiven(summary, words),
    words.made(madeAt, timeZone),
    '',
  ].join('\n');
}

function formatGiven(summary: Summary, words: ReportTexts): string[] {
  const { ways, turns } = listGiven(summary, words);
  if (ways.length === 0) return [];
  const rows = [...ways, ...turns].map(([name, count]) => `| ${name} | ${count} |`);
  return [`## ${words.given}`, '', '| | |', '|---|---|', ...rows, ''];
}

type Row = readonly [name: string, count: number];

/** The ways that were used; none if nobody acknowledged a session. */
function listGiven({ given, turns }: Summary, words: ReportTexts): { ways: Row[]; turns: Row[] } {
  return {
    ways: WAYS.map((way): Row => [words.ways[way], given[way]]).filter(([, count]) => count > 0),
    turns: TURNS.map((turn): Row => [words.turns[turn], turns[turn]]),
  };
}

/** The page loads nothing and has no script. */
export function formatReportHtml({ month, summary, locale, madeAt, timeZone }: Report): string {
  const words = REPORT_TEXTS[locale];
  const figures = FIGURES.filter((figure) => figure !== 'unreadable' || summary.unreadable > 0).map(
    (figure) =>
      `<div><dt>${escapeHtml(words.figures[figure])}</dt><dd>${escapeHtml(formatFigure(figure, summary, words))}</dd></div>`,
  );
  const charts =
    summary.sessions === 0
      ? `<p>${escapeHtml(words.none)}</p>`
      : `<section><h2>${escapeHtml(words.perDay)}</h2>${drawLegend(words)}${drawDays(month, summary, words)}</section>
<section><h2>${escapeHtml(words.answers)}</h2>${drawAnswers(summary, words)}</section>${drawGiven(summary, words)}`;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(words.title(month))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(words.title(month))}</h1>
<dl>${figures.join('')}</dl>
${charts}
<footer>${escapeHtml(words.made(madeAt, timeZone))}</footer>
</main>
</body>
</html>
`;
}

function formatFigure(figure: Figure, summary: Summary, words: ReportTexts): string {
  const value = summary[figure];
  if (figure === 'reasoned') return words.share(summary.reasoned, summary.sessions);
  return figure === 'medianSeconds' || figure === 'p95Seconds' ? words.duration(value) : String(value);
}

function countByDay(month: string, { days }: Summary) {
  const counted = new Map(days);
  return listDaysOfMonth(month).map((day) => {
    const counts = counted.get(day) ?? { acknowledged: 0, terminated: 0, unacknowledged: 0 };
    return { day, counts, all: SESSION_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0) };
  });
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [720, 220, 40, 24, 12];

function drawDays(month: string, summary: Summary, words: ReportTexts): string {
  const days = countByDay(month, summary);
  const most = roundUp(Math.max(...days.map(({ all }) => all)));
  const step = (WIDTH - LEFT) / days.length;
  const y = (count: number) => HEIGHT - BOTTOM - (count / most) * (HEIGHT - BOTTOM - TOP);
  const lines = [0, most / 2, most]
    .filter(Number.isInteger)
    .map(
      (count) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(count)}" y2="${y(count)}"/><text x="${LEFT - 6}" y="${y(count) + 4}" text-anchor="end">${count}</text>`,
    );
  const bars = days.map(({ day, counts }, index) => {
    let below = 0;
    const parts = SESSION_OUTCOMES.map((outcome) => {
      const from = below;
      below += counts[outcome];
      if (counts[outcome] === 0) return '';
      return `<rect class="${outcome}" x="${(LEFT + index * step + 1.5).toFixed(1)}" y="${y(below).toFixed(1)}" width="${(step - 3).toFixed(1)}" height="${(y(from) - y(below)).toFixed(1)}"/>`;
    });
    const label = SESSION_OUTCOMES.map((outcome) => `${words.outcomes[outcome]} ${counts[outcome]}`).join(', ');
    const number = Number(day.slice(8));
    const isNamed = number === 1 || number % 5 === 0;
    const name = `<text x="${(LEFT + (index + 0.5) * step).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${number}</text>`;
    return `<g><title>${day}: ${escapeHtml(label)}</title>${parts.join('')}${isNamed ? name : ''}</g>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(words.perDay)}">${lines.join('')}${bars.join('')}</svg>`;
}

function drawAnswers({ answers }: Summary, words: ReportTexts): string {
  return drawBars(answers.map((count, index): Row => [words.steps[index] ?? '', count]));
}

function drawGiven(summary: Summary, words: ReportTexts): string {
  const { ways, turns } = listGiven(summary, words);
  if (ways.length === 0) return '';
  const cells = turns.map(([name, count]) => `<div><dt>${escapeHtml(name)}</dt><dd>${count}</dd></div>`);
  return `
<section><h2>${escapeHtml(words.given)}</h2>${drawBars(ways)}<dl class="turns">${cells.join('')}</dl></section>`;
}

function drawBars(rows: readonly Row[]): string {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  const drawn = rows.map(([name, count]) => {
    const percent = ((count / most) * 100).toFixed(1);
    return `<tr><th scope="row">${escapeHtml(name)}</th><td class="bar"><span style="width:${percent}%"></span></td><td>${count}</td></tr>`;
  });
  return `<table>${drawn.join('')}</table>`;
}

function drawLegend(words: ReportTexts): string {
  const items = SESSION_OUTCOMES.map(
    (outcome: SessionOutcome) => `<li><i class="${outcome}"></i>${escapeHtml(words.outcomes[outcome])}</li>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

/** The next number that halves without a fraction. */
function roundUp(most: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, most))));
  const step = most <= 4 ? 2 : Math.max(2, unit);
  return Math.max(2, Math.ceil(most / step) * step);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1d1c1d;--soft:#616061;--line:#dddddd;--acknowledged:#2f7d5b;--terminated:#c2334d;--unacknowledged:#d99a1c}
@media (prefers-color-scheme:dark){:root{--paper:#1a1d21;--ink:#e8e8e8;--soft:#ababad;--line:#3a3d42;--acknowledged:#4cb58a;--terminated:#f0657f;--unacknowledged:#e5b04a}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Noto Sans JP","Noto Sans CJK JP",sans-serif}
main{max-width:760px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:1.6rem;margin:0 0 20px}h2{font-size:1.1rem;margin:32px 0 8px}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:12px;margin:0}
dl div{border:1px solid var(--line);border-radius:10px;padding:12px 14px;display:flex;flex-direction:column;justify-content:space-between}
.turns{margin-top:12px}.turns dd{font-size:1.1rem}
dt{color:var(--soft);font-size:.85rem}dd{margin:4px 0 0;font-size:1.4rem;font-weight:600}
svg{width:100%;height:auto;overflow:visible;font-size:12px}svg text{fill:var(--soft)}.grid{stroke:var(--line)}
rect.acknowledged{fill:var(--acknowledged)}rect.terminated{fill:var(--terminated)}rect.unacknowledged{fill:var(--unacknowledged)}
ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0 0 8px;color:var(--soft);font-size:.9rem}
i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
i.acknowledged,.bar span{background:var(--acknowledged)}i.terminated{background:var(--terminated)}i.unacknowledged{background:var(--unacknowledged)}
table{width:100%;border-collapse:collapse}th{text-align:left;font-weight:400;color:var(--soft);white-space:nowrap;padding:3px 12px 3px 0;width:1%}
.bar{width:100%}.bar span{display:block;height:14px;border-radius:3px}td:last-child{padding-left:10px;text-align:right;font-variant-numeric:tabular-nums}
@media (max-width:480px){svg{font-size:22px}}
footer{margin-top:32px;color:var(--soft);font-size:.85rem}
`;
