// Gives the watchdog its checks: their clients are loaded when they run, never at a start.
import type { Checking } from '../checks/ports.ts';
import { createLazyPort } from '../lib/lazy-port.ts';
import type { CheckedContext } from './checking.ts';
import type { Settled } from './startup.ts';

export function withChecking<C extends CheckedContext>(config: Settled, context: C): C & { checking: Checking } {
  const checking = createLazyPort<Checking>(async () => {
    const { openChecking } = await import('./checking.ts');
    return openChecking(config, context);
  });
  return { ...context, checking };
}
