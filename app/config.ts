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

/** A JSON object of a certain shape, and what to say when it is another. */
interface Form<T> {
  readonly shape: z.ZodType<T>;
  readonly fault: string;
}

const namedTargets = z
  .record(z.string().regex(/^m?i-[0-9a-f]{8,17}$/), z.string().trim().min(1).max(256))
  // An object without a target would watch nothing, in silence.
  .refine((byId) => Object.keys(byId).length > 0);
const targets: Form<'*' | Record<string, string>> = {
  shape: z.union([z.literal('*'), namedTargets]),
  fault: 'must be "*", or a JSON object of at least one id like "i-0123456789abcdef0" with its name',
};
/** "name" or "account/role/name", in the letters that IAM allows; any other key would never be met. */
const operatorKey = /^(?:\d{12}\/[\w+=,.@-]{1,64}\/)?[\w+=,.@-]{1,64}$/;
const operators: Form<Record<string, string>> = {
  shape: z.record(z.string().regex(operatorKey), z.string().regex(userId)),
  fault: 'must be a JSON object of names, or "account/role/name", each with a Slack user id like "U0123ABCD"',
};

/** Something long: in the environment itself, or in Parameter Store. */
export type Long<T> = { readonly value: T } | { readonly parameter: string };

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER = /^ssm:(\/[\w.-]+(?:\/[\w.-]+)*)$/;

function long<T>(form: Form<T>) {
  return z.string().transform((text, context): Long<T> => {
    const parameter = PARAMETER.exec(text)?.[1];
    if (parameter !== undefined) return { parameter };
    const read = parseObject(text, form);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: `${form.fault}; or "ssm:/path", where Parameter Store holds it` });
    return z.NEVER;
  });
}

/** Undefined for what does not have the form. */
function parseObject<T>(text: string, { shape }: Form<T>): { value: T } | undefined {
  let json: unknown;
  try {
    json = text === '*' ? text : JSON.parse(text);
  } catch {
    // Whatever is wrong with it, what would be right is said by the form.
    return undefined;
  }
  const parsed = shape.safeParse(json);
  return parsed.success ? { value: parsed.data } : undefined;
}

/** Every variable that is read, with its default. docs/configuration.md explains each. */
const environment = z.object({
  SESSIONS_TABLE: z.string().min(3, 'must be the name of a table, three letters or more').optional(),
  SLACK_CHANNEL: channel.optional(),
  SLACK_TEAM_ID: z
    .string()
    .regex(/^T[A-Z0-9]+$/, 'must be a Slack workspace id, e.g. "T0123ABCD"')
    .optional(),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token, which begins with "xoxb-"').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which begins with "xapp-"').optional(),
  SLACK_SECRETS_PATH: z.string().startsWith('/', 'must be a Parameter Store path, which begins with "/"').optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL' })
    .endsWith('/api/', 'must end in "/api/"')
    .optional(),
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
export function targetsIn(text: string): '*' | Record<string, string> {
  return objectIn('BASTION_TARGETS', text, targets);
}

/** The object itself, once the parameter is read. @throws ConfigError when the parameter holds something else */
export function operatorsIn(text: string): Record<string, string> {
  return objectIn('OPERATORS', text, operators);
}

function objectIn<T>(name: string, text: string, form: Form<T>): T {
  const read = parseObject(text, form);
  if (read === undefined) throw new ConfigError([`${name} (from Parameter Store) ${form.fault}`]);
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
  const users = (given.APPROVER_USERS ?? '').split(',').some((user) => user.trim() !== '');
  if (!HEARS_CLICKS.has(handler) || users || given.APPROVER_USER_GROUP !== undefined) return [];
  return ['APPROVER_USERS and APPROVER_USER_GROUP are both not set: nobody could acknowledge'];
}
