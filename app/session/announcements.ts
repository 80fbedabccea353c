// What is told beside the notice, to whom, and as long as it is news: each once.
import type { Event } from './event.ts';
import { isUnanswered } from './policy.ts';
import type { Session } from './session.ts';

/** Where something is told: the notice's thread, the escalation channel, the operator alone, or the host's terminals. */
export type Audience = 'thread' | 'escalation' | 'operator' | 'host';

/** To whom the settings have something told, beside the thread. */
export interface Audiences {
  readonly escalation: boolean;
  readonly host: boolean;
}

export interface Announcement {
  /** e.g. "7:thread": the event's `seq` and the audience */
  readonly key: string;
  readonly audience: Audience;
  readonly event: Event;
}

/** When announcements went out: ISO times by their keys. */
export type Announced = Readonly<Record<string, string>>;

/** All that should be told by now, in the order in which it happened. */
export function announcementsOf(session: Session, audiences: Audiences): Announcement[] {
  return session.events.flatMap((event) =>
    audienceOf(session, event)
      .filter((audience) => (audience !== 'escalation' && audience !== 'host') || audiences[audience])
      .map((audience) => ({ key: `${event.seq}:${audience}`, audience, event })),
  );
}

/** What should have been told and was not. */
export function owed(session: Session, announced: Announced, audiences: Audiences): Announcement[] {
  return announcementsOf(session, audiences).filter(({ key }) => announced[key] === undefined);
}

/**
 * When the reminder and the latest warning had reached everybody in Slack whom they are for; undefined while they have not.
 * A host's terminals count for nothing: a desktop or a tunnel has none.
 */
export function toldAt(session: Session, announced: Announced): { remindedAt?: string; warnedAt?: string } {
  const { reminded, warned } = session;
  const allOut = (keys: readonly string[]): string | undefined => {
    const times = keys.map((key) => announced[key] ?? '').sort();
    return times[0] === '' ? undefined : times.at(-1);
  };
  const remindedAt = reminded && allOut([`${reminded.seq}:thread`]);
  const warnedAt =
    warned && allOut([`${warned.seq}:thread`, ...(session.operator.slackUser ? [`${warned.seq}:operator`] : [])]);
  return { ...(remindedAt && { remindedAt }), ...(warnedAt && { warnedAt }) };
}

/** What is old by now is told to nobody: a reminder only while it can be answered, of warnings only the latest. */
function audienceOf(session: Session, event: Event): readonly Audience[] {
  const { operator, termination, warned, reminded, escalated } = session;
  switch (event.type) {
    case 'terminationRequested':
    case 'seenAlive':
      return ['thread'];
    case 'terminationFailed':
      return ['thread', 'escalation'];
    case 'ended':
      return termination ? ['thread'] : [];
    case 'reminded':
      return isUnanswered(session) && reminded?.seq === event.seq ? ['thread'] : [];
    case 'warned':
      if (!isUnanswered(session) || warned?.seq !== event.seq) return [];
      return operator.slackUser ? ['thread', 'operator', 'host'] : ['thread', 'host'];
    case 'escalated':
      return isUnanswered(session) && escalated?.seq === event.seq ? ['escalation'] : [];
    default:
      return [];
  }
}
