// The first thing that is wrong in an archive, and where it is.

/** What is wrong, and where. */
export interface Finding {
  readonly outcome: 'wrong';
  readonly what: string;
  /** Key in the archive, e.g. "days/2026-11-24/00000001.jsonl.gz" */
  readonly file?: string | undefined;
  readonly session?: string | undefined;
  /** 1 for the first event of the session */
  readonly event?: number | undefined;
}

/** A finding travels as a throw as far as `verifyArchive`, which hands it out as a value. */
export class VerificationError extends Error {
  readonly finding: Finding;
  constructor(what: string, where: Omit<Finding, 'outcome' | 'what'> = {}) {
    super(what);
    this.finding = { outcome: 'wrong', what, ...where };
  }
}
