// Memoised promises for the lifetime of the Lambda container.
/** Starts at once and keeps the result; after a failure, the next call tries again. */
export function loadEagerly<T>(make: () => Promise<T>): () => Promise<T> {
  const get = memoizeAsync(make);
  // The first invocation awaits the result, and throws.
  get().catch(() => {});
  return get;
}

/** A function that loads in the background, and is ready when it is first called. */
export function createLazyFunction<A extends unknown[], R>(
  load: () => Promise<(...args: A) => Promise<R>>,
): (...args: A) => Promise<R> {
  const loaded = loadEagerly(load);
  return async (...args) => (await loaded())(...args);
}

/** Starts on the first call and shares the result; after a failure, the next call tries again. */
export function memoizeAsync<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  };
}
