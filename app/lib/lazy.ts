// What a container makes once and keeps, for all the hours that it lives.
/** Makes it at once and keeps it; what failed is made again by whoever asks next. */
export function loadEagerly<T>(make: () => Promise<T>): () => Promise<T> {
  const get = memoizeAsync(make);
  // What fails here is told by the first invocation, which waits for it.
  get().catch(() => {});
  return get;
}

/** A function that is loaded while other things are under way, and is there when it is first called. */
export function createLazyFunction<A extends unknown[], R>(
  load: () => Promise<(...args: A) => Promise<R>>,
): (...args: A) => Promise<R> {
  const loaded = loadEagerly(load);
  return async (...args) => (await loaded())(...args);
}

/** Makes it when it is first asked for, once for everybody; what failed is made again by whoever asks next. */
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
