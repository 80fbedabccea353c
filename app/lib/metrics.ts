// The metrics: what the program may count and measure, and what alarms and dashboards may ask for.

export const NAMESPACE = 'BastionAck';
/** The one dimension */
export const SERVICE = 'bastion-ack';

/** docs/watchdog.md explains each. */
export const COUNTED = [
  'CutsPutOff',
  'DaysNotSealed',
  'DaysSealed',
  'Faults',
  'LooksCutShort',
  'NoticesOverdue',
  'NoticesPosted',
  'ObservationsWithoutSession',
  'RecordsFromElsewhere',
  'RecordsIgnored',
  'RecordsOfOtherTargets',
  'RecordsReplayed',
  'RequestsRefused',
  'RequestsUnsigned',
  'SessionsCut',
  'SessionsLost',
  'SlackRateLimited',
  'StartsFound',
  'StartsMissed',
  'TargetsUnmanaged',
  'TerminationsFailed',
] as const;
export type Counted = (typeof COUNTED)[number];

/** In seconds */
export const MEASURED = ['OldestNoticeNotOut'] as const;
export type Measured = (typeof MEASURED)[number];
