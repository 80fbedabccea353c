// Parts that most invocations do not need, loaded by the first that does: what a click waits for is what a click uses.

import { memoizeAsync } from './lazy.ts';

/** A port whose functions all answer later. */
type Later<P> = { readonly [K in keyof P]: (...args: never[]) => Promise<unknown> };

/** @param load makes the port. It is asked once; when it fails, again by the next call */
export function createLazyPort<P extends Later<P>>(load: () => Promise<P>): P {
  const get = memoizeAsync(load);
  const call =
    (name: keyof P) =>
    async (...args: never[]) =>
      (await get())[name](...args);
  // `then` would make a promise of it, wherever it is handed on by an async function.
  return new Proxy({} as P, { get: (_, name) => (name === 'then' ? undefined : call(name as keyof P)) });
}
