// The document that warns on a host has a fixed text, and on Linux it reaches terminals without a recorded login.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import document from '../../infra/warning-document.json' with { type: 'json' };
import { run } from '../start/npm-start.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
const shape = z.strictObject({
  schemaVersion: z.literal('2.2'),
  description: z.string(),
  mainSteps: z.tuple([step('aws:runShellScript', 'Linux'), step('aws:runPowerShellScript', 'Windows')]),
});

function step(action: string, platform: string) {
  return z.strictObject({
    action: z.literal(action),
    name: z.string().regex(/^[A-Za-z0-9_]+$/),
    precondition: z.strictObject({ StringEquals: z.tuple([z.literal('platformType'), z.literal(platform)]) }),
    inputs: z.strictObject({ timeoutSeconds: z.string().regex(/^\d+$/), runCommand: z.array(z.string()).min(1) }),
  });
}

test('the warning document is a Command document for Linux and Windows, without parameters or placeholders', () => {
  expect(shape.safeParse(document).error).toBeUndefined();
  expect(JSON.stringify(document)).not.toContain('{{');
});

test('on Linux the warning document writes to every terminal in both languages, and exits with status 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['0', '1', '17', 'ptmx']) writeFileSync(join(folder, name), '');
  const [linux] = document.mainSteps;
  // The folder replaces /dev/pts, so that the test does not write to real terminals.
  const script = linux?.inputs.runCommand.join('\n').replaceAll('/dev/pts', folder) ?? '';
  expect(await run('sh', ['-c', script], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
  const shown = (name: string) => readFileSync(join(folder, name), 'utf8');
  for (const name of ['0', '1', '17']) expect(shown(name)).toMatch(/\r\n.*about to be terminated[\s\S]*まもなく切断/);
  expect(shown('ptmx')).toBe('');
});
