// Pages of the App Home, made of sessions in the states that a notice can show.
import { findRefusal } from '../../../../../app/session/decide.ts';
import type { Session } from '../../../../../app/session/session.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import type { HomeReader } from '../../../../../app/slack/views/home/home.ts';
import type { Actable, Home } from '../../../../../app/workflow/queries/home.ts';
import { type Slice, sliceOf } from '../../../../../app/workflow/queries/list-slice.ts';
import { SETTINGS } from '../../../doubles/memory-ports.ts';
import { APPROVER } from '../../notice-states-fixture.ts';
import { stoppedClock } from '../../slack-fixture.ts';

export const NOW = '2026-11-24T08:10:00.000Z';
export const clock = stoppedClock(NOW);
export const cardTokens = createCardTokens('a secret', clock);

export function readerOf(userId: string): HomeReader {
  return { userId, now: clock.now(), cardTokens };
}

/** Unacknowledged sessions, with what the person may do to each. */
export function waitingFor(
  sessions: readonly Session[],
  userId = APPROVER,
  approver: Home['approver'] = 'yes',
): Slice<Actable> {
  const acts = ['acknowledge', 'requestTermination'] as const;
  const actable = sessions.map((session) => ({
    session,
    acts: acts.filter((act) => findRefusal(act, session, { userId, approver, from: 'home' }) === undefined),
  }));
  return sliceOf(actable, { from: 0, most: 10 });
}

/** A quiet day of an approver, unless told otherwise. */
export function aHome(over: Partial<Home> = {}): Home {
  return {
    approver: 'yes',
    all: true,
    pending: waitingFor([]),
    presence: { source: 'ssm', at: NOW, sessions: [], before: 0, total: 0 },
    own: { live: sliceOf<Session>([], { from: 0, most: 5 }), past: [] },
    past: [],
    rules: SETTINGS,
    ...over,
  };
}

export function presenceOf(sessions: readonly Session[], over: Partial<Home['presence']> = {}): Home['presence'] {
  return { source: 'ssm', at: NOW, ...sliceOf(sessions, { from: 0, most: 10 }), ...over };
}

export function ownOf(live: readonly Session[], past: readonly Session[] = []): Home['own'] {
  return { live: sliceOf(live, { from: 0, most: 5 }), past };
}
