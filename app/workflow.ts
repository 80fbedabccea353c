// One function per use case, each the same way: observe, decide, append, reconcile.
import type { Observation } from './ports.ts';
import { act, type Click, type Outcome } from './workflow/act.ts';
import type { Ports, Showing } from './workflow/commit.ts';
import { type Home, observe } from './workflow/observe.ts';
import type { Settings } from './workflow/settings.ts';
import { confirm, watch } from './workflow/watch.ts';
import { type Presence, who } from './workflow/who.ts';

export interface Workflow {
  /** Stores what a CloudTrail record tells. @returns what shows it @throws Error when it could not be stored */
  observe(observation: Observation, home?: Home): Promise<Showing>;
  acknowledge(click: Click): Promise<Outcome>;
  terminate(click: Click): Promise<Outcome>;
  /** Finds out whether a session that was to be cut is gone. */
  confirm(sessionId: string): Promise<void>;
  /** One look at all that is open. */
  watch(): Promise<void>;
  who(): Promise<Presence>;
}

export function createWorkflow(ports: Ports, settings: Settings): Workflow {
  return {
    observe: (observation, home) => observe(ports, settings, observation, home),
    acknowledge: (click) => act(ports, settings, click, 'acknowledge'),
    terminate: (click) => act(ports, settings, click, 'requestTermination'),
    confirm: (sessionId) => confirm(ports, sessionId),
    watch: () => watch(ports),
    who: () => who(ports, settings),
  };
}
