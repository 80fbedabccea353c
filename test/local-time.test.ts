// No code that is deployed, or that people run, asks the machine for its time zone: the linter refuses each way to do so.
import { expect, test } from 'vitest';
import { lint } from './lint.ts';

const METHODS = ['Hours', 'Minutes', 'Seconds', 'Milliseconds', 'Date', 'Month', 'FullYear'];

const REFUSED = [
  ...METHODS.flatMap((part) => [`new Date(0).get${part}();`, `new Date(0).set${part}(1);`]),
  'new Date(0).getDay();',
  'new Date(0).getTimezoneOffset();',
  'new Date(0).toDateString();',
  'new Date(0).toTimeString();',
  'new Date(0).toLocaleString();',
  "new Date(0).toLocaleString('en');",
  "new Date(0).toLocaleDateString('en', { dateStyle: 'short' });",
  "new Date(0).toLocaleTimeString('en', { timeStyle: 'short' });",
  "(1_024).toLocaleString('en');",
  'new Date(2026, 10);',
  'new Date(2026, 10, 24);',
  'new Date(2026, 10, 24, 1, 2, 3);',
  "new Date('2026-11-24T01:00:00');",
  "new Date('2026-11-24 01:00');",
  "new Date('2026/11/24');",
  "new Date('November 24, 2026');",
  `new Date(\`\${String(1)}T00:00:00\`);`,
  `new Date(\`2026-11-24T\${String(1)}\`);`,
  "Date.parse('2026-11-24T01:00:00');",
  "Date.parse('Nov 24 2026');",
  `Date.parse(\`\${String(1)}T00:00:00.000\`);`,
  'new Intl.DateTimeFormat();',
  "new Intl.DateTimeFormat('en', { dateStyle: 'short' });",
  'Intl.DateTimeFormat().resolvedOptions();',
  "import { addDays } from 'date-fns';",
  "import { parseISO } from 'date-fns/parseISO';",
  "import { fromZonedTime } from 'date-fns-tz';",
  "import dayjs from 'dayjs';",
  "await import('date-fns');",
];

const TAKEN = [
  ...METHODS.flatMap((part) => [`new Date(0).getUTC${part}();`, `new Date(0).setUTC${part}(1);`]),
  'new Date();',
  'new Date(0).getTime();',
  'new Date(0).toISOString();',
  "new Date('2026-11-24');",
  "new Date('2026-11-24T01:00:00Z');",
  "new Date('2026-11-24T01:00:00.000+09:00');",
  `new Date(\`\${String(1)}-01\`);`,
  `new Date(\`\${String(1)}T00:00:00Z\`);`,
  "Date.parse('2026-11-24T01:00:00.000Z');",
  'Date.parse(String(0));',
  'Date.UTC(2026, 10, 24);',
  "new Date(0).toLocaleString('en', { timeZone: 'UTC' });",
  "new Intl.DateTimeFormat('en', { timeZone: 'UTC' });",
  "new Intl.NumberFormat('en').format(1_024);",
];

const FOLDERS = ['app', 'app/slack/views', 'handlers', 'infra', 'cli', 'local', 'local/page'];

test('the linter refuses each way to ask for the time of the machine, and takes those that name a zone', async () => {
  const lines = [...REFUSED, ...TAKEN].map((line) => `${line}\n`).join('');
  const found = await lint(FOLDERS.map((folder) => [`${folder}/x.ts`, lines]));
  for (const folder of FOLDERS) {
    const refused = found
      .filter(({ category, path }) => category === 'plugin' && path === `${folder}/x.ts`)
      .map(({ line }) => [...REFUSED, ...TAKEN][line - 1]);
    expect(refused.toSorted(), folder).toEqual(REFUSED.toSorted());
  }
});
