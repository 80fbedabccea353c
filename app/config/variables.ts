// The variables of the environment: their forms and their defaults.
import * as v from 'valibot';
import { LOCALES, TIMES } from '../lib/locale.ts';
import { SERVICE } from '../lib/metrics.ts';
import { emojiName, sessionLogUrl } from './slack-values.ts';
import {
  amount,
  amountOrNone,
  channel,
  checkedResources,
  flag,
  flagThatIsOn,
  group,
  hour,
  list,
  operators,
  targets,
  text,
  users,
  valueOrParameter,
  zone,
} from './values.ts';

function matching(form: RegExp, fault: string) {
  return v.optional(text(form, fault));
}

function startingWith(letters: string, fault: string) {
  return v.optional(v.pipe(v.string(), v.startsWith(letters, fault)));
}

const url = text(/^https?:\/\/[^\s/?#]+\S*$/, 'must be a URL');
const anyText = v.optional(v.string());

/** Every variable that is read, with its default. docs/configuration.md explains each. */
export const environmentSchema = v.object({
  SESSIONS_TABLE: v.optional(v.pipe(v.string(), v.minLength(3, 'must be a table name of at least three characters'))),
  SLACK_CHANNEL: v.optional(channel),
  SLACK_TEAM_ID: matching(/^T[A-Z0-9]+$/, 'must be a Slack workspace id, e.g. "T0123ABCD"'),
  SLACK_BOT_TOKEN: startingWith('xoxb-', 'must be a bot token, which begins with "xoxb-"'),
  SLACK_SIGNING_SECRET: anyText,
  SLACK_APP_TOKEN: startingWith('xapp-', 'must be an app-level token, which begins with "xapp-"'),
  SLACK_SECRETS_PATH: startingWith('/', 'must be a Parameter Store path, which begins with "/"'),
  SLACK_API_URL: v.optional(v.pipe(url, v.endsWith('/api/', 'must end in "/api/"'))),
  BASTION_TARGETS: v.optional(valueOrParameter(targets)),
  APPROVER_USERS: users,
  APPROVER_USER_GROUP: group,
  MENTION_APPROVERS: flag,
  OPERATORS: v.optional(valueOrParameter(operators), '{}'),
  OPERATOR_EMAIL_DOMAIN: matching(/^[^@\s]+\.[^@\s]+$/, 'must be a domain, e.g. "example.com"'),
  AUDITOR_USERS: users,
  AUDITOR_USER_GROUP: group,
  PINNED_ROLES: list(text(/^[\w+=,.@-]{1,64}$/, 'must be role names')),
  SHELL_DOCUMENTS: list(v.string()),
  TIME_ZONE: zone,
  LOCALE: v.optional(v.picklist(LOCALES, `must be ${LOCALES.join(' or ')}`), 'en'),
  TIMES: v.optional(v.picklist(TIMES, `must be ${TIMES.join(' or ')}`), 'team'),
  NOTICE_WITHIN_MINUTES: amount(10, 0.01, 10_080),
  ON_NO_NOTICE: v.optional(v.picklist(['alarm', 'terminate'], 'must be alarm or terminate'), 'alarm'),
  REMIND_AFTER_MINUTES: amount(5, 0.01, 10_080),
  ACKNOWLEDGE_WITHIN_MINUTES: amount(15, 0.01, 10_080),
  ON_DEADLINE: v.optional(v.picklist(['remind', 'terminate'], 'must be remind or terminate'), 'remind'),
  ESCALATION_CHANNEL: v.optional(channel),
  WARN_BEFORE_MINUTES: amount(2, 0.01, 10_080),
  WARN_ON_HOST: flag,
  FOUR_EYES: v.optional(v.picklist(['record', 'require'], 'must be record or require'), 'record'),
  ASK_REASON: flag,
  TELL_OPERATOR: flagThatIsOn,
  CONFIRM_EVERY_HOURS: amountOrNone(0.01, 720),
  ACKNOWLEDGE_REACTION: v.optional(emojiName),
  SESSION_LOG_URL: v.optional(sessionLogUrl),
  WARN_DOCUMENT: v.optional(text(/^[\w.-]{3,128}$/, 'must be the name of a Command document'), 'bastion-ack-warning'),
  SERVICE_NAME: v.optional(text(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'), SERVICE),
  LAPSE_AFTER_HOURS: amount(24, 0.01, 8_760),
  DIGEST_AT: hour,
  POLL_EVERY_SECONDS: amount(60, 5, 60),
  REPLAY_EVERY_MINUTES: amount(5, 1, 1_440),
  TRAIL_LOG_GROUP: matching(/^[\w./#-]{1,512}$/, 'must be a log group name'),
  ARCHIVE_BUCKET: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name'),
  SEAL_KEY: anyText,
  EVENT_BUS: matching(
    /^(arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/,
    'must be the name or the ARN of an event bus',
  ),
  ENDPOINT_URL: v.optional(url),
  CHECKED_RESOURCES: v.optional(valueOrParameter(checkedResources), '{}'),
  HEARTBEAT: flagThatIsOn,
  MONTHLY_REPORT: flag,
  WATCHDOG_FUNCTION: anyText,
  AUDIT_EXPORT_FUNCTION: anyText,
});
/** The values of the variables, each valid on its own. */
export type ParsedEnvironment = v.InferOutput<typeof environmentSchema>;

/** The names of all variables, for the documentation and the infrastructure. */
export const VARIABLES = Object.keys(environmentSchema.entries) as readonly (keyof ParsedEnvironment)[];
