// Which managed nodes are watched, and what they are called.
import type { Target } from './event.ts';

/** Names by id, e.g. `{"i-0123456789abcdef0": "bastion"}`; '*' for every managed node */
export type Targets = Readonly<Record<string, string>> | '*';

/** @param id e.g. "i-0123456789abcdef0"; of a container it is "ecs:…", and `*` does not mean those */
export function isWatched(targets: Targets, id: string): boolean {
  return targets === '*' ? /^m?i-/.test(id) : Object.hasOwn(targets, id);
}

/** The node with the name that the settings give it, or with its id for a name. */
export function resolveTarget(targets: Targets, id: string): Target {
  const name = targets !== '*' && Object.hasOwn(targets, id) ? targets[id] : undefined;
  return { id, name: name ?? id };
}
