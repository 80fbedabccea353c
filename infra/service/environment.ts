// Checks the app's variables in the settings. They have the names of its environment, so docs/configuration.md covers both.
import { ConfigError, type Environment, type Handler, readConfig, VARIABLES } from '../../app/config/read-config.ts';
import type { Locale } from '../../app/lib/locale.ts';
import { logsConsole } from '../partition.ts';

/** The deployed functions. */
const DEPLOYED = ['slack', 'session-events', 'watchdog', 'audit-export'] as const;
export type Deployed = (typeof DEPLOYED)[number];

/** An environment variable of the app. */
type Variable = keyof Environment<Handler>;
export type Variables = { readonly [V in Variable]?: string };

/** A value in the settings: a list becomes names with commas between, an object becomes JSON. */
export type AppValue = string | number | boolean | readonly string[] | { readonly [name: string]: string };

/** CloudFormation's names have up to 64 characters here: the stack's name, an id and a random end. */
const LONG_NAME = 'n'.repeat(64);
const longArn = (service: string, rest: string) => `arn:aws-us-gov:${service}:ap-northeast-1:111122223333:${rest}`;

/**
 * Variables that only the deployment can set. These values stand for them while the rest is checked, and are as long as they
 * can be: see environment-size.ts.
 */
export const SET_BY_DEPLOYMENT = {
  SERVICE_NAME: LONG_NAME.slice(0, 25),
  SESSIONS_TABLE: LONG_NAME,
  SLACK_SECRETS_PATH: '/path',
  BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion"}',
  PINNED_ROLES: LONG_NAME,
  TRAIL_LOG_GROUP: LONG_NAME,
  SESSION_LOG_URL: logsConsole('ap-northeast-1', `log-groups/log-group/${LONG_NAME}/log-events/{session}`),
  ARCHIVE_BUCKET: LONG_NAME.slice(1),
  SEAL_KEY: longArn('kms', 'key/00000000-0000-0000-0000-000000000000'),
  WARN_DOCUMENT: LONG_NAME,
  ENDPOINT_URL: 'https://0123456789.execute-api.ap-northeast-1.amazonaws.com.cn/slack/events',
  WATCHDOG_FUNCTION: longArn('lambda', `function:${LONG_NAME}:confirm`),
  AUDIT_EXPORT_FUNCTION: LONG_NAME,
  CHECKED_RESOURCES: `ssm:/${LONG_NAME.slice(0, 25)}/checks`,
} as const satisfies Variables;

/** Must not be in a template, which everybody with access to the stack can read. */
const SECRETS = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'];

/** The app's variables, and their faults, each of which begins with its path in the settings. */
export interface AppVariables {
  readonly variables: Variables;
  readonly faults: readonly string[];
  /** As the app reads it; the default if there are faults, like the values below */
  readonly timeZone: string;
  readonly locale: Locale;
  readonly noticeWithinMinutes: number;
  readonly acknowledgeWithinMinutes: number;
  readonly terminates: boolean;
}

/** @param given values by variable, e.g. `{"SLACK_CHANNEL": "C0123ABCD", "APPROVER_USERS": ["U0123ABCD"]}` */
export function readApp(given: { readonly [name: string]: AppValue }): AppVariables {
  const faults = Object.keys(given).flatMap((name) => misplacedFault(name) ?? []);
  const variables: Variables = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (misplacedFault(name) ? [] : [[name, textOf(value)]])),
  );
  const env = { ...variables, ...SET_BY_DEPLOYMENT };
  for (const handler of DEPLOYED) faults.push(...faultsOf(handler, env).map((fault) => `app.${fault}`));
  const { TIME_ZONE, LOCALE, ON_DEADLINE, NOTICE_WITHIN_MINUTES, ACKNOWLEDGE_WITHIN_MINUTES } =
    faults.length > 0
      ? readConfig('audit', { SESSIONS_TABLE: SET_BY_DEPLOYMENT.SESSIONS_TABLE })
      : readConfig('slack', env);
  return {
    variables,
    faults: [...new Set(faults)],
    timeZone: TIME_ZONE,
    locale: LOCALE,
    noticeWithinMinutes: NOTICE_WITHIN_MINUTES,
    acknowledgeWithinMinutes: ACKNOWLEDGE_WITHIN_MINUTES,
    terminates: ON_DEADLINE === 'terminate',
  };
}

const KNOWN: ReadonlySet<string> = new Set(VARIABLES);

/** @returns the reason why the settings must not name this variable, or undefined */
function misplacedFault(name: string): string | undefined {
  if (SECRETS.includes(name)) return `app.${name} is a secret: put it into Parameter Store, as docs/deploy.md says`;
  if (Object.hasOwn(SET_BY_DEPLOYMENT, name)) return `app.${name} is set by the deployment: leave it out`;
  return KNOWN.has(name) ? undefined : `app.${name} is not a variable of docs/configuration.md`;
}

function faultsOf(handler: Deployed, env: Variables): readonly string[] {
  try {
    readConfig(handler, { ...env });
    return [];
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.faults;
    throw fault;
  }
}

function textOf(value: AppValue): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
