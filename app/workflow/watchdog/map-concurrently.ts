// Does the same with many, some at a time, as long as there is time.
import type { Clock } from '../../ports.ts';

/** So many calls to AWS are under way at once where their order does not matter: a pass is quick, and nobody is throttled. */
const AT_ONCE = 8;

/**
 * Begins them in their order. One that is begun is ended; none is begun when the time is up, but for the first: each look does
 * something.
 * @param act must not throw: one that fails must not hide the others
 * @returns those that were not begun
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
