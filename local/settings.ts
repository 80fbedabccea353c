// The fictitious hosts and workspace of the trial, and the handlers' settings.
import type { Locale, Times } from '../app/lib/locale.ts';
import { LOG_GROUP } from './aws/account.ts';
import {
  ALARM_TOPIC,
  AUDIT_EXPORT_ARN,
  RECORDS_PATTERN,
  SESSION_EVENTS_ARN,
  TERMINATING_ROLES,
} from './aws/deployment/identity.ts';
import type { StandInPerson } from './slack/workspace.ts';
import type { Person } from './snapshot.ts';

export const TABLE_NAME = 'bastion-sessions';
export const TARGETS: Readonly<Record<string, string>> = {
  'i-0123456789abcdef0': 'bastion-linux',
  'i-0fedcba9876543210': 'bastion-windows',
};
/** Command document that writes a warning to the terminals of a host. */
export const WARNING_DOCUMENT = 'bastion-ack-warning';

/** Bucket and key of the daily seals. */
export const ARCHIVE_BUCKET = 'bastion-archive';
/** Event bus for other systems. */
export const EVENT_BUS = 'bastion-events';
export const SEAL_KEY = 'alias/bastion-ack-seal';

export const CHANNEL = { id: 'C0BASTION01', name: 'bastion' };
/** Escalation channel of unacknowledged sessions. */
export const ON_CALL = { id: 'C0ONCALL001', name: 'on-call' };
export const GROUP = { id: 'S0APPROVERS', handle: 'approvers' };
const DOMAIN = 'example.com';

// The settings name one approver, and the group contains the other, so that the trial uses both.
const APPROVER = { id: 'U0APPROVER1', name: 'approver-1', role: 'approver' } as const;
export const GROUP_APPROVER = { id: 'U0APPROVER2', name: 'approver-2', role: 'approver' } as const;
const OPERATOR = { id: 'U0OPERATOR1', name: 'operator', role: 'operator', email: `operator@${DOMAIN}` } as const;
export const PEOPLE: readonly (StandInPerson & Person)[] = [
  APPROVER,
  GROUP_APPROVER,
  OPERATOR,
  { id: 'U0BYSTANDER', name: 'bystander', role: 'bystander' },
  { id: 'U0GUEST0001', name: 'guest', role: 'guest', guest: true },
];

/** Action for a session that nobody acknowledged in time. */
export const ON_DEADLINE = ['remind', 'terminate'] as const;
export type OnDeadline = (typeof ON_DEADLINE)[number];

/** Settings of AWS, which is fictitious even with a real workspace. */
export function createAwsSettings(): Record<string, string> {
  return {
    SESSIONS_TABLE: TABLE_NAME,
    BASTION_TARGETS: JSON.stringify(TARGETS),
    WATCHDOG_FUNCTION: 'watchdog',
    CHECKED_RESOURCES: JSON.stringify({
      sessionEventsFunction: SESSION_EVENTS_ARN,
      auditExportFunction: AUDIT_EXPORT_ARN,
      terminatingRoles: TERMINATING_ROLES,
      alarmTopic: ALARM_TOPIC,
      recordsPattern: RECORDS_PATTERN,
      sessionEventsRules: 2,
    }),
    TRAIL_LOG_GROUP: LOG_GROUP,
    REPLAY_EVERY_MINUTES: '1',
    WARN_ON_HOST: 'true',
    WARN_DOCUMENT: WARNING_DOCUMENT,
    ARCHIVE_BUCKET,
    SEAL_KEY,
    AUDIT_EXPORT_FUNCTION: 'audit-export',
    MONTHLY_REPORT: 'true',
    EVENT_BUS,
  };
}

/** The trial shows every part of the acknowledgement, unless the command line says otherwise. */
const ACKNOWLEDGEMENT = {
  FOUR_EYES: 'require',
  ASK_REASON: 'true',
  CONFIRM_EVERY_HOURS: '8',
  ACKNOWLEDGE_REACTION: 'white_check_mark',
};

/** Settings of the handlers, without URLs and secrets. */
export function createSettings(options: {
  locale: Locale;
  timeZone: string;
  times: Times;
  onDeadline: OnDeadline;
  acknowledgement: Readonly<Record<string, string>>;
}): Record<string, string> {
  return {
    ...createAwsSettings(),
    ...ACKNOWLEDGEMENT,
    ...options.acknowledgement,
    SLACK_CHANNEL: CHANNEL.id,
    ESCALATION_CHANNEL: ON_CALL.id,
    APPROVER_USERS: APPROVER.id,
    APPROVER_USER_GROUP: GROUP.id,
    OPERATORS: JSON.stringify({ operator: OPERATOR.id }),
    OPERATOR_EMAIL_DOMAIN: DOMAIN,
    ON_DEADLINE: options.onDeadline,
    TIME_ZONE: options.timeZone,
    LOCALE: options.locale,
    TIMES: options.times,
  };
}
