// The metrics that the program counts and measures, and that alarms and dashboards read.

export const NAMESPACE = 'BastionAck';
/** Value of the only dimension, `service`, unless SERVICE_NAME gives another */
export const SERVICE = 'bastion-ack';

/** docs/watchdog.md explains each. */
export const COUNTED = [
  'ChecksFailed',
  'DaysNotSealed',
  'DaysSealed',
  'EndpointSilent',
  'EventsNotPut',
  'EventsPut',
  'Faults',
  'NoticesOverdue',
  'NoticesPosted',
  'ObservationsWithoutSession',
  'PollWorkDeferred',
  'RecordsFromElsewhere',
  'RecordsIgnored',
  'RecordsOfOtherTargets',
  'RecordsReplayed',
  'RequestsRefused',
  'RequestsUnsigned',
  'SessionsLost',
  'SessionsTerminated',
  'SessionsUnacknowledged',
  'SlackRateLimited',
  'StartsFound',
  'StartsMissed',
  'Tamperings',
  'TargetsUnmanaged',
  'TerminationsFailed',
  'TerminationsPostponed',
] as const;
export type Counted = (typeof COUNTED)[number];

/** In seconds */
export const MEASURED = ['OldestNoticeNotOut'] as const;
export type Measured = (typeof MEASURED)[number];
