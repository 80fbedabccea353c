// The parser behind every `npm run …`: valid command lines, and the message for each invalid one.
import { expect, onTestFinished, test, vi } from 'vitest';
import { oneOf, readCommandLine, runCommand, UsageError, wholeNumber } from '../../cli/command-line.ts';

const COMMAND = {
  name: 'npm run example --',
  says: 'Does something.',
  words: ['[FILE]'],
  options: { runs: { value: 'N', says: 'how often' }, quiet: { says: 'prints nothing' } },
} as const;

function read(...args: string[]) {
  const given = readCommandLine(COMMAND, args);
  return given === 'help' ? given : { words: given.words, runs: given.text('runs'), quiet: given.has('quiet') };
}

test.each([
  [[], { words: [], runs: undefined, quiet: false }],
  [['out.json', '--runs', '3', '--quiet'], { words: ['out.json'], runs: '3', quiet: true }],
  [['--runs=3'], { words: [], runs: '3', quiet: false }],
  // A negative number counts as a value, and so does everything after "=".
  [['--runs', '-1'], { words: [], runs: '-1', quiet: false }],
  [['--runs=--quiet'], { words: [], runs: '--quiet', quiet: false }],
  [['--', '--runs'], { words: ['--runs'], runs: undefined, quiet: false }],
])('the command line %j is valid', (args, understood) => {
  expect(read(...args)).toEqual(understood);
});

test.each([
  [['--rnus', '3'], '--rnus is not an option'],
  [['--no-quiet'], '--no-quiet is not an option'],
  [['--constructor'], '--constructor is not an option'],
  [['--__proto__'], '--__proto__ is not an option'],
  [['--Runs', '3'], '--Runs is not an option'],
  [['-r'], '-r is not an option'],
  [['-q3'], '-q is not an option'],
  [['a', 'b'], '"b" is one argument too many'],
  [['a', ''], '"" is one argument too many'],
  [['--', 'a', '--quiet'], '"--quiet" is one argument too many'],
  [['--runs'], '--runs needs a value (N)'],
  [['--runs', '--quiet'], '--runs needs a value (N)'],
  [['--runs', '-h'], '--runs needs a value (N)'],
  [['--runs', ''], '--runs needs a value (N)'],
  [['--runs='], '--runs needs a value (N)'],
  [['--quiet=yes'], '--quiet takes no value'],
  [['--help=no'], '--help takes no value'],
  [['--runs', '1', '--runs', '1'], '--runs is given twice'],
  [['--quiet', '--quiet'], '--quiet is given twice'],
])('the command line %j is refused', (args, message) => {
  expect(() => read(...args)).toThrow(new UsageError(message));
});

test.each([[['--help']], [['-h']], [['out.json', '--runs', '3', '--help']], [['--rnus', '-h']]])(
  '%j requests help',
  (args) => {
    expect(read(...args)).toBe('help');
  },
);

test.each(['abc', '-1', '0', '1.5', '1e3', '0x10', ' 7', '7 ', '٣', '11', '99999999999999999999'])(
  '%j is not a whole number from 1 to 10',
  (text) => {
    expect(() => wholeNumber('--runs', text, 1, 10)).toThrow(`--runs ${text} is not a whole number from 1 to 10`);
  },
);

test('a number may have no upper bound, and a word must be one of the known ones', () => {
  expect([wholeNumber('--runs', '007', 1), wholeNumber('--runs', '10', 1, 10)]).toEqual([7, 10]);
  expect(() => wholeNumber('--runs', '0', 1)).toThrow('--runs 0 is not a whole number from 1 on');
  expect(oneOf('--locale', 'ja', ['en', 'ja'])).toBe('ja');
  expect(() => oneOf('--locale', 'JA', ['en', 'ja'])).toThrow('--locale JA is not en or ja');
});

async function ran(args: string[], run: () => number | undefined) {
  const before = process.exitCode;
  const out = vi.spyOn(console, 'log').mockImplementation(() => {});
  const err = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => {
    process.exitCode = before;
    vi.restoreAllMocks();
  });
  await runCommand(COMMAND, run, args);
  const said = (spy: typeof out) => spy.mock.calls.map(String).join('\n');
  return { code: process.exitCode, stdout: said(out), stderr: said(err) };
}

test('an invalid command line prints one sentence with the usage, and runs nothing', async () => {
  const run = vi.fn();
  expect(await ran(['--rnus', '3'], run)).toEqual({
    code: 2,
    stdout: '',
    stderr: '--rnus is not an option. Usage: npm run example -- [FILE] [--runs N] [--quiet] [--help]',
  });
  expect(run).not.toHaveBeenCalled();
});

test('help goes to standard output with status 0, and runs nothing', async () => {
  const run = vi.fn();
  expect(await ran(['-h'], run)).toEqual({
    code: 0,
    stdout: [
      'npm run example -- [FILE] [--runs N] [--quiet] [--help]',
      '',
      'Does something.',
      '',
      '  --runs N  how often',
      '  --quiet   prints nothing',
      '  --help    prints this help',
    ].join('\n'),
    stderr: '',
  });
  expect(run).not.toHaveBeenCalled();
});

test('the command sets the status, and its other errors are thrown', async () => {
  expect((await ran([], () => 1)).code).toBe(1);
  await expect(runCommand(COMMAND, () => Promise.reject(new Error('the disk is full')), [])).rejects.toThrow(
    'the disk is full',
  );
});
