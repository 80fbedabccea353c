// The events of one golden item, written by hand, so that a new rule does not change the items of an old version.

import type { Event, EventData, StartFacts } from '../../app/session/event.ts';
import { hashEvent } from '../../app/session/hash-chain.ts';
import { evolve, type Stream } from '../../app/session/session.ts';
import type { Delivery } from '../../app/session/stored-state.ts';

/** Minutes after the start, and the author: a Slack user, "cloudtrail", "ssm" or "app". */
export type Happening = readonly [minute: number, by: string, data: EventData];

/** Times are ISO 8601 UTC. */
export interface Told {
  readonly happenings: readonly Happening[];
  readonly delivery: Delivery;
  readonly missingSince?: string | undefined;
}

/** @param startsAt the zero of its minutes */
export type Story = (startsAt: string) => Told;

export const [OPERATOR, APPROVER, SECOND_APPROVER] = ['U0OPERATOR', 'U0APPROVER', 'U0SECOND'];
const ARN = 'arn:aws:iam::111122223333:user/operator';
const CHANNEL = 'C0BASTION';

export const UNSHOWN: Delivery = { followUps: {} };

/** A notice that shows the stored version. */
export function shownAt(shownAt: string): Delivery {
  return { shownHash: '5'.repeat(64), shownAt, followUps: {} };
}

export function after(startsAt: string, minutes: number): string {
  return new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
}

/** The least that CloudTrail records of a shell. Only some sessions have more, which keeps the files short. */
export function startFacts(startsAt: string, over: Partial<StartFacts> = {}): StartFacts {
  return {
    sessionId: '',
    source: 'cloudtrail',
    startedAt: startsAt,
    principal: { type: 'IAMUser', name: 'operator' },
    operator: { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' },
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    kind: { type: 'shell' },
    ...over,
  };
}

/** The usual further fields of CloudTrail. */
export const PARTICULARS = {
  principal: { type: 'IAMUser', arn: ARN, accountId: '111122223333', name: 'operator' },
  accountId: '111122223333',
  region: 'ap-northeast-1',
  sourceIp: '203.0.113.7',
  reason: 'Look at the slow query',
} as const;

/** The same session as DescribeSessions lists it. */
export function ssmFacts(startsAt: string, over: Partial<StartFacts> = {}): StartFacts {
  const { sessionId, operator, target, kind } = startFacts(startsAt);
  const principal = { type: 'Unknown', arn: ARN, name: 'operator' };
  return { sessionId, source: 'ssm', startedAt: startsAt, principal, operator, target, kind, ...over };
}

export function started(facts: StartFacts, minute = 0): Happening {
  return [minute, facts.source, { type: 'started', ...facts }];
}
export function noticed(minute = 1): Happening {
  return [minute, 'app', { type: 'noticed', channel: CHANNEL, ts: '1795507260.000100' }];
}
export function acknowledged(
  minute: number,
  over: Partial<Extract<EventData, { type: 'acknowledged' }>> = {},
): Happening {
  return [minute, APPROVER, { type: 'acknowledged', fourEyes: 'verified', afterTermination: false, ...over }];
}
export function withdrawn(
  minute: number,
  over: Partial<Extract<EventData, { type: 'acknowledgementWithdrawn' }>> = {},
  by = APPROVER,
): Happening {
  return [minute, by, { type: 'acknowledgementWithdrawn', via: 'notice', ...over }];
}
export function reasoned(minute: number, over: Partial<Extract<EventData, { type: 'reasoned' }>> = {}): Happening {
  return [minute, OPERATOR, { type: 'reasoned', via: 'follow-up', reason: 'Rebuild an index', ...over }];
}
export function ended(
  startsAt: string,
  minute: number,
  over: Partial<Extract<EventData, { type: 'ended' }>> = {},
): Happening {
  const how = { cause: 'unknown' } as const;
  return [minute, 'ssm', { type: 'ended', status: 'Terminated', endedAt: after(startsAt, minute), how, ...over }];
}

/** The cause of an event begins with its source. */
const CAUSES: Readonly<Record<string, string>> = { cloudtrail: 'cloudtrail', ssm: 'ssm', app: 'time' };

/** @param name of the session; for denied attempts the rules name their stream */
export function entryOf(name: string, startsAt: string, happenings: readonly Happening[]): Stream {
  let stream: Stream | undefined;
  for (const [index, [minute, by, told]] of happenings.entries()) {
    const data: EventData = told.type === 'started' ? { ...told, sessionId: sessionIdOf(name) } : told;
    const unlinked = {
      // Removes undefined members at every depth, because they are stored like absent ones.
      ...withoutUndefined(data),
      seq: index + 1,
      at: after(startsAt, minute),
      by,
      commandId: `${CAUSES[by] ?? 'click'}:${idOf(name)}:${index + 1}`,
    };
    const previous = stream?.events.at(-1)?.hash ?? evolve(undefined, { ...unlinked, hash: '' }).id;
    const event: Event = { ...unlinked, hash: hashEvent(previous, unlinked) };
    stream = evolve(stream, event);
  }
  if (stream === undefined) throw new Error(`nothing happens in "${name}"`);
  return stream;
}

function withoutUndefined(data: EventData): EventData {
  return JSON.parse(JSON.stringify(data));
}

/** e.g. "operator-ended-by-a-person" */
function sessionIdOf(name: string): string {
  return `operator-${idOf(name)}`;
}

function idOf(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
}
