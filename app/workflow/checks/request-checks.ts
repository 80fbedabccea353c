// /bastion check: authorises the person and hands over to the watchdog, which runs the checks and answers.
import { needsAttention } from '../../checks/outcome.ts';
import type { Checking } from '../../checks/ports.ts';
import type { Ports } from '../../ports.ts';
import { approverStatus } from '../approvers.ts';
import type { WorkflowSettings } from '../settings.ts';
import { noteSlackRequest } from './note-slack-request.ts';

export type CheckRequestOutcome = 'started' | 'not-an-approver' | 'approvers-unknown' | 'not-started';

/** @param responseUrl of the slash command: the checks take longer than its 3 seconds */
export async function requestChecks(
  ports: Ports,
  settings: WorkflowSettings,
  { userId, responseUrl }: { readonly userId: string; readonly responseUrl: string | undefined },
): Promise<CheckRequestOutcome> {
  const approver = await approverStatus(ports, settings, userId);
  if (approver !== 'yes') return approver === 'no' ? 'not-an-approver' : 'approvers-unknown';
  try {
    if (responseUrl === undefined) throw new Error('the command came without a response_url');
    // The command itself proves that Slack's requests arrive.
    await noteSlackRequest(ports);
    await ports.watchdog.check(responseUrl);
    return 'started';
  } catch (cause) {
    ports.monitor.fault('checks not started', cause);
    return 'not-started';
  }
}

/** Runs the checks, and answers the person who asked. The alarm follows the newest result. */
export async function answerChecks(
  { monitor }: Pick<Ports, 'monitor'>,
  checking: Checking,
  responseUrl: string,
): Promise<void> {
  const results = await checking.run();
  monitor.count('ChecksFailed', results.filter(needsAttention).length);
  await checking.answer(responseUrl, results);
}
