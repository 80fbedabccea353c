// The checklist of `npm run deploy`: each part of the deployment, ticked off while CloudFormation works.
import { GROUPS, type Group, groupOf } from './groups.ts';
import { isOfStack, type StackEvent } from './stack-event.ts';

export interface Checklist {
  add(event: StackEvent): void;
  /** One line for each part */
  lines(): string[];
  /** Parts that are complete, in the order in which they became so */
  completed(): readonly Group[];
  /** True once CloudFormation has finished, whatever the outcome */
  isOver(): boolean;
  /** The first resource that failed, which made CloudFormation give up the others */
  failure(): StackEvent | undefined;
}

/** CloudFormation's words for resources that it gave up because of another one. */
const CANCELLED = /cancelled/i;
/** So many names of resources in progress fit into a line. */
const NAMED = 3;

interface Part {
  readonly done: Set<string>;
  /** Paths by logical id */
  readonly working: Map<string, string>;
}

/** @param totals resources of the template by part; an update changes only some of them */
export function createChecklist(totals: ReadonlyMap<Group, number>): Checklist {
  const parts = new Map(GROUPS.map((group): [Group, Part] => [group, { done: new Set(), working: new Map() }]));
  const completed: Group[] = [];
  const all = [...totals.values()].reduce((sum, one) => sum + one, 0);
  let failed: StackEvent | undefined;
  let stackStatus = '';
  let isCreation = false;

  function add(event: StackEvent): void {
    const { logicalId, path, status, reason, total } = event;
    // The first deployment changes every resource of the template, and the stack itself.
    if (total !== undefined) isCreation = total > all;
    if (isOfStack(event)) stackStatus = status;
    if (status.endsWith('_FAILED') && !isOfStack(event) && !CANCELLED.test(reason)) failed ??= event;
    const group = groupOf(logicalId);
    const part = group && parts.get(group);
    if (group === undefined || part === undefined || isRollingBack()) return;
    if (status.endsWith('_IN_PROGRESS')) part.working.set(logicalId, path);
    else part.working.delete(logicalId);
    if (status.endsWith('_COMPLETE')) part.done.add(logicalId);
    if (isComplete(group, part) && !completed.includes(group)) completed.push(group);
  }

  function isRollingBack(): boolean {
    return stackStatus.includes('ROLLBACK');
  }

  function isComplete(group: Group, { done, working }: Part): boolean {
    if (isCreation) return done.size >= (totals.get(group) ?? 0);
    return /^(?:CREATE|UPDATE)_COMPLETE/.test(stackStatus) && working.size === 0;
  }

  function lineOf(group: Group, part: Part): string {
    const { done, working } = part;
    const has = failed !== undefined && groupOf(failed.logicalId) === group;
    const mark = has ? '✗' : isComplete(group, part) ? '✓' : working.size > 0 && !isRollingBack() ? '…' : ' ';
    const count = isCreation ? `${done.size} of ${totals.get(group)}` : `${done.size} changed`;
    const named = [...working.values()].slice(0, NAMED).join(', ');
    const more = working.size > NAMED ? ` and ${working.size - NAMED} more` : '';
    const now = has ? `${failed?.path} failed` : isRollingBack() ? '' : `${named}${more}`;
    return `${mark} ${group.padEnd(9)} ${count.padStart(10)}  ${now}`.trimEnd();
  }

  return {
    add,
    lines() {
      const shown = [...parts].filter(([group]) => (totals.get(group) ?? 0) > 0);
      const lines = shown.map(([group, part]) => lineOf(group, part));
      return isRollingBack() ? [...lines, '↩ CloudFormation removes what it had created or changed'] : lines;
    },
    completed: () => completed.filter((group) => (totals.get(group) ?? 0) > 0),
    isOver: () => /_(?:COMPLETE|FAILED)$/.test(stackStatus),
    failure: () => failed,
  };
}
