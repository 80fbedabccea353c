// Approvers and auditors: the listed users, and the members of their groups as Slack last named them.
import type { Ports } from '../ports.ts';
import type { Actor } from '../session/acts/act.ts';
import { isApprover } from '../session/approval.ts';
import type { WorkflowSettings } from './settings.ts';

/** No deadline terminates a session when the list of approvers is older than this. */
const KNOWN_FOR_MILLIS = 5 * 60_000;
/** The watchdog asks Slack again when its answer is older than this. */
const REFRESH_AFTER_MILLIS = 55_000;

type Asking = Pick<Ports, 'controls' | 'directory' | 'clock' | 'monitor'>;

/** @returns 'unknown' when Slack has not named the group's members for a while; listed users do not depend on them */
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
 * Reads the group of approvers again when the stored list is old.
 * @returns true when a list that is not empty was read within the last minutes
 */
export async function refreshApprovers(ports: Asking, settings: WorkflowSettings): Promise<boolean> {
  const { approverGroup: group, approverUsers } = settings;
  if (group === undefined) return true;
  const { controls, clock, monitor } = ports;
  const { value, version } = await controls.read('#approvers');
  const known = value?.group === group ? value : undefined;
  const now = clock.now();
  const isSomebody = (members: readonly string[]) => members.length > 0 || approverUsers.length > 0;
  if (known && isRecent(known, now, REFRESH_AFTER_MILLIS)) return isSomebody(known.members);
  const members = await askSlack(ports, group);
  if (members === undefined) {
    return known !== undefined && isRecent(known, now, KNOWN_FOR_MILLIS) && isSomebody(known.members);
  }
  if (members.length === 0) monitor.fault('approver group is empty', new Error(`nobody is in ${group}`));
  await controls.write('#approvers', { group, members, at: clock.now().toISOString() }, version);
  return isSomebody(members);
}

async function remembered({ controls, clock, monitor }: Asking, group: string): Promise<readonly string[] | undefined> {
  try {
    const { value } = await controls.read('#approvers');
    return value?.group === group && isRecent(value, clock.now(), KNOWN_FOR_MILLIS) ? value.members : undefined;
  } catch (cause) {
    monitor.fault('stored approver group not read', cause);
    return undefined;
  }
}

/** A negative age comes from a clock that jumped, and proves nothing. */
function isRecent({ at }: { readonly at: string }, now: Date, millis: number): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= 0 && age < millis;
}

async function askSlack({ directory, monitor }: Asking, group: string): Promise<readonly string[] | undefined> {
  try {
    return [...(await directory.groupMembers(group))];
  } catch (cause) {
    monitor.fault('approver group not read from Slack', cause);
    return undefined;
  }
}

/** True for auditors that the settings name; `approverStatus` answers for approvers. */
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
    // Until Slack answers, the members of the group see their own sessions.
    monitor.fault('auditor group not read from Slack', cause);
    return false;
  }
}
