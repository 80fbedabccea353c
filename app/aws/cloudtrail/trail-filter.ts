// Which records of the trail are read: one list for the subscription, EventBridge, the replay, and what understands them.

export const EVENT_SOURCE = 'ssm.amazonaws.com';
/** Not the target: a denied attempt names none, so a filter on it would never show one. */
export const SESSION_CALLS = ['StartSession', 'ResumeSession', 'TerminateSession'] as const;
export type SessionCall = (typeof SESSION_CALLS)[number];

export function isSessionCall(name: string): name is SessionCall {
  return SESSION_CALLS.some((call) => call === name);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const SESSION_RECORDS_PATTERN = `{ ($.eventSource = "${EVENT_SOURCE}") && (${SESSION_CALLS.map(
  (call) => `($.eventName = "${call}")`,
).join(' || ')}) }`;
