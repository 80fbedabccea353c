// A deliberate fault in the sources.

/** One change at one place in the sources. */
export interface Mutant {
  /** The rule of the design that it breaks */
  readonly rule: number;
  readonly what: string;
  /** From the root of the repository, e.g. "app/session/decide.ts" */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}
