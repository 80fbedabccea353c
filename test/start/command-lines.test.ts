// Each command as a person types it: it refuses unknown arguments before it changes anything.
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT, run } from './npm-start.ts';

const { scripts } = manifest;
type Script = keyof typeof scripts;

const parent = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
const folder = join(parent, 'checkout');
let connections = 0;
const trap = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let env: NodeJS.ProcessEnv;

/** A copy of the checkout that shows every written or changed file. */
beforeAll(async () => {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT);
  for (const path of stdout.split('\0').filter(Boolean)) cpSync(join(ROOT, path), join(folder, path));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const address = trap.address();
  const proxy = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  env = {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    AWS_ENDPOINT_URL: proxy,
    SLACK_API_URL: proxy,
    NODE_USE_ENV_PROXY: '1',
  };
});
afterAll(() => {
  trap.close();
  rmSync(parent, { recursive: true, force: true });
});

function files(): string[] {
  const inside = (name: string) =>
    statSync(join(folder, name)).isDirectory()
      ? readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path))
      : [name];
  return readdirSync(folder)
    .filter((name) => name !== 'node_modules')
    .flatMap(inside)
    .map((path) => {
      const { mtimeMs, size } = statSync(join(folder, path));
      return `${path} ${size} ${mtimeMs}`;
    });
}

async function untouched(ask: () => ReturnType<typeof run>) {
  const before = files();
  const { code, stdout, stderr } = await ask();
  expect(files()).toEqual(before);
  expect(connections).toBe(0);
  return { code, stdout, stderr };
}

const byNpm = (script: Script, args: string[]) =>
  untouched(() => run('npm', ['run', '--silent', script, '--', ...args], folder, env));

/** Runs the script as npm does, but without npm, which takes most of the time. */
function typed(script: Script, args: string[]) {
  const PATH = `${join(folder, 'node_modules', '.bin')}:${process.env.PATH}`;
  return untouched(() => run('sh', ['-c', `${scripts[script]} "$@"`, 'sh', ...args], folder, { ...env, PATH }));
}

const SCRIPTS: readonly Script[] = [
  'start',
  'build',
  'simulate',
  'bench',
  'audit',
  'doctor',
  'synth',
  'bootstrap',
  'diff',
  'deploy',
  'screenshots',
  'manifest',
  'golden',
  'test:zones',
];
/** Arguments with which a command would begin its work. */
const GOOD: Partial<Record<Script, string[]>> = {
  audit: ['export', '--from', '2026-11-01'],
  bench: ['figures.json'],
  manifest: ['https://x.example.com'],
};

describe.each(SCRIPTS)('the command npm run %s', (script) => {
  test.each([
    ['an unknown option', ['--bogus'], '--bogus is not an option'],
    ['an option that is nearly one', ['--hlep=1'], '--hlep is not an option'],
    ['a word too many', ['surplus'], '"surplus" is one argument too many'],
  ])(`npm run ${script} refuses %s`, async (_, wrong, said) => {
    const { code, stdout, stderr } = await typed(script, [...(GOOD[script] ?? []), ...wrong]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(new RegExp(`^[^\\n]+\\. Usage: npm (run )?${script} -- [^\\n]+\\n$`));
  });

  test(`npm run ${script} prints its usage`, async () => {
    const { code, stdout, stderr } = await byNpm(script, ['-h']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${script} -- `));
  });
});

test.each<[Script, string[], string]>([
  ['start', ['--port', 'abc'], '--port abc is not a whole number from 1 to 65535'],
  ['start', ['--port', '0'], '--port 0 is not a whole number from 1 to 65535'],
  ['start', ['--locale', 'fr'], '--locale fr is not en or ja'],
  ['start', ['--times', 'mine'], '--times mine is not team or reader'],
  ['start', ['--time-zone', 'Mars/X'], '--time-zone Mars/X is not an IANA time zone, e.g. Europe/Berlin'],
  ['start', ['--on-deadline', 'shrug'], '--on-deadline shrug is not remind or terminate'],
  ['start', ['--four-eyes', 'shut'], '--four-eyes shut is not record or require'],
  ['start', ['--ask-reason', 'maybe'], '--ask-reason maybe is not true or false'],
  ['start', ['--keep'], '--keep needs a value (DIR)'],
  ['start', ['--keep', 'package.json'], '--keep package.json is not a folder'],
  ['start', ['--workspace', '--time-zone', ' '], '--time-zone   is not an IANA time zone'],
  ['simulate', ['--runs', 'abc'], '--runs abc is not a whole number from 1 on'],
  ['simulate', ['--runs', '-1'], '--runs -1 is not a whole number from 1 on'],
  ['simulate', ['--seed', 'x'], '--seed x is not a whole number from 1 on'],
  ['simulate', ['--seed', '1', '--from', '2'], '--seed goes without --from'],
  ['simulate', ['--mutants', '--runs', '2'], '--mutants goes without --runs'],
  ['bench', ['figures'], '"figures" is not the name of a JSON file'],
  ['bench', ['--load', 'storm'], '"storm" is not the name of a JSON file'],
  ['bench', ['--load', '--only', 'floods'], '--only floods is not storm or passes or clicks or lists or audit'],
  ['bench', ['--only', 'storm'], '--only goes with --load'],
  ['bench', ['--sessions', '100'], '--sessions goes with --load'],
  ['bench', ['--load', '--sessions', '19'], '--sessions 19 is not a whole number from 20 to 10000'],
  ['bench', ['--load', '--minutes', '0'], '--minutes 0 is not a whole number from 1 to 120'],
  ['bench', ['--load', '--updates', 'many'], '--updates many is not a whole number from 1 on'],
  ['manifest', ['--socket', 'https://x.example.com'], '--socket takes no address'],
  ['synth', ['--settings'], '--settings needs a value (FILE)'],
  ['synth', ['--settings', 'a.json', '--settings', 'b.json'], '--settings is given twice'],
  ['deploy', ['--require-approval', 'sometimes'], '--require-approval sometimes is not never or'],
  ['synth', ['--require-approval', 'never'], '--require-approval is not an option'],
])('npm run %s refuses %j', async (script, args, said) => {
  const { code, stdout, stderr } = await typed(script, args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(said);
});

test.each<[Script, string[], string]>([
  ['synth', ['--settings', 'none.json'], 'none.json does not exist'],
  ['synth', ['--settings', 'package.json'], 'package.json cannot be deployed'],
  ['deploy', [], 'These are the example settings'],
])('npm run %s with %j fails before it builds anything', async (script, args, said) => {
  const { code, stdout, stderr } = await typed(script, args);
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(said)]);
});
