// What is counted, what alarms wait for, and what the document explains are the same names.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COUNTED, MEASURED, NAMESPACE, SERVICE } from '../../app/lib/metrics.ts';
import { ALL, type Json, resourcesOf, templateOf } from './stack-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DECLARED: readonly string[] = [...COUNTED, ...MEASURED];

/** Every text in quotes in the code of the app but for the list itself. */
const quoted = new Set(
  readdirSync(`${ROOT}/app`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'metrics.ts')
    .flatMap((file) => [...readFileSync(`${ROOT}/app/${file}`, 'utf8').matchAll(/'([A-Z]\w+)'/g)])
    .map(([, name]) => name),
);

test('every metric that is declared is used by the app', () => {
  expect(DECLARED.filter((name) => !quoted.has(name))).toEqual([]);
});

test.each(ALL)('every metric that an alarm of %s waits for is one that the app writes', (name) => {
  const alarms = [...resourcesOf(templateOf(name), 'AWS::CloudWatch::Alarm').values()];
  const asked = alarms.flatMap(({ Properties }) => metricsOf(Properties));
  const own = asked.filter(({ Namespace }) => Namespace === NAMESPACE);
  expect(own.length).toBeGreaterThan(5);
  expect(asked.filter(({ Namespace }) => Namespace !== NAMESPACE && !Namespace.startsWith('AWS/'))).toEqual([]);
  for (const { MetricName, Dimensions } of own) {
    expect(DECLARED).toContain(MetricName);
    expect(quoted).toContain(MetricName);
    expect(Dimensions).toEqual([{ Name: 'service', Value: SERVICE }]);
  }
});

test('the document explains every metric that is declared and no other, and names the namespace', () => {
  const document = readFileSync(`${ROOT}/docs/watchdog.md`, 'utf8');
  const names = [...document.matchAll(/^\| `([A-Z][a-z]\w+)`/gm)].map(([, name]) => name ?? '');
  expect(names.toSorted()).toEqual(DECLARED.toSorted());
  expect(document).toContain(`Namespace \`${NAMESPACE}\``);
});

/** Of one alarm: its own, or those of its expression. */
function metricsOf(alarm: Json): Json[] {
  if (alarm.MetricName !== undefined) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }: Json) => MetricStat?.Metric ?? []);
}
