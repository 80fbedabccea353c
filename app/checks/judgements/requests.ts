// Judges the secrets, the way of Slack's requests to the app, the watchdog's own polls, and the clock.
import { MAX_CLOCK_SKEW_MILLIS } from '../../session/approval.ts';
import { failed, type Outcome, PASSED } from '../outcome.ts';
import type { TokenFacts } from '../ports.ts';

/** Below the path of the secrets. */
export const SECRETS = ['bot-token', 'signing-secret'] as const;

/** @param stored true for each secret that is encrypted */
export function judgeSecrets(stored: ReadonlyMap<string, boolean>, path: string): Outcome {
  for (const secret of SECRETS) {
    const name = `${path.replace(/\/$/, '')}/${secret}`;
    const isEncrypted = stored.get(secret);
    if (isEncrypted === undefined) return failed({ key: 'secret-missing', name });
    if (!isEncrypted) return failed({ key: 'secret-not-encrypted', name });
  }
  return PASSED;
}

export function judgeEndpoint(fault: Error | undefined, url: string): Outcome {
  return fault === undefined ? PASSED : failed({ key: 'endpoint-silent', url, cause: fault.message });
}

const DAY_MILLIS = 24 * 60 * 60_000;
/** Quiet weeks are no fault, but nothing is known of them. */
const OLD_DAYS = 7;

export function judgeSlackRequests(at: string | undefined, now: Date): Outcome {
  if (at === undefined) return failed({ key: 'no-slack-request' });
  const days = Math.floor((now.getTime() - Date.parse(at)) / DAY_MILLIS);
  const isOld = now.getTime() - Date.parse(at) > OLD_DAYS * DAY_MILLIS;
  return {
    outcome: 'passed',
    reason: isOld ? { key: 'slack-request-old', at, days } : { key: 'slack-request-seen', at },
  };
}

/** The watchdog polls each minute. */
const MAX_POLL_AGE_MILLIS = 5 * 60_000;

export function judgePoll(at: string | undefined, now: Date): Outcome {
  const isRecent = at !== undefined && now.getTime() - Date.parse(at) <= MAX_POLL_AGE_MILLIS;
  return isRecent ? PASSED : failed({ key: 'no-poll', at });
}

/** Slack's signatures are valid for five minutes, and deadlines are compared with Slack's times. */
export function judgeClock(token: TokenFacts): Outcome {
  const ahead = 'refusal' in token ? undefined : token.aheadSeconds;
  if (ahead === undefined) return { outcome: 'unknown', reason: { key: 'not-answered', cause: 'Slack told no time' } };
  const isOff = Math.abs(ahead) * 1000 > MAX_CLOCK_SKEW_MILLIS;
  return isOff ? failed({ key: 'clock-off', seconds: -Math.round(ahead) }) : PASSED;
}
