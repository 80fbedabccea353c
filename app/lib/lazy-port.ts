// Ports that most invocations do not need, loaded on first use, so that a click loads only the code that it uses.
import { memoizeAsync } from './lazy.ts';

/** A port whose functions are all asynchronous. */
type Later<P> = { readonly [K in keyof P]: (...args: never[]) => Promise<unknown> };

/** @param load creates the port. It is called once; after a failure, the next call tries again */
export function createLazyPort<P extends Later<P>>(load: () => Promise<P>): P {
  const get = memoizeAsync(load);
  const call =
    (name: keyof P) =>
    async (...args: never[]) =>
      (await get())[name](...args);
  // With a `then`, an async function that returns the port would await it.
  return new Proxy({} as P, { get: (_, name) => (name === 'then' ? undefined : call(name as keyof P)) });
}
