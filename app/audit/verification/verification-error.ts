// The first fault found in an archive, and its place.

/** The fault and its place. */
export interface Finding {
  readonly outcome: 'wrong';
  readonly what: string;
  /** Key in the archive, e.g. "days/2026-11-24/00000001.jsonl.gz" */
  readonly file?: string | undefined;
  readonly session?: string | undefined;
  /** 1 for the first event of the session */
  readonly event?: number | undefined;
}

/** Carries a finding up to `verifyArchive`, which returns it as a value. */
export class VerificationError extends Error {
  readonly finding: Finding;
  constructor(what: string, where: Omit<Finding, 'outcome' | 'what'> = {}) {
    super(what);
    this.finding = { outcome: 'wrong', what, ...where };
  }
}
