// One function per use case, each the same way: observe, decide, append, reconcile.
import type { Observation } from '../ports.ts';
import type { Actor } from '../session/decide.ts';
import type { Session } from '../session/session.ts';
import { act, type Click, type Outcome } from './acknowledge-or-terminate.ts';
import { standing } from './approvers.ts';
import { type Home, type Observing, observe } from './ingest-record.ts';
import type { Meaning, Meant } from './queries/find-sessions.ts';
import type { History, HistoryQuestion } from './queries/history.ts';
import type { Span } from './queries/list-slice.ts';
import type { Overview } from './queries/overview.ts';
import type { Pending } from './queries/pending.ts';
import type { Presence } from './queries/who.ts';
import type { Observed, Ports } from './record.ts';
import type { ExportOutcome } from './request-export.ts';
import type { Settings } from './settings.ts';
import { createDrain, type Drain } from './slack-sync/post-throttle.ts';
import { createReplay } from './watchdog/replay-trail.ts';
import { acknowledgeListed, type ListClick, type ListOutcome } from './watchdog/send-digest.ts';

export interface Workflow {
  /** Stores what a CloudTrail record tells. @returns what shows it @throws Error when it could not be stored */
  observe(observation: Observation, observing?: Observing): Promise<Observed>;
  /** For the notices of one delivery: one after the other at Slack's pace, as far as the time allows. */
  openDrain(until: Date): Drain;
  acknowledge(click: Click): Promise<Outcome>;
  /** All that the latest digest lists. */
  acknowledgeListed(click: ListClick): Promise<ListOutcome>;
  terminate(click: Click): Promise<Outcome>;
  /** Finds out whether a session that was to be cut is gone. */
  confirm(sessionId: string, until: Date): Promise<void>;
  /** Looks at all that is open, again and again until there is no time. @throws Error when the table cannot be read */
  watch(until: Date, home?: Home): Promise<void>;
  who(span: Span): Promise<Presence>;
  /** Whether somebody may act, as far as that can be known before they do. */
  standing(userId: string): Promise<Actor['approver']>;
  pending(userId: string, span: Span): Promise<Pending>;
  /** Both of them. */
  overview(userId: string, spans: Readonly<Record<keyof Overview, Span>>): Promise<Overview>;
  meantBy(meaning: Meaning, span: Span): Promise<Meant>;
  session(sessionId: string): Promise<Session | undefined>;
  history(question: HistoryQuestion): Promise<History>;
  requestExport(asked: { readonly words: string; readonly userId: string }): Promise<ExportOutcome>;
}

const lists = () => import('./queries/lists.ts');

export function createWorkflow(ports: Ports, settings: Settings): Workflow {
  const replay = createReplay();
  return {
    observe: (observation, observing) => observe(ports, settings, observation, observing),
    // It knows of no earlier notices that wait, and those go first.
    openDrain: (until) => createDrain(ports, { owner: ports.newId(), until, goesOn: false }),
    acknowledge: (click) => act(ports, settings, click, 'acknowledge'),
    acknowledgeListed: (click) => acknowledgeListed(ports, settings, click),
    terminate: (click) => act(ports, settings, click, 'requestTermination'),
    // The watchdog's alone.
    confirm: async (sessionId, until) =>
      (await import('./watchdog/confirm-termination.ts')).confirm(ports, sessionId, until),
    watch: async (until, home = {}) =>
      (await import('./watchdog/run-pass.ts')).watch(ports, settings, { until, home, replay }),
    standing: (userId) => standing(ports, settings, userId),
    // No start and no press of a notice's button asks for these: they are loaded by whoever does.
    who: async (span) => (await lists()).who(ports, settings, span),
    pending: async (userId, span) => (await lists()).pending(ports, settings, userId, span),
    overview: async (userId, spans) => (await lists()).overview(ports, settings, userId, spans),
    meantBy: async (meaning, span) => (await lists()).meantBy(ports, settings, meaning, span),
    session: async (sessionId) => (await lists()).sessionOf(ports, sessionId),
    history: async (question) => (await import('./queries/history.ts')).history(ports, settings, question),
    requestExport: async (asked) => (await import('./request-export.ts')).requestExport(ports, settings, asked),
  };
}
