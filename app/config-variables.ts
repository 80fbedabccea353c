// The variables of the environment: what each may be, and what it is when nobody sets it.
import * as z from 'zod';
import { amount, channel, flag, group, hour, list, long, operators, targets, users, zone } from './config-values.ts';

/** Every variable that is read, with its default. docs/configuration.md explains each. */
export const environment = z.object({
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
  AUDITOR_USERS: users,
  AUDITOR_USER_GROUP: group,
  PINNED_ROLES: list(z.string().regex(/^[\w+=,.@-]{1,64}$/, 'must be names of roles')),
  SHELL_DOCUMENTS: list(z.string()),
  TIME_ZONE: zone,
  LOCALE: z.enum(['en', 'ja'], 'must be en or ja').default('en'),
  NOTICE_WITHIN_MINUTES: amount(10, 0.01, 10_080),
  ON_NO_NOTICE: z.enum(['alarm', 'terminate'], 'must be alarm or terminate').default('alarm'),
  REMIND_AFTER_MINUTES: amount(5, 0.01, 10_080),
  ACKNOWLEDGE_WITHIN_MINUTES: amount(15, 0.01, 10_080),
  ON_DEADLINE: z.enum(['remind', 'terminate'], 'must be remind or terminate').default('remind'),
  ESCALATION_CHANNEL: channel.optional(),
  WARN_BEFORE_MINUTES: amount(2, 0.01, 10_080),
  WARN_ON_HOST: flag,
  WARN_DOCUMENT: z
    .string()
    .regex(/^[\w.-]{3,128}$/, 'must be the name of a Command document')
    .default('bastion-ack-warning'),
  LAPSE_AFTER_HOURS: amount(24, 0.01, 8_760),
  DIGEST_AT: hour,
  POLL_EVERY_SECONDS: amount(60, 5, 60),
  REPLAY_EVERY_MINUTES: amount(5, 1, 1_440),
  TRAIL_LOG_GROUP: z
    .string()
    .regex(/^[\w./#-]{1,512}$/, 'must be the name of a log group')
    .optional(),
  ARCHIVE_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  SEAL_KEY: z.string().min(1).optional(),
  MONTHLY_REPORT: flag,
  WATCHDOG_FUNCTION: z.string().min(1).optional(),
  AUDIT_EXPORT_FUNCTION: z.string().min(1).optional(),
});
/** What the variables say, each on its own. */
export type Read = z.infer<typeof environment>;

/** The names of all variables, for the documentation and the infrastructure. */
export const VARIABLES = environment.keyof().options;
