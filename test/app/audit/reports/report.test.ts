// The report of a month: the same figures as text and as a page that needs nothing from elsewhere.
import { expect, test } from 'vitest';
import { formatReportHtml, formatReportMarkdown } from '../../../../app/audit/reports/report.ts';
import { createSummary } from '../../../../app/audit/reports/summary.ts';
import { goldenEntries } from '../../../golden/stories.ts';
import {
  acknowledged,
  aSession,
  at,
  ended,
  noticed,
  startFacts,
  terminationRequested,
  when,
} from '../../session/session-fixture.ts';

function reported(sessions: readonly ReturnType<typeof aSession>[], locale: 'en' | 'ja' = 'en') {
  const summing = createSummary('Asia/Tokyo');
  for (const session of sessions) summing.add(session);
  const about = { madeAt: '2026/12/01 09:30 JST', timeZone: 'Asia/Tokyo', locale };
  return { month: '2026-11', summary: summing.sum(), ...about };
}
const SESSIONS = [
  aSession({ after: [noticed, when(3, acknowledged()), ended()] }),
  aSession({ after: [noticed, terminationRequested(), ended(at(9))] }),
  aSession({ facts: startFacts({ startedAt: '2026-11-29T18:00:00.000Z' }) }),
];

test('a report has each figure, and the days with sessions', () => {
  const text = formatReportMarkdown(reported(SESSIONS));
  expect(text).toContain('| Sessions | 3 |');
  expect(text).toContain('| Time to acknowledge, median | 2 min 0 s |');
  expect(text).toContain('| 2026-11-24 | 1 | 1 | 0 |');
  // Three in the morning of the 30th, where the team is.
  expect(text).toContain('| 2026-11-30 | 0 | 0 | 1 |');
});

test('a report as a page has a bar for each outcome of each day, and loads nothing', () => {
  const page = formatReportHtml(reported(SESSIONS));
  expect([...page.matchAll(/<rect class="(\w+)"/g)].map(([, outcome]) => outcome)).toEqual([
    'acknowledged',
    'terminated',
    'unacknowledged',
  ]);
  expect(page.match(/<g><title>/g)).toHaveLength(30);
  expect(page).not.toMatch(/<script|src=|href=|url\(|@import|https?:/);
});

const ACTS = goldenEntries().flatMap(({ group, entry }) =>
  group === 'acknowledgements' && entry.type === 'session' ? [entry] : [],
);

test('a report says how acknowledgements were given, and what became of them', () => {
  const text = formatReportMarkdown(reported(ACTS));
  for (const line of [
    '## How acknowledgements were given',
    '| Reaction | 1 |',
    '| App Home | 2 |',
    '| By two approvers | 2 |',
    '| Taken over | 4 |',
    '| Withdrawn | 9 |',
    '| Expired | 3 |',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain('Not recorded');
  const page = formatReportHtml(reported(ACTS));
  for (const words of ['<th scope="row">Reaction</th>', '<dt>By two approvers</dt><dd>2</dd>'])
    expect(page).toContain(words);
});

test('a report says how many operators gave a reason', () => {
  expect(formatReportMarkdown(reported(SESSIONS))).toContain('| Reason given | 3 (100%) |');
  expect(formatReportMarkdown(reported([], 'ja'))).toContain('| 理由の記入 | 0件（0%） |');
});

test('a report of a month in which nobody acknowledged does not ask how', () => {
  const sessions = [aSession({ after: [noticed] })];
  expect(formatReportMarkdown(reported(sessions))).not.toContain('How acknowledgements');
  expect(formatReportHtml(reported(sessions))).not.toContain('How acknowledgements');
});

test('the report of a month without a session says so', () => {
  expect(formatReportHtml(reported([]))).toContain('No sessions in this month.');
  expect(formatReportMarkdown(reported([], 'ja'))).toContain('この月のセッションはありませんでした。');
});

test('every word of a Japanese report is Japanese', () => {
  const page = formatReportHtml(reported([...SESSIONS, ...ACTS], 'ja'));
  expect(page).toContain('<html lang="ja">');
  const read = page.replace(/<style>[^<]*<\/style>/, '').replaceAll(/<[^>]+>/g, ' ');
  expect(read).not.toMatch(/session|acknowledged|attempts|reason|[a-z]+ button/i);
  expect(read).not.toContain('承認');
  expect(read).toContain('通知のボタン');
});

test.each([
  ['2026-01', 31],
  ['2026-02', 28],
  ['2028-02', 29],
  // Months in which clocks are changed here or there, at midnight too.
  ['2026-03', 31],
  ['2026-04', 30],
  ['2026-10', 31],
  ['2026-12', 31],
])('the chart of %s has each of its %i days, in their order', (month, count) => {
  const session = aSession({ facts: startFacts({ startedAt: `${month}-15T08:00:00.000Z` }) });
  const named = [...formatReportHtml({ ...reported([session]), month }).matchAll(/<g><title>([^:]+):/g)].map(
    ([, day]) => day,
  );
  expect(named).toEqual(Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`));
});
