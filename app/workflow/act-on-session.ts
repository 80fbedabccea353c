// An act of a person on a session. It is authorised here, whatever Slack showed them.
import type { Ports, StoredStream } from '../ports.ts';
import type { Actor, Refusal } from '../session/acts/act.ts';
import type { GivenReason } from '../session/acts/give-reason.ts';
import type { SessionCommand } from '../session/decide.ts';
import type { Event } from '../session/event.ts';
import type { Session } from '../session/session.ts';
import { type AppendResult, append } from './append.ts';
import { approverStatus } from './approvers.ts';
import { askToTerminate } from './record.ts';
import type { WorkflowSettings } from './settings.ts';
import { acquireAndSync, isStale, syncHeld } from './slack-sync/sync-notice.ts';

/** A press, the submission of a modal, or a reaction. */
export interface Click {
  /** The same for every delivery of one press */
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly from: Actor['from'];
}

export type ActionOutcome =
  /** `did` is undefined where nothing was left to do: a press that is delivered again, an answer that was given */
  | { readonly outcome: 'done'; readonly session: Session; readonly did: Event['type'] | undefined }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export type SessionAction =
  | { readonly type: 'acknowledge' | 'requestTermination' | 'withdraw'; readonly note?: string | undefined }
  | { readonly type: 'reconfirm'; readonly act: 'still-mine' | 'take-over' };

type Refused = Extract<AppendResult, { outcome: 'refused' }>;

/** A click this soon after an update was made on the old message: no refresh is needed. */
const CROSSED_MILLIS = 5_000;

/**
 * Records the action and updates the notice. A termination is asked of SSM once; the watchdog confirms it.
 * @throws {StoreConflictError} and whatever the store throws: then nothing is recorded
 */
export async function actOnSession(
  ports: Ports,
  settings: WorkflowSettings,
  click: Click,
  action: SessionAction,
): Promise<ActionOutcome> {
  const approver = await approverStatus(ports, settings, click.userId);
  const actor: Actor = { userId: click.userId, approver, from: click.from };
  const command = { ...action, id: click.id, actor, fourEyes: settings.fourEyes };
  return appendAct(ports, click, command);
}

/** The operator says why: nobody else may, whatever the list of approvers says. */
export async function recordReason(ports: Ports, given: GivenReason & Omit<Click, 'from'>): Promise<ActionOutcome> {
  return appendAct(ports, given, { ...given, type: 'giveReason' });
}

async function appendAct(
  ports: Ports,
  click: Pick<Click, 'sessionId'>,
  command: SessionCommand,
): Promise<ActionOutcome> {
  const owner = ports.newId();
  const appended = await append(ports, click.sessionId, command, { owner });
  if (appended.outcome === 'refused') {
    await refreshIfStale(ports, appended);
    return { outcome: 'refused', refusal: appended.refusal };
  }
  const { stored } = appended;
  const shown = syncHeld(ports, stored, { owner, announce: false }).catch((cause: unknown) => {
    // The action is recorded and the stream is due: the watchdog syncs the notice.
    ports.monitor.fault('click stored but notice not synced', cause, { sessionId: click.sessionId });
    return stored;
  });
  // A click that Slack delivers again has asked SSM already.
  if (command.type === 'requestTermination' && appended.outcome === 'changed') {
    await Promise.all([shown, askToTerminate(ports, click.sessionId)]);
    await wake(ports, click.sessionId);
  }
  return { outcome: 'done', session: asSession(await shown), did: appended.events[0]?.type };
}

const OLD_MESSAGE: readonly Refusal['reason'][] = [
  'already-acknowledged',
  'already-terminating',
  'already-ended',
  'lapsed',
  'session-over',
  'termination-requested',
  'nothing-to-withdraw',
  'not-acknowledger',
];

/** True if a button was pressed that the notice should not show any more: the person sees an old message. */
export function isOfOldMessage({ reason }: Refusal): boolean {
  return OLD_MESSAGE.includes(reason);
}

async function refreshIfStale(ports: Ports, { stored, refusal }: Refused): Promise<void> {
  if (!stored || !isOfOldMessage(refusal)) return;
  const { shownAt } = stored.delivery;
  const isQuiet = shownAt !== undefined && Date.parse(shownAt) + CROSSED_MILLIS < ports.clock.now().getTime();
  if (isQuiet || isStale(ports, stored))
    await acquireAndSync(ports, stored, { owner: ports.newId(), announce: false, force: true });
}

async function wake({ watchdog, monitor }: Ports, sessionId: string): Promise<void> {
  try {
    await watchdog.wake(sessionId);
  } catch (cause) {
    // The next scheduled pass finds the stream, which is due.
    monitor.fault('watchdog not woken', cause, { sessionId });
  }
}

function asSession({ stream }: StoredStream): Session {
  if (stream.type !== 'session')
    throw new Error(`${stream.id} is no session, and was acted on: a rule of decide is missing`);
  return stream;
}
