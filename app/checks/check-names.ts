// The names of the checks, in the order in which people read them.

/** The compiler names each place that lacks one: its judgement, its texts, and its switch in the trial. */
export const CHECKS = [
  'secrets',
  'bot-token',
  'scopes',
  'channels',
  'approvers',
  'endpoint',
  'slack-requests',
  'watchdog',
  'clock',
  'table',
  'table-backups',
  'protection',
  'trail',
  'subscription',
  'event-rule',
  'nightly-rule',
  'targets',
  'may-terminate',
  'seal-key',
  'archive',
  'last-seal',
  'alarm-topic',
] as const;
export type CheckName = (typeof CHECKS)[number];
