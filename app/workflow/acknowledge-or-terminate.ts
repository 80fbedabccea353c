// What a person does with a button, authorised here whatever Slack showed them.
import type { StoredStream } from '../ports.ts';
import type { Actor, Refusal } from '../session/decide.ts';
import type { Session } from '../session/session.ts';
import { type AppendResult, append } from './append.ts';
import { approverStatus } from './approvers.ts';
import { askToTerminate, type Ports } from './record.ts';
import type { WorkflowSettings } from './settings.ts';
import { acquireAndSync, isStale, syncHeld } from './slack-sync/sync-notice.ts';

/** A button pressed on a notice. */
export interface Click {
  /** The same for every delivery of one press */
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly from: Actor['from'];
}

export type ActionOutcome =
  | { readonly outcome: 'done'; readonly session: Session }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export type SessionAction = 'acknowledge' | 'requestTermination';

type Refused = Extract<AppendResult, { outcome: 'refused' }>;

/** A button pressed within this time after the notice changed crossed the change; it needs no second update. */
const CROSSED_MILLIS = 5_000;

/**
 * Does what the button says. Of a termination this records the request, asks SSM once and shows it; whether the session is
 * gone is found out by the watchdog.
 */
export async function acknowledgeOrTerminate(
  ports: Ports,
  settings: WorkflowSettings,
  click: Click,
  type: SessionAction,
): Promise<ActionOutcome> {
  const approver = await approverStatus(ports, settings, click.userId);
  const actor: Actor = { userId: click.userId, approver, from: click.from };
  const owner = ports.newId();
  const appended = await append(ports, click.sessionId, { type, id: click.id, actor }, { owner });
  if (appended.outcome === 'refused') {
    await refreshIfStale(ports, appended);
    return { outcome: 'refused', refusal: appended.refusal };
  }
  const { stored } = appended;
  const shown = syncHeld(ports, stored, { owner, announce: false }).catch((cause: unknown) => {
    // It is recorded, and due: what is not shown now is shown by the watchdog.
    ports.monitor.fault('a click is recorded and not shown yet', cause, { sessionId: click.sessionId });
    return stored;
  });
  // A click that is met again has asked SSM already.
  if (type === 'requestTermination' && appended.outcome === 'changed') {
    await Promise.all([shown, askToTerminate(ports, click.sessionId)]);
    await wake(ports, click.sessionId);
  }
  return { outcome: 'done', session: asSession(await shown) };
}

/** A press of a button that should not be there any more: the person sees something old. */
async function refreshIfStale(ports: Ports, { stored, refusal }: Refused): Promise<void> {
  const settled = ['already-acknowledged', 'already-terminating', 'already-ended', 'lapsed'].includes(refusal.reason);
  if (!stored || !settled) return;
  const quiet = Date.parse(stored.delivery.shownAt ?? '') + CROSSED_MILLIS < ports.clock.now().getTime();
  if (quiet || isStale(ports, stored))
    await acquireAndSync(ports, stored, { owner: ports.newId(), announce: false, force: true });
}

async function wake({ watchdog, monitor }: Ports, sessionId: string): Promise<void> {
  try {
    await watchdog.wake(sessionId);
  } catch (cause) {
    // What is due is found by the next scheduled pass.
    monitor.fault('the watchdog could not be woken', cause, { sessionId });
  }
}

function asSession({ entry: stream }: StoredStream): Session {
  if (stream.type !== 'session')
    throw new Error(`${stream.id} is no session, and was acted on: a rule of decide is missing`);
  return stream;
}
