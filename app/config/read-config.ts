// Reads and checks the environment once: one message lists every fault.
import * as v from 'valibot';
import { isAmbiguous } from './ambiguous-operators.ts';
import { AMBIGUOUS_FAULT, EVERYWHERE_FAULT, findViolations, terminates } from './cross-checks.ts';
import { checkedResources, type JsonForm, operators, parseObject, targets } from './values.ts';
import { environmentSchema, type ParsedEnvironment } from './variables.ts';

export { VARIABLES } from './variables.ts';

/** The settings are invalid. The message lists every fault, each beginning with its variable, and no secret values. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The environment is not valid (${faults.length === 1 ? '1 problem' : `${faults.length} problems`}):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Variables that a handler cannot work without. */
const REQUIRED_VARIABLES = {
  slack: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'SLACK_TEAM_ID', 'BASTION_TARGETS', 'WATCHDOG_FUNCTION'],
  'session-events': ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS'],
  watchdog: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS'],
  'audit-export': ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS'],
  // The export from the command line.
  audit: ['SESSIONS_TABLE'],
  // The local run in a real workspace, by Socket Mode.
  workspace: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS', 'WATCHDOG_FUNCTION', 'SLACK_APP_TOKEN'],
} as const satisfies Record<string, readonly (keyof ParsedEnvironment)[]>;
export type Handler = keyof typeof REQUIRED_VARIABLES;

type RequiredVariable<H extends Handler> = (typeof REQUIRED_VARIABLES)[H][number];
/** The environment of a function before it is read: each variable by its name, the required ones mandatory. */
export type Environment<H extends Handler> = { [K in keyof ParsedEnvironment]?: string } & {
  [K in RequiredVariable<H>]: string;
};
export type Config<H extends Handler = Handler> = ParsedEnvironment & {
  [K in RequiredVariable<H>]: NonNullable<ParsedEnvironment[K]>;
};

/**
 * @param handler requires only the variables that it uses
 * @throws {ConfigError} that lists every fault
 */
export function readConfig<H extends Handler>(handler: H, env: NodeJS.ProcessEnv = process.env): Config<H> {
  // In a template, an empty value means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { read, faults } = readEach(given);
  for (const name of REQUIRED_VARIABLES[handler]) if (given[name] === undefined) faults.push(`${name} is not set`);
  faults.push(...findSecretFaults(handler, given), ...findViolations(handler, read.data, read.wrong));
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  if (!hasRequired(handler, read.data)) throw new ConfigError(['a variable is missing']);
  return read.data;
}

/** Reads each variable on its own; an invalid one counts as not set. */
function readEach(given: NodeJS.ProcessEnv) {
  const all = v.safeParse(environmentSchema, given);
  if (all.success) return { read: { data: all.output, wrong: new Set<PropertyKey>() }, faults: [] };
  const issues = all.issues.map(({ path, message }) => ({ name: String(path?.[0].key), message }));
  const wrong = new Set<PropertyKey>(issues.map(({ name }) => name));
  const data = v.parse(
    environmentSchema,
    Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))),
  );
  return { read: { data, wrong }, faults: issues.map(({ name, message }) => `${name} ${message}`) };
}

/** @throws {ConfigError} if sessions would be terminated on every node of the account, which nobody can intend */
export function refuseToTerminateEverywhere(read: ParsedEnvironment, watched: '*' | Record<string, string>): void {
  if (terminates(read) && watched === '*') throw new ConfigError([EVERYWHERE_FAULT]);
}

/** @param text of the parameter in Parameter Store @throws {ConfigError} if it names no targets */
export function parseTargets(text: string): '*' | Record<string, string> {
  return parseLongValue('BASTION_TARGETS', text, targets);
}

/** @param text of the parameter in Parameter Store @throws {ConfigError} if it names no operators, or ambiguous ones */
export function parseOperators(text: string): Record<string, string> {
  const byName = parseLongValue('OPERATORS', text, operators);
  if (isAmbiguous(byName)) throw new ConfigError([AMBIGUOUS_FAULT]);
  return byName;
}

/**
 * Parses the object itself, once the parameter is read.
 * @throws {ConfigError} if the parameter holds something else
 */
export function parseCheckedResources(text: string) {
  return parseLongValue('CHECKED_RESOURCES', text, checkedResources);
}

function parseLongValue<T>(name: string, text: string, form: JsonForm<T>): T {
  const read = parseObject(text, form);
  if (read === undefined) throw new ConfigError([`${name} (from Parameter Store) ${form.fault}`]);
  return read.value;
}

function hasRequired<H extends Handler>(handler: H, read: ParsedEnvironment): read is Config<H> {
  return REQUIRED_VARIABLES[handler].every((name) => read[name] !== undefined);
}

function findSecretFaults(handler: Handler, given: NodeJS.ProcessEnv): string[] {
  if (given.SLACK_SECRETS_PATH !== undefined || handler === 'audit') return [];
  const needed = handler === 'slack' ? ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'] : ['SLACK_BOT_TOKEN'];
  return needed
    .filter((name) => given[name] === undefined)
    .map((name) => `${name} is not set, and neither is SLACK_SECRETS_PATH`);
}
