// The parts of a container, composed again when their secrets are old.
import { loadEagerly } from '../lib/lazy.ts';
import type { AppContext } from './core.ts';
import { SECRETS_LIFETIME_MILLIS } from './startup.ts';

type Refreshable = Pick<AppContext, 'monitor'> & Partial<Pick<AppContext, 'client'>>;

/**
 * Composes at once and keeps the parts, since a container lives for hours. A first composition that failed is tried again by
 * the next call.
 * @param mayRefresh false where the environment itself holds the secrets: they cannot have changed
 * @returns the parts, composed again at most once a minute when `isStale` says so; the old ones when that fails
 */
export function withSecretRefresh<T extends Refreshable>(
  compose: () => Promise<T>,
  mayRefresh = true,
): (isStale?: (parts: T) => boolean) => Promise<T> {
  let parts = loadEagerly(compose);
  let composedAt = Date.now();
  return async (isStale = isTokenRefused) => {
    const known = await parts();
    if (!mayRefresh || !isStale(known) || Date.now() - composedAt < SECRETS_LIFETIME_MILLIS) return known;
    composedAt = Date.now();
    try {
      const fresh = await compose();
      parts = async () => fresh;
      return fresh;
    } catch (cause) {
      known.monitor.fault('secrets not read again', cause);
      return known;
    }
  };
}

export function isTokenRefused({ client }: Partial<Pick<AppContext, 'client'>>): boolean {
  return client?.isRefused ?? false;
}
