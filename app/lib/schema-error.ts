// Shapes that inputs share: times, names, compile-time checks of schemas, and the error for an input of another shape.
import * as v from 'valibot';

/** In the form of `toISOString`, so that times can be compared as text. */
export const utcTime = v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z'));

/**
 * An object whose member names come from outside, with one schema for all values. An array is rejected: its names are
 * numbers. valibot's own record drops `constructor`, `prototype` and `__proto__`, which people and documents may be
 * called. Here each is an ordinary member; `{...spread}`, `Object.entries` and JSON keep it, an assignment does not.
 */
export function namedValues<T>(value: v.GenericSchema<unknown, T>) {
  const schema = v.pipe(
    v.custom<object>((given) => typeof given === 'object' && given !== null && !Array.isArray(given), 'not an object'),
    v.rawTransform(({ dataset, addIssue, NEVER }): Readonly<Record<string, T>> => {
      const { value: given } = dataset;
      const read: [string, T][] = [];
      for (const [key, one] of Object.entries(given)) {
        const parsed = v.safeParse(value, one);
        if (parsed.success) read.push([key, parsed.output]);
        else
          addIssue({
            message: parsed.issues[0].message,
            path: [{ type: 'object', origin: 'value', input: {}, key, value: one }],
          });
      }
      return read.length === Object.keys(given).length ? Object.fromEntries(read) : NEVER;
    }),
  );
  // Code that walks a schema finds the value's schema here, as in valibot's own schemas.
  return Object.assign(schema, { value });
}

/** Compiles only for `never`; otherwise the compiler's message names the members. */
export type AssertNever<T extends never> = T;

/** Names of members that only one of two objects has, or that differ, at any depth. */
export type DifferingMembers<A, B> = {
  [K in keyof A | keyof B]-?: K extends keyof A & keyof B ? (Same<Pick<A, K>, Pick<B, K>> extends true ? never : K) : K;
}[keyof A | keyof B];

/** Tags of members that only one of two unions has, or that differ, at any depth. */
export type DifferingTags<D extends string, A extends Tagged<D>, B extends Tagged<D>> = {
  [T in A[D] | B[D]]: Same<Extract<A, Record<D, T>>, Extract<B, Record<D, T>>> extends true ? never : T;
}[A[D] | B[D]];

type Tagged<D extends string> = { readonly [K in D]: string };
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;
/** Without `readonly`, and with intersections flattened. */
type Plain<T> = T extends string | number | boolean | undefined | null ? T : { -readonly [K in keyof T]: Plain<T[K]> };

/** Names the places that differ, and never their values: those may be secrets. */
export class SchemaError extends Error {
  /** e.g. "userIdentity.type, eventTime" */
  readonly places: string;

  /** @param whole the input's name in the message, e.g. "the record" */
  constructor(issues: readonly v.BaseIssue<unknown>[], whole: string) {
    const places = [...new Set(issues.map((issue) => v.getDotPath(issue) ?? whole))].join(', ');
    super(`not of the shape that was expected: see ${places}`);
    this.name = 'ShapeError';
    this.places = places;
  }
}
