// Watched managed nodes and their names.
import type { Target } from './event.ts';

/** Names by id, e.g. `{"i-0123456789abcdef0": "bastion"}`; '*' for every managed node */
export type Targets = Readonly<Record<string, string>> | '*';

/** @param id e.g. "i-0123456789abcdef0"; a container's is "ecs:…", which `*` does not include */
export function isWatched(targets: Targets, id: string): boolean {
  return targets === '*' ? /^m?i-/.test(id) : Object.hasOwn(targets, id);
}

/** The node with its name from the settings, or with its id as the name. */
export function resolveTarget(targets: Targets, id: string): Target {
  const name = targets !== '*' && Object.hasOwn(targets, id) ? targets[id] : undefined;
  return { id, name: name ?? id };
}
