// Imports run downward only: the linter refuses each step up or aside, and takes each step down.
import { expect, test } from 'vitest';
import { lint } from './lint.ts';

/** Paths, each with what a file there imports. */
type Imports = readonly (readonly [path: string, imported: string])[];

const REFUSED: Imports = [
  ['app/lib/x.ts', '../session/event.ts'],
  ['app/lib/x.ts', '../ports.ts'],
  ['app/lib/x.ts', 'node:util'],
  ['app/lib/x.ts', 'valibot'],
  ['app/session/x.ts', '../ports.ts'],
  ['app/session/x.ts', 'node:crypto'],
  ['app/session/x.ts', 'valibot'],
  ['app/ports.ts', './workflow.ts'],
  ['app/ports.ts', 'valibot'],
  ['app/session/x.ts', '../metrics.ts'],
  ['app/workflow.ts', './slack/notice.ts'],
  ['app/workflow.ts', './aws/table.ts'],
  ['app/workflow.ts', './compose.ts'],
  ['app/workflow/x.ts', '../slack/notice.ts'],
  ['app/workflow/x.ts', '../compose.ts'],
  ['app/workflow/x.ts', '../workflow.ts'],
  ['app/audit/x.ts', '../workflow/act.ts'],
  ['app/audit/x.ts', '../slack/notice.ts'],
  ['app/audit/x.ts', '../aws/table.ts'],
  ['app/audit/x.ts', '@aws-sdk/client-s3'],
  ['app/audit/x.ts', 'date-fns'],
  ['app/slack/x.ts', '../aws/table.ts'],
  ['app/slack/x.ts', '../compose.ts'],
  ['app/slack/x.ts', '@aws-sdk/client-ssm'],
  ['app/aws/x.ts', '../slack/notice.ts'],
  ['app/aws/x.ts', '../workflow.ts'],
  ['app/aws/x.ts', '@slack/web-api'],
  ['app/compose.ts', '../handlers/slack.ts'],
  ['app/compose.ts', '../local/cloud.ts'],
  ['handlers/x.ts', '../local/cloud.ts'],
  ['handlers/x.ts', '../test/app/memory-store.ts'],
  ['local/x.ts', '../test/app/memory-store.ts'],
  ['infra/x.ts', '../app/compose.ts'],
  ['infra/x.ts', '../app/aws/session-store.ts'],
  ['infra/x.ts', '../app/aws/monitor.ts'],
  ['infra/x.ts', '../app/aws/trail-log.ts'],
  ['infra/x.ts', '../handlers/slack.ts'],
  ['infra/x.ts', '../local/cloud.ts'],
  ['infra/x.ts', '../test/app/memory-store.ts'],
];

const TAKEN: Imports = [
  ['app/lib/x.ts', './days.ts'],
  ['app/session/x.ts', './event.ts'],
  ['app/session/x.ts', '../lib/days.ts'],
  ['app/session/x.ts', '@noble/hashes/sha2.js'],
  ['app/ports.ts', './session/event.ts'],
  ['app/ports.ts', './metrics.ts'],
  ['app/ports.ts', './lib/days.ts'],
  ['app/workflow.ts', './workflow/act.ts'],
  ['app/workflow.ts', './lib/days.ts'],
  ['app/workflow/x.ts', './reconcile.ts'],
  ['app/workflow/x.ts', '../session/event.ts'],
  ['app/workflow/x.ts', '../lib/days.ts'],
  ['app/audit/x.ts', '../session/event.ts'],
  ['app/audit/x.ts', '../lib/days.ts'],
  ['app/audit/x.ts', '../ports.ts'],
  ['app/audit/x.ts', '../shape.ts'],
  ['app/audit/x.ts', '../locale.ts'],
  ['app/audit/x.ts', 'valibot'],
  ['app/audit/x.ts', 'node:stream/promises'],
  ['app/workflow/x.ts', '../audit/range.ts'],
  ['app/workflow/x.ts', '../metrics.ts'],
  ['app/slack/x.ts', '../audit/report.ts'],
  ['app/slack/x.ts', '../workflow.ts'],
  ['app/slack/x.ts', '../lib/days.ts'],
  ['app/aws/x.ts', '../ports.ts'],
  ['app/aws/x.ts', '../lib/days.ts'],
  ['app/compose.ts', './aws/table.ts'],
  ['handlers/x.ts', '../app/compose.ts'],
  ['local/x.ts', '../app/aws/table.ts'],
  ['infra/x.ts', '../app/aws/table.ts'],
  ['infra/x.ts', '../app/config.ts'],
  ['infra/x.ts', '../app/locale.ts'],
  ['infra/x.ts', '../app/metrics.ts'],
  ['infra/x.ts', '../app/aws/trail-filter.ts'],
  ['infra/x.ts', 'aws-cdk-lib'],
];

test('the linter refuses imports that run upward or aside, and takes those that run downward', async () => {
  const files = new Map<string, string[]>();
  const place = ([path, imported]: readonly [string, string]) => {
    const imports = files.get(path) ?? [];
    files.set(path, [...imports, imported]);
    return `${path}:${imports.length + 1} ${imported}`;
  };
  const refused = REFUSED.map(place);
  TAKEN.map(place);
  const sources = [...files].map(
    ([path, imports]) =>
      [path, imports.map((imported, line) => `import { x${line} } from '${imported}';\n`).join('')] as const,
  );
  const found = (await lint(sources)).flatMap(({ category, path, line }) =>
    category.endsWith('/noRestrictedImports') ? [`${path}:${line} ${files.get(path)?.[line - 1]}`] : [],
  );
  expect(found.toSorted()).toEqual(refused.toSorted());
});
