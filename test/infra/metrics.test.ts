// The app, the alarms and docs/watchdog.md use the same metric names.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COUNTED, MEASURED, NAMESPACE, SERVICE } from '../../app/lib/metrics.ts';
import { ALL, type Json, resourcesOf, settingsOf, templateOf } from './stack-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DECLARED: readonly string[] = [...COUNTED, ...MEASURED];

/** Every quoted name in the code of the app, except in the list itself. */
const quoted = new Set(
  readdirSync(`${ROOT}/app`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'metrics.ts')
    .flatMap((file) => [...readFileSync(`${ROOT}/app/${file}`, 'utf8').matchAll(/'([A-Z]\w+)'/g)])
    .map(([, name]) => name),
);

test('the app uses every declared metric', () => {
  expect(DECLARED.filter((name) => !quoted.has(name))).toEqual([]);
});

test.each(ALL)('with the settings %s every alarm on our own metrics reads one that the app writes', (name) => {
  const alarms = [...resourcesOf(templateOf(name), 'AWS::CloudWatch::Alarm').values()];
  const read = alarms.flatMap(({ Properties }) => metricsOf(Properties));
  const own = read.filter(({ Namespace }) => Namespace === NAMESPACE);
  expect(own.length).toBeGreaterThan(5);
  // A metric filter of the deployment writes them, not the app.
  const filtered = [...resourcesOf(templateOf(name), 'AWS::Logs::MetricFilter').values()].flatMap(({ Properties }) =>
    Properties.MetricTransformations.map((one: Json) => `${one.MetricNamespace} ${one.MetricName}`),
  );
  const others = read.filter(({ Namespace }) => Namespace !== NAMESPACE && !Namespace.startsWith('AWS/'));
  expect(others.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`).toSorted()).toEqual(
    filtered.toSorted(),
  );
  for (const { MetricName, Dimensions } of own) {
    expect(DECLARED).toContain(MetricName);
    expect(quoted).toContain(MetricName);
    expect(Dimensions).toEqual([{ Name: 'service', Value: settingsOf(name).name ?? SERVICE }]);
  }
  for (const { Properties } of resourcesOf(templateOf(name), 'AWS::Lambda::Function').values())
    if (Properties.Environment?.Variables.SESSIONS_TABLE)
      expect(Properties.Environment.Variables.SERVICE_NAME).toBe(settingsOf(name).name ?? SERVICE);
});

test('docs/watchdog.md explains exactly the declared metrics, and names the namespace', () => {
  const document = readFileSync(`${ROOT}/docs/watchdog.md`, 'utf8');
  const [metrics = '', alarms] = document.split('### When an alarm rings');
  expect(alarms).toBeDefined();
  const names = [...metrics.matchAll(/^\| `([A-Z][a-z]\w+)`/gm)].map(([, name]) => name ?? '');
  expect(names.toSorted()).toEqual(DECLARED.toSorted());
  expect(document).toContain(`Namespace \`${NAMESPACE}\``);
});

test('docs/watchdog.md lists exactly the alarms of a deployment with an event bus', () => {
  const template = templateOf('example', ({ app }) => {
    app.EVENT_BUS = 'bastion-events';
  });
  const [, section = ''] = readFileSync(`${ROOT}/docs/watchdog.md`, 'utf8').split('### When an alarm rings');
  const rows = [...section.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = '']) => cell);
  const listed = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  // CloudFormation's ids: the construct, the alarm, and eight random characters.
  const made = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()].map((id) =>
    id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
  );
  expect(listed.toSorted()).toEqual(made.toSorted());
});

/** @returns the metrics of one alarm: its own, or those of its expression */
function metricsOf(alarm: Json): Json[] {
  if (alarm.MetricName !== undefined) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }: Json) => MetricStat?.Metric ?? []);
}
