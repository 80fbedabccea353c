// The environment, read and checked once: every fault in one message.
import { z } from 'zod';

/** The settings are wrong. The message lists every fault; values of secrets are not in it. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The environment is not complete (${faults.length} to mend):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

const userId = /^[UW][A-Z0-9]+$/;
const list = (item: z.ZodString) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));
const users = list(z.string().regex(userId, 'must be Slack user ids, e.g. "U0123ABCD"'));
const group = z
  .string()
  .regex(/^S[A-Z0-9]+$/, 'must be a Slack user group id, e.g. "S0123ABCD"')
  .optional();
const channel = z.string().regex(/^[CG][A-Z0-9]+$/, 'must be a Slack channel id, e.g. "C0123ABCD"');
const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((value) => value === 'true');
const amount = (byDefault: number, least: number, most: number) =>
  z.coerce
    .number('must be a number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(byDefault);
const zone = z
  .string()
  .default('Asia/Tokyo')
  .refine((name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      // The answer is the refusal.
      return false;
    }
  }, 'must be an IANA time zone, e.g. "Asia/Tokyo"');

const everyTarget = z.literal('*');
const namedTargets = z.record(
  z.string().regex(/^m?i-[0-9a-f]{8,17}$/, 'must be ids like "i-0123456789abcdef0"'),
  z.string().min(1),
);
const targets = z.union(
  [everyTarget, namedTargets],
  'must be "*", or a JSON object of ids like "i-0123456789abcdef0" and names',
);
const operators = z.record(z.string().min(1), z.string().regex(userId, 'must map names to Slack user ids'));

/** Something long: in the environment itself, or in Parameter Store. */
export type Long<T> = { readonly value: T } | { readonly parameter: string };

function long<T>(shape: z.ZodType<T>) {
  return z.string().transform((text, context): Long<T> => {
    if (text.startsWith('ssm:/')) return { parameter: text.slice('ssm:'.length) };
    const read = parseObject(text, shape);
    if ('fault' in read) {
      context.addIssue({ code: 'custom', message: read.fault });
      return z.NEVER;
    }
    return read;
  });
}

function parseObject<T>(text: string, shape: z.ZodType<T>): { value: T } | { fault: string } {
  let json: unknown;
  try {
    json = text === '*' ? text : JSON.parse(text);
  } catch {
    return { fault: 'must be a JSON object or "ssm:/path"' };
  }
  const parsed = shape.safeParse(json);
  return parsed.success
    ? { value: parsed.data }
    : { fault: parsed.error.issues.map((issue) => issue.message).join('; ') };
}

/** Every variable that is read, with its default. docs/configuration.md explains each. */
const environment = z.object({
  SESSIONS_TABLE: z.string().min(3).optional(),
  SLACK_CHANNEL: channel.optional(),
  SLACK_TEAM_ID: z
    .string()
    .regex(/^[TE][A-Z0-9]+$/, 'must be a Slack workspace id, e.g. "T0123ABCD"')
    .optional(),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token, which begins with "xoxb-"').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which begins with "xapp-"').optional(),
  SLACK_SECRETS_PATH: z.string().startsWith('/', 'must be a Parameter Store path, which begins with "/"').optional(),
  SLACK_API_URL: z.url('must be a URL').endsWith('/api/', 'must end in "/api/"').optional(),
  BASTION_TARGETS: long(targets).optional(),
  APPROVER_USERS: users,
  APPROVER_USER_GROUP: group,
  MENTION_APPROVERS: flag,
  OPERATORS: long(operators).default({ value: {} }),
  OPERATOR_EMAIL_DOMAIN: z
    .string()
    .regex(/^[^@\s]+\.[^@\s]+$/, 'must be a domain, e.g. "example.com"')
    .optional(),
  PINNED_ROLES: list(z.string().regex(/^[\w+=,.@-]{1,64}$/, 'must be names of roles')),
  SHELL_DOCUMENTS: list(z.string()),
  TIME_ZONE: zone,
  LOCALE: z.enum(['en', 'ja'], 'must be en or ja').default('en'),
  REMIND_AFTER_MINUTES: amount(5, 0.01, 10_080),
  ACKNOWLEDGE_WITHIN_MINUTES: amount(15, 0.01, 10_080),
  LAPSE_AFTER_HOURS: amount(24, 0.01, 8_760),
  WATCHDOG_FUNCTION: z.string().min(1).optional(),
});
type Read = z.infer<typeof environment>;

/** The names of all variables, for the documentation and the infrastructure. */
export const VARIABLES = Object.keys(environment.shape) as (keyof Read)[];

/** What each handler cannot work without. */
const DEMANDS = {
  slack: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'SLACK_TEAM_ID', 'BASTION_TARGETS', 'WATCHDOG_FUNCTION'],
  'session-events': ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS'],
  watchdog: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS'],
  // The local run in a real workspace, by Socket Mode.
  workspace: ['SESSIONS_TABLE', 'SLACK_CHANNEL', 'BASTION_TARGETS', 'WATCHDOG_FUNCTION', 'SLACK_APP_TOKEN'],
} as const satisfies Record<string, readonly (keyof Read)[]>;
export type Handler = keyof typeof DEMANDS;

type Demanded<H extends Handler> = (typeof DEMANDS)[H][number];
export type Config<H extends Handler = Handler> = Read & { [K in Demanded<H>]: NonNullable<Read[K]> };

/**
 * @param handler demands only what it uses
 * @throws ConfigError that lists every fault
 */
export function readConfig<H extends Handler>(handler: H, env: NodeJS.ProcessEnv = process.env): Config<H> {
  // An empty value is how a template says "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
  for (const name of DEMANDS[handler]) if (given[name] === undefined) faults.push(`${name} is not set`);
  faults.push(...secretFaults(handler, given), ...approverFaults(handler, given));
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);
  if (!meets(handler, parsed.data)) throw new ConfigError(['a variable is missing']);
  return parsed.data;
}

/** The object itself, once the parameter is read. @throws ConfigError when the parameter holds something else */
export function targetsIn(text: string): z.infer<typeof targets> {
  return objectIn('BASTION_TARGETS', text, targets);
}

/** The object itself, once the parameter is read. @throws ConfigError when the parameter holds something else */
export function operatorsIn(text: string): z.infer<typeof operators> {
  return objectIn('OPERATORS', text, operators);
}

function objectIn<T>(name: string, text: string, shape: z.ZodType<T>): T {
  const read = parseObject(text, shape);
  if ('fault' in read) throw new ConfigError([`${name} (from Parameter Store) ${read.fault}`]);
  return read.value;
}

function meets<H extends Handler>(handler: H, read: Read): read is Config<H> {
  return DEMANDS[handler].every((name) => read[name] !== undefined);
}

function secretFaults(handler: Handler, given: NodeJS.ProcessEnv): string[] {
  if (given.SLACK_SECRETS_PATH !== undefined) return [];
  const needed = handler === 'slack' ? ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'] : ['SLACK_BOT_TOKEN'];
  return needed
    .filter((name) => given[name] === undefined)
    .map((name) => `${name} is not set, and neither is SLACK_SECRETS_PATH`);
}

/** Where a click arrives, somebody must be able to answer it. */
const HEARS_CLICKS: ReadonlySet<Handler> = new Set(['slack', 'workspace']);

function approverFaults(handler: Handler, given: NodeJS.ProcessEnv): string[] {
  if (!HEARS_CLICKS.has(handler) || given.APPROVER_USERS !== undefined || given.APPROVER_USER_GROUP !== undefined) return [];
  return ['APPROVER_USERS and APPROVER_USER_GROUP are both not set: nobody could acknowledge'];
}
