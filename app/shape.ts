// What the shapes of things from outside have in common: a time, and what is said of a thing that is otherwise.
import * as v from 'valibot';

/** As `toISOString` writes it, so that times can be compared as text. */
export const utcTime = v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z'));

/** Says where something is otherwise, and never what stands there: that may be a secret. */
export class ShapeError extends Error {
  /** e.g. "userIdentity.type, eventTime" */
  readonly places: string;

  /** @param whole what it is called as a whole, e.g. "the record" */
  constructor(issues: readonly v.BaseIssue<unknown>[], whole: string) {
    const places = [...new Set(issues.map((issue) => v.getDotPath(issue) ?? whole))].join(', ');
    super(`not of the shape that was expected: see ${places}`);
    this.name = 'ShapeError';
    this.places = places;
  }
}
