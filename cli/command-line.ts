// Parses command lines, refuses unknown arguments, and prints the usage, all from one table for each command.
import { parseArgs } from 'node:util';

export interface Option {
  /** Name of the value in the usage, e.g. "N"; absent for an option without a value */
  readonly value?: string;
  /** Purpose, for --help */
  readonly says: string;
}

export interface Command<N extends string = string> {
  /** As people type it, e.g. "npm run bench --" */
  readonly name: string;
  /** Description, for --help */
  readonly says: string;
  /** Positional arguments, as in the usage, e.g. ["[FILE]"]; none may be added */
  readonly words?: readonly string[];
  readonly options: Readonly<Record<N, Option>>;
}

/** The arguments of a valid command line. */
export interface ParsedArguments<N extends string = string> {
  readonly words: readonly string[];
  /** @returns the value of an option, or undefined if the option is absent */
  text(name: N): string | undefined;
  has(name: N): boolean;
}

/** An invalid command line. The message is a sentence without its full stop. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

const HELP: Option = { says: 'prints this help' };
/** Exit status for an invalid command line; other failures have their own. */
const USAGE_ERROR_STATUS = 2;

/**
 * Runs a command and sets the exit status of the process: the number that `run` returns, or 2 for an invalid command line,
 * with one sentence on standard error. With --help it only prints the usage.
 * @throws {Error} every error of `run` except UsageError
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

/**
 * @returns the parsed arguments, or `help` if --help is among them
 * @throws {UsageError} if an argument is not valid for the command
 */
export function readCommandLine<N extends string>(
  command: Command<N>,
  args: readonly string[],
): ParsedArguments<N> | 'help' {
  const options = new Map(Object.entries<Option>(command.options));
  const types = [...options].map(
    ([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const,
  );
  // Not strict: the parser's own messages have several sentences, and it accepts an option that is given twice.
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
    // Text that looks like an option is a value only after "=".
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

/**
 * @param least smallest number allowed
 * @param most largest number allowed
 * @throws {UsageError} if the text is not a whole number from `least` to `most`
 */
export function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} on` : `${least} to ${most}`;
  throw new UsageError(`${option} ${text} is not a whole number from ${range}`);
}

/** @throws {UsageError} if the text is not one of `known` */
export function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${text} is not ${known.join(' or ')}`);
}

/** @returns one line, e.g. "npm run simulate -- [--runs N] [--mutants]" */
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
