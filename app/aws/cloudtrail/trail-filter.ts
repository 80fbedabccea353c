// The records of the trail that are read: one list for the subscription, EventBridge, the replay and the parser.

export const EVENT_SOURCE = 'ssm.amazonaws.com';
/** The filter does not match the target: a denied attempt names none, and would be lost. */
export const SESSION_CALLS = ['StartSession', 'ResumeSession', 'TerminateSession'] as const;
export type SessionCall = (typeof SESSION_CALLS)[number];

export function isSessionCall(name: string): name is SessionCall {
  return SESSION_CALLS.some((call) => call === name);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const SESSION_RECORDS_PATTERN = `{ ($.eventSource = "${EVENT_SOURCE}") && (${SESSION_CALLS.map(
  (call) => `($.eventName = "${call}")`,
).join(' || ')}) }`;
