// An export is started by asynchronous invocation, and whoever asked does not wait for it.
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { exportEventSchema } from '../../../app/aws/invocation-events.ts';
import { createExporter } from '../../../app/aws/invoke-export.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { startLambda } from '../../../local/aws/lambda.ts';

const JOB = {
  from: '2026-10-31T15:00:00.000Z',
  to: '2026-11-30T15:00:00.000Z',
  label: '2026-11',
  format: 'csv',
  userId: 'U0APPROVER1',
} as const;

async function open(name: string | undefined) {
  const events: unknown[] = [];
  const lambda = await startLambda({
    functions: { 'audit-export': async (event) => void events.push(event) },
    onError: () => {},
  });
  onTestFinished(() => lambda.close());
  const client = new LambdaClient({ ...createClientConfig(lambda.url), maxAttempts: 1 });
  return { exporter: createExporter(client, name), events, lambda };
}

test('the export function gets the job, in the form that it reads', async () => {
  const { exporter, events, lambda } = await open('audit-export');
  expect(await exporter.start(JOB)).toBe('started');
  await lambda.settled();
  expect(events.map((event) => v.parse(exportEventSchema, event))).toEqual([{ export: JOB }]);
});

test('a request without an export function says so', async () => {
  const { exporter } = await open(undefined);
  expect(await exporter.start(JOB)).toBe('not-set-up');
});

test('an export function that does not exist is a fault', async () => {
  const { exporter } = await open('nobody');
  await expect(exporter.start(JOB)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  { from: 'yesterday' },
  { userId: '<!channel>' },
  { format: 'xlsx' },
  { label: '1'.repeat(65) },
  { label: '../2026' },
])('%o is no export job', (wrong) => {
  expect(v.safeParse(exportEventSchema, { export: { ...JOB, ...wrong } }).success).toBe(false);
});
