// A newcomer's first minutes: clone, install, start, acknowledge, Ctrl-C.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runs } from '../runs.ts';
import { acknowledge, noticeNow, npmStart, ROOT, run, startSession } from './npm-start.ts';

/** A full run installs as a newcomer does. Any other run uses the packages that are installed here. */
async function install(folder: string): Promise<void> {
  if (runs(false, true)) return symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const installed = await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  expect(installed, installed.stderr).toMatchObject({ code: 0 });
}

test('a clone in a folder with a space and Japanese in its name runs twice at once and leaves nothing behind', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, '踏み台 サーバ');
  expect(await run('git', ['clone', '--quiet', ROOT, folder], parent)).toMatchObject({ code: 0 });
  await install(folder);

  const both = [npmStart([], {}, folder), npmStart([], {}, folder)];
  onTestFinished(async () => {
    for (const one of both) await one.interrupt();
  });
  const addresses = await Promise.all(both.map(({ address }) => address));
  expect(new Set(addresses).size).toBe(2);
  for (const one of both) {
    const started = await startSession(one);
    await acknowledge(one, started);
    expect(await noticeNow(one, started.notice.ts)).toContain('Acknowledged by');
    expect((await one.snapshot()).sessions).toHaveLength(1);
  }

  expect(await Promise.all(both.map((one) => one.interrupt()))).toEqual([0, 0]);
  for (const address of addresses) await expect(fetch(address)).rejects.toThrow('fetch failed');
  const processes = await run('ps', ['-axo', 'pid=,args='], parent);
  expect(processes.stdout.split('\n').filter((line) => line.includes(parent))).toEqual([]);
  expect((await run('git', ['status', '--porcelain'], folder)).stdout).toBe('');
});
