// Who may act, and who may see: the listed users, and the groups as Slack last told them.

import { isApprover } from '../session/approval.ts';
import type { Actor } from '../session/decide.ts';
import type { Ports } from './record.ts';
import type { WorkflowSettings } from './settings.ts';

/** Nobody's session is cut when it has not been known for so long who could have acknowledged it. */
const KNOWN_FOR_MILLIS = 5 * 60_000;
/** The watchdog asks Slack again when its answer is older than this. */
const REFRESH_AFTER_MILLIS = 55_000;

type Asking = Pick<Ports, 'controls' | 'directory' | 'clock' | 'monitor'>;

/** 'unknown' when Slack has not told for a while who is in the group. Listed users do not depend on it. */
export async function approverStatus(
  ports: Asking,
  settings: WorkflowSettings,
  userId: string,
): Promise<Actor['approver']> {
  if (isApprover(userId, settings, new Set())) return 'yes';
  const { approverGroup: group } = settings;
  if (group === undefined) return 'no';
  const members = (await remembered(ports, group)) ?? (await askSlack(ports, group));
  if (members === undefined) return 'unknown';
  return isApprover(userId, settings, new Set(members)) ? 'yes' : 'no';
}

/**
 * Keeps what is known of the group young.
 * @returns whether it has been known within the last minutes who the approvers are
 */
export async function refreshApprovers(ports: Asking, settings: WorkflowSettings): Promise<boolean> {
  const { approverGroup: group, approverUsers } = settings;
  if (group === undefined) return true;
  const { controls, clock, monitor } = ports;
  const { value, version } = await controls.read('#approvers');
  const known = value?.group === group ? value : undefined;
  const now = clock.now();
  const isSomebody = (members: readonly string[]) => members.length > 0 || approverUsers.length > 0;
  if (known && isYoung(known, now, REFRESH_AFTER_MILLIS)) return isSomebody(known.members);
  const members = await askSlack(ports, group);
  if (members === undefined) {
    return known !== undefined && isYoung(known, now, KNOWN_FOR_MILLIS) && isSomebody(known.members);
  }
  if (members.length === 0) monitor.fault('the group of approvers is empty', new Error(`nobody is in ${group}`));
  await controls.write('#approvers', { group, members, at: clock.now().toISOString() }, version);
  return isSomebody(members);
}

async function remembered({ controls, clock, monitor }: Asking, group: string): Promise<readonly string[] | undefined> {
  try {
    const { value } = await controls.read('#approvers');
    return value?.group === group && isYoung(value, clock.now(), KNOWN_FOR_MILLIS) ? value.members : undefined;
  } catch (cause) {
    monitor.fault('what is remembered of the approvers could not be read', cause);
    return undefined;
  }
}

/** An age below zero is that of a clock that jumped: it says nothing. */
function isYoung({ at }: { readonly at: string }, now: Date, millis: number): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= 0 && age < millis;
}

async function askSlack({ directory, monitor }: Asking, group: string): Promise<readonly string[] | undefined> {
  try {
    return [...(await directory.groupMembers(group))];
  } catch (cause) {
    monitor.fault('the group of approvers could not be read', cause);
    return undefined;
  }
}

/** Named as an auditor: whoever approves is asked for by `standing`. */
export async function isAuditor(
  { directory, monitor }: Asking,
  settings: WorkflowSettings,
  userId: string,
): Promise<boolean> {
  if (settings.auditorUsers.includes(userId)) return true;
  if (settings.auditorGroup === undefined) return false;
  try {
    return (await directory.groupMembers(settings.auditorGroup)).has(userId);
  } catch (cause) {
    // Its members see their own sessions until Slack answers.
    monitor.fault('the group of auditors could not be read', cause);
    return false;
  }
}
