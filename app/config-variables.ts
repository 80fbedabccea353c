// The variables of the environment: what each may be, and what it is when nobody sets it.
import * as z from 'zod/mini';
import {
  amount,
  channel,
  flag,
  group,
  hour,
  list,
  long,
  operators,
  targets,
  text,
  users,
  zone,
} from './config-values.ts';

function matching(form: RegExp, fault: string) {
  return z.optional(text(form, fault));
}

const something = z.optional(z.string().check(z.minLength(1)));

/** Every variable that is read, with its default. docs/configuration.md explains each. */
export const environment = z.object({
  SESSIONS_TABLE: z.optional(z.string().check(z.minLength(3, 'must be the name of a table, three letters or more'))),
  SLACK_CHANNEL: z.optional(channel),
  SLACK_TEAM_ID: matching(/^T[A-Z0-9]+$/, 'must be a Slack workspace id, e.g. "T0123ABCD"'),
  SLACK_BOT_TOKEN: z.optional(
    z.string().check(z.startsWith('xoxb-', 'must be a bot token, which begins with "xoxb-"')),
  ),
  SLACK_SIGNING_SECRET: something,
  SLACK_APP_TOKEN: z.optional(
    z.string().check(z.startsWith('xapp-', 'must be an app-level token, which begins with "xapp-"')),
  ),
  SLACK_SECRETS_PATH: z.optional(
    z.string().check(z.startsWith('/', 'must be a Parameter Store path, which begins with "/"')),
  ),
  SLACK_API_URL: z.optional(
    z.url({ protocol: /^https?$/, error: 'must be a URL' }).check(z.endsWith('/api/', 'must end in "/api/"')),
  ),
  BASTION_TARGETS: z.optional(long(targets)),
  APPROVER_USERS: users,
  APPROVER_USER_GROUP: group,
  MENTION_APPROVERS: flag,
  OPERATORS: z._default(long(operators), { value: {} }),
  OPERATOR_EMAIL_DOMAIN: matching(/^[^@\s]+\.[^@\s]+$/, 'must be a domain, e.g. "example.com"'),
  AUDITOR_USERS: users,
  AUDITOR_USER_GROUP: group,
  PINNED_ROLES: list(text(/^[\w+=,.@-]{1,64}$/, 'must be names of roles')),
  SHELL_DOCUMENTS: list(z.string()),
  TIME_ZONE: zone,
  LOCALE: z._default(z.enum(['en', 'ja'], 'must be en or ja'), 'en'),
  NOTICE_WITHIN_MINUTES: amount(10, 0.01, 10_080),
  ON_NO_NOTICE: z._default(z.enum(['alarm', 'terminate'], 'must be alarm or terminate'), 'alarm'),
  REMIND_AFTER_MINUTES: amount(5, 0.01, 10_080),
  ACKNOWLEDGE_WITHIN_MINUTES: amount(15, 0.01, 10_080),
  ON_DEADLINE: z._default(z.enum(['remind', 'terminate'], 'must be remind or terminate'), 'remind'),
  ESCALATION_CHANNEL: z.optional(channel),
  WARN_BEFORE_MINUTES: amount(2, 0.01, 10_080),
  WARN_ON_HOST: flag,
  WARN_DOCUMENT: z._default(text(/^[\w.-]{3,128}$/, 'must be the name of a Command document'), 'bastion-ack-warning'),
  LAPSE_AFTER_HOURS: amount(24, 0.01, 8_760),
  DIGEST_AT: hour,
  POLL_EVERY_SECONDS: amount(60, 5, 60),
  REPLAY_EVERY_MINUTES: amount(5, 1, 1_440),
  TRAIL_LOG_GROUP: matching(/^[\w./#-]{1,512}$/, 'must be the name of a log group'),
  ARCHIVE_BUCKET: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  SEAL_KEY: something,
  MONTHLY_REPORT: flag,
  WATCHDOG_FUNCTION: something,
  AUDIT_EXPORT_FUNCTION: something,
});
/** What the variables say, each on its own. */
export type Read = z.infer<typeof environment>;

/** The names of all variables, for the documentation and the infrastructure. */
export const VARIABLES = z.keyof(environment).options;
