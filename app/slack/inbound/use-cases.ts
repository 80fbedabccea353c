// The use cases that a press or a command of Slack starts, as the inbound side calls them.
import type { Actor } from '../../session/acts/act.ts';
import type { GivenReason } from '../../session/acts/give-reason.ts';
import type { MessagePlace } from '../../session/follow-ups.ts';
import type { Session } from '../../session/session.ts';
import type { ActionOutcome, Click } from '../../workflow/act-on-session.ts';
import type { CheckRequestOutcome } from '../../workflow/checks/request-checks.ts';
import type { FoundSessions, SessionQuery } from '../../workflow/queries/find-sessions.ts';
import type { History, HistoryQuestion } from '../../workflow/queries/history.ts';
import type { Home } from '../../workflow/queries/home.ts';
import type { Span } from '../../workflow/queries/list-slice.ts';
import type { Overview } from '../../workflow/queries/overview.ts';
import type { Pending } from '../../workflow/queries/pending.ts';
import type { Presence } from '../../workflow/queries/who.ts';
import type { ExportOutcome } from '../../workflow/request-export.ts';
import type { DigestClick, DigestOutcome } from '../../workflow/watchdog/send-digest.ts';

export interface SlackUseCases {
  acknowledge(click: Click, note?: string): Promise<ActionOutcome>;
  terminate(click: Click, note?: string): Promise<ActionOutcome>;
  /** Takes the acknowledgement back. */
  withdraw(click: Click, note?: string): Promise<ActionOutcome>;
  /** Answers the question whether the acknowledgement still holds. */
  reconfirm(click: Click, act: 'still-mine' | 'take-over'): Promise<ActionOutcome>;
  giveReason(given: GivenReason & Omit<Click, 'from'>): Promise<ActionOutcome>;
  /** Acknowledges all that the latest digest lists. */
  acknowledgeListed(click: DigestClick): Promise<DigestOutcome>;
  approverStatus(userId: string): Promise<Actor['approver']>;
  who(span: Span): Promise<Presence>;
  pending(userId: string, span: Span): Promise<Pending>;
  /** `pending` and `who` in one answer. */
  overview(userId: string, spans: Readonly<Record<keyof Overview, Span>>): Promise<Overview>;
  home(userId: string): Promise<Home>;
  findSessions(query: SessionQuery, span: Span): Promise<FoundSessions>;
  /** @returns the id of the open session whose notice this is */
  findByNotice(place: MessagePlace): Promise<string | undefined>;
  session(sessionId: string): Promise<Session | undefined>;
  history(question: HistoryQuestion): Promise<History>;
  /** Notes that Slack reaches the app. Never throws. */
  noteRequest(): Promise<void>;
  requestChecks(asked: {
    readonly userId: string;
    readonly responseUrl: string | undefined;
  }): Promise<CheckRequestOutcome>;
  requestExport(asked: { readonly words: string; readonly userId: string }): Promise<ExportOutcome>;
}
