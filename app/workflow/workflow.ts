// One function per use case, each the same way: observe, decide, append, reconcile.
import type { Observation } from '../ports.ts';
import type { Actor } from '../session/decide.ts';
import type { Session } from '../session/session.ts';
import { type ActionOutcome, acknowledgeOrTerminate, type Click } from './acknowledge-or-terminate.ts';
import { approverStatus } from './approvers.ts';
import { type AccountAndRegion, type IngestOptions, ingestRecord } from './ingest-record.ts';
import type { FoundSessions, SessionQuery } from './queries/find-sessions.ts';
import type { History, HistoryQuestion } from './queries/history.ts';
import type { Span } from './queries/list-slice.ts';
import type { Overview } from './queries/overview.ts';
import type { Pending } from './queries/pending.ts';
import type { Presence } from './queries/who.ts';
import type { Appended, Ports } from './record.ts';
import type { ExportOutcome } from './request-export.ts';
import type { WorkflowSettings } from './settings.ts';
import { createDrain, type Drain } from './slack-sync/post-throttle.ts';
import { createReplay } from './watchdog/replay-trail.ts';
import { acknowledgeListed, type DigestClick, type DigestOutcome } from './watchdog/send-digest.ts';

export interface Workflow {
  /** Stores what a CloudTrail record tells. @returns what shows it @throws Error when it could not be stored */
  observe(observation: Observation, observing?: IngestOptions): Promise<Appended>;
  /** For the notices of one delivery: one after the other at Slack's pace, as far as the time allows. */
  openDrain(until: Date): Drain;
  acknowledge(click: Click): Promise<ActionOutcome>;
  /** All that the latest digest lists. */
  acknowledgeListed(click: DigestClick): Promise<DigestOutcome>;
  terminate(click: Click): Promise<ActionOutcome>;
  /** Finds out whether a session that was to be cut is gone. */
  confirm(sessionId: string, until: Date): Promise<void>;
  /** Looks at all that is open, again and again until there is no time. @throws Error when the table cannot be read */
  watch(until: Date, home?: AccountAndRegion): Promise<void>;
  who(span: Span): Promise<Presence>;
  /** Whether somebody may act, as far as that can be known before they do. */
  standing(userId: string): Promise<Actor['approver']>;
  pending(userId: string, span: Span): Promise<Pending>;
  /** Both of them. */
  overview(userId: string, spans: Readonly<Record<keyof Overview, Span>>): Promise<Overview>;
  meantBy(meaning: SessionQuery, span: Span): Promise<FoundSessions>;
  session(sessionId: string): Promise<Session | undefined>;
  history(question: HistoryQuestion): Promise<History>;
  requestExport(asked: { readonly words: string; readonly userId: string }): Promise<ExportOutcome>;
}

const lists = () => import('./queries/lists.ts');

export function createWorkflow(ports: Ports, settings: WorkflowSettings): Workflow {
  const replay = createReplay();
  return {
    observe: (observation, observing) => ingestRecord(ports, settings, observation, observing),
    // It knows of no earlier notices that wait, and those go first.
    openDrain: (until) => createDrain(ports, { owner: ports.newId(), until, goesOn: false }),
    acknowledge: (click) => acknowledgeOrTerminate(ports, settings, click, 'acknowledge'),
    acknowledgeListed: (click) => acknowledgeListed(ports, settings, click),
    terminate: (click) => acknowledgeOrTerminate(ports, settings, click, 'requestTermination'),
    // The watchdog's alone.
    confirm: async (sessionId, until) =>
      (await import('./watchdog/confirm-termination.ts')).confirmTermination(ports, sessionId, until),
    watch: async (until, home = {}) =>
      (await import('./watchdog/run-pass.ts')).runPass(ports, settings, { until, home, replay }),
    standing: (userId) => approverStatus(ports, settings, userId),
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
