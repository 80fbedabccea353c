// The command lines of this project: what each takes, the refusal of everything else, and the usage, made of one table.
import { parseArgs } from 'node:util';

export interface Option {
  /** Name of its value as the usage shows it, e.g. "N"; absent for an option without one */
  readonly value?: string;
  /** What it is for, for --help */
  readonly says: string;
}

export interface Command<N extends string = string> {
  /** As it is typed, e.g. "npm run bench --" */
  readonly name: string;
  /** What it does, for --help */
  readonly says: string;
  /** The words that it takes at most, as the usage shows them, e.g. ["[FILE]"] */
  readonly words?: readonly string[];
  readonly options: Readonly<Record<N, Option>>;
}

/** A command line that was understood. */
export interface ParsedArguments<N extends string = string> {
  readonly words: readonly string[];
  /** The value of an option; undefined unless it is given */
  text(name: N): string | undefined;
  has(name: N): boolean;
}

/** The words cannot be understood, or not be followed. The message is a sentence without its full stop. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

const HELP: Option = { says: 'prints this help' };
/** The exit status of a refusal; every other failure has its own. */
const USAGE_ERROR_STATUS = 2;

/**
 * Runs a command and sets the exit status of the process: what `run` returns, or 2 for words that are not understood, which
 * are told in one sentence on standard error. With --help it prints the usage alone.
 * @throws what `run` throws, but for a UsageError
 */
export async function runCommand<N extends string>(
  command: Command<N>,
  run: (given: ParsedArguments<N>) => number | undefined | Promise<number | undefined>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    const given = readCommandLine(command, args);
    if (given === 'help') console.log(usageOf(command));
    process.exitCode = given === 'help' ? 0 : ((await run(given)) ?? 0);
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    console.error(`${fault.message}. Usage: ${synopsisOf(command)}`);
    process.exitCode = USAGE_ERROR_STATUS;
  }
}

/** @throws UsageError for whatever the command does not take */
export function readCommandLine<N extends string>(
  command: Command<N>,
  args: readonly string[],
): ParsedArguments<N> | 'help' {
  const options = new Map(Object.entries<Option>(command.options));
  const types = [...options].map(
    ([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const,
  );
  // Not strict: the parser's own refusals are several sentences, and know of no option that is given twice.
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(types), help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help' && token.value === undefined))
    return 'help';
  const words: string[] = [];
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = name === 'help' ? HELP : options.get(name);
    if (option === undefined) throw new UsageError(`${rawName} is not an option`);
    if (values.has(name)) throw new UsageError(`${rawName} is given twice`);
    if (option.value === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value`);
    // The next option is no value, unless it stands behind a "=".
    const isMissing = !value || (!token.inlineValue && /^--?[a-z]/i.test(value));
    if (option.value !== undefined && isMissing) throw new UsageError(`${rawName} needs a value (${option.value})`);
    values.set(name, value ?? true);
  }
  const surplus = words[command.words?.length ?? 0];
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one argument too many`);
  return {
    words,
    has: (name) => values.has(name),
    text(name) {
      const value = values.get(name);
      return value === true ? undefined : value;
    },
  };
}

/** @param least the smallest that is taken @param most the largest @throws UsageError unless it is a whole number between them */
export function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} on` : `${least} to ${most}`;
  throw new UsageError(`${option} ${text} is not a whole number from ${range}`);
}

/** @throws UsageError unless it is one of them */
export function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${text} is not ${known.join(' or ')}`);
}

/** One line, e.g. "npm run simulate -- [--runs N] [--mutants]" */
function synopsisOf({ name, words = [], options }: Command): string {
  return [name, ...words, ...Object.entries(options).map((option) => `[${optionText(option)}]`), '[--help]'].join(' ');
}

function usageOf(command: Command): string {
  const rows = [...Object.entries(command.options), ['help', HELP] as const].map(
    (option) => [optionText(option), option[1].says] as const,
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  const lines = rows.map(([option, says]) => `  ${option.padEnd(width)}  ${says}`);
  return `${synopsisOf(command)}\n\n${command.says}\n\n${lines.join('\n')}`;
}

function optionText([name, { value }]: readonly [string, Option]): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
