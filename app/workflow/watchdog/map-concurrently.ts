// The same act on many items, some at a time, as long as there is time.
import type { Clock } from '../../ports.ts';

/** Calls to AWS at once where their order does not matter: quick enough for a pass, and below every limit. */
const AT_ONCE = 8;

/**
 * Begins the items in their order. The first begins in any case, so that each poll gets on; none begins when the time is up,
 * and all that began are awaited.
 * @param act must not throw: one that fails must not hide the others
 * @returns the items that were not begun
 */
export async function mapConcurrently<T>(
  { clock }: { readonly clock: Pick<Clock, 'now'> },
  items: readonly T[],
  until: Date,
  act: (item: T) => Promise<void>,
): Promise<readonly T[]> {
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < items.length && (begun === 0 || clock.now() < until)) {
      for (const item of items.slice(begun, ++begun)) await act(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return items.slice(begun);
}
