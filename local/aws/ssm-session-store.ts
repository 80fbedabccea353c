// The sessions of the SSM stand-in and their status changes.
import { randomBytes } from 'node:crypto';
import { readList, writeList } from '../json-file-list.ts';
import { hasEnded, type LocalSession, localSession } from './ssm-session.ts';

export interface NewSession {
  /** e.g. "arn:aws:iam::111122223333:user/operator" */
  ownerArn: string;
  /** User name or role session name, with which the session id begins. */
  ownerName: string;
  target: string;
  documentName?: string | undefined;
  reason?: string | undefined;
  parameters?: Record<string, string[]> | undefined;
  /** Minutes as the API writes them, "1" to "1440" */
  maxSessionDuration?: string | undefined;
}

export interface SsmSessionStore {
  /** In order of their start. */
  sessions(): LocalSession[];
  find(sessionId: string): LocalSession | undefined;
  start(session: NewSession): LocalSession;
  /** Sets Terminating now and Terminated after `settleMillis`. Ignores ended and unknown sessions. */
  terminate(sessionId: string): void;
  /**
   * Changes the status of a live session, and sets its end time if the new status is final.
   * @throws {Error} for an unknown session
   */
  changeStatus(sessionId: string, status: LocalSession['Status']): void;
  /**
   * Calls the listener after each change.
   * @returns a function that removes the listener
   */
  onChange(listener: () => void): () => void;
  /** Stops the timers of terminating sessions. */
  close(): void;
}

/** @throws {Error} if `keepFile` does not contain valid sessions */
export function openSsmSessionStore(options: {
  keepFile?: string | undefined;
  now: () => Date;
  settleMillis: number;
}): SsmSessionStore {
  const { keepFile, now, settleMillis } = options;
  const kept = keepFile === undefined ? [] : readList(keepFile, 'sessions', localSession);
  const byId = new Map(kept.map((session) => [session.SessionId, session]));
  const settling = new Map<string, NodeJS.Timeout>();
  const listeners = new Set<() => void>();

  function put(session: LocalSession): LocalSession {
    byId.set(session.SessionId, session);
    if (keepFile !== undefined) writeList(keepFile, 'sessions', [...byId.values()]);
    for (const listener of listeners) listener();
    return session;
  }

  function changeStatus(sessionId: string, status: LocalSession['Status']): void {
    const session = byId.get(sessionId);
    if (session === undefined) throw new Error(`There is no session ${sessionId}.`);
    if (hasEnded(session)) return;
    const changed = { ...session, Status: status };
    clearTimeout(settling.get(sessionId));
    settling.delete(sessionId);
    put(hasEnded(changed) ? { ...changed, EndDate: toEpochSeconds(now()) } : changed);
  }

  function terminateLater(sessionId: string): void {
    const timer = setTimeout(() => changeStatus(sessionId, 'Terminated'), settleMillis);
    settling.set(sessionId, timer.unref());
  }

  for (const session of kept) if (session.Status === 'Terminating') terminateLater(session.SessionId);

  return {
    sessions: () => [...byId.values()],
    find: (sessionId) => byId.get(sessionId),
    start: (session) =>
      put({
        SessionId: `${session.ownerName}-${createSuffix()}`,
        Target: session.target,
        Status: 'Connected',
        StartDate: toEpochSeconds(now()),
        Owner: session.ownerArn,
        DocumentName: session.documentName,
        Reason: session.reason || undefined,
        AccessType: 'Standard',
        MaxSessionDuration: session.maxSessionDuration,
        ownerName: session.ownerName,
        parameters: session.parameters,
      }),
    terminate(sessionId) {
      const session = byId.get(sessionId);
      if (session === undefined || hasEnded(session) || session.Status === 'Terminating') return;
      changeStatus(sessionId, 'Terminating');
      terminateLater(sessionId);
    },
    changeStatus,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const timer of settling.values()) clearTimeout(timer);
      settling.clear();
    },
  };
}

function toEpochSeconds(date: Date): number {
  return date.getTime() / 1000;
}

/** The 26 characters at the end of a session id, e.g. "q3nltaxkf5mzw2hyvbd7cejs6u" */
function createSuffix(): string {
  return [...randomBytes(26)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
}
