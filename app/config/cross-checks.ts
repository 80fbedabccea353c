// Cross-variable validation: each variable is valid on its own.

import { isAmbiguous } from './ambiguous-operators.ts';
import type { ParsedEnvironment } from './variables.ts';

/** One rule that several variables must satisfy together. */
interface CrossCheck {
  /** The variables of the rule; it is skipped while one of them is invalid by itself */
  readonly of: readonly (keyof ParsedEnvironment)[];
  readonly fault: string;
  violates(read: ParsedEnvironment): boolean;
}

export const EVERYWHERE_FAULT =
  'BASTION_TARGETS must name its targets when sessions may be terminated: "*" would terminate sessions on every node';

export const AMBIGUOUS_FAULT =
  'OPERATORS must not map names that differ only in letter case to two Slack users: keep one of the names, or use the same user for both';

/** True if sessions are terminated without a person's request. */
export function terminates({ ON_DEADLINE, ON_NO_NOTICE }: ParsedEnvironment): boolean {
  return ON_DEADLINE === 'terminate' || ON_NO_NOTICE === 'terminate';
}

const TERMINATES_EVERYWHERE: CrossCheck = {
  of: ['BASTION_TARGETS', 'ON_DEADLINE', 'ON_NO_NOTICE'],
  fault: EVERYWHERE_FAULT,
  violates: (read) => terminates(read) && read.BASTION_TARGETS !== undefined && isEverywhere(read.BASTION_TARGETS),
};

const NO_TIME_TO_WARN: CrossCheck = {
  of: ['ON_DEADLINE', 'REMIND_AFTER_MINUTES', 'WARN_BEFORE_MINUTES', 'ACKNOWLEDGE_WITHIN_MINUTES'],
  fault:
    'ACKNOWLEDGE_WITHIN_MINUTES must leave time for REMIND_AFTER_MINUTES and WARN_BEFORE_MINUTES: a session is terminated only after a reminder and a warning',
  violates: (read) =>
    read.ON_DEADLINE === 'terminate' &&
    toWholeMillis(read.REMIND_AFTER_MINUTES) + toWholeMillis(read.WARN_BEFORE_MINUTES) >
      toWholeMillis(read.ACKNOWLEDGE_WITHIN_MINUTES),
};

const NO_APPROVER: CrossCheck = {
  of: ['APPROVER_USERS', 'APPROVER_USER_GROUP'],
  fault: 'APPROVER_USERS and APPROVER_USER_GROUP are both unset: nobody could acknowledge',
  violates: (read) => read.APPROVER_USERS.length === 0 && read.APPROVER_USER_GROUP === undefined,
};

const SINGLE_APPROVER: CrossCheck = {
  of: ['ON_DEADLINE', 'APPROVER_USERS', 'APPROVER_USER_GROUP'],
  fault:
    'APPROVER_USERS must name at least two people, or APPROVER_USER_GROUP must be set: nobody can acknowledge their own session',
  violates: (read) => read.ON_DEADLINE === 'terminate' && !hasTwoApprovers(read),
};

const NO_SECOND_APPROVER: CrossCheck = {
  of: ['FOUR_EYES', 'APPROVER_USERS', 'APPROVER_USER_GROUP'],
  fault:
    'FOUR_EYES=require needs two approvers: APPROVER_USERS must name at least two people, or APPROVER_USER_GROUP must be set',
  violates: (read) => read.FOUR_EYES === 'require' && !hasTwoApprovers(read),
};

const ASKED_BEFORE_THE_ANSWER: CrossCheck = {
  of: ['CONFIRM_EVERY_HOURS', 'ACKNOWLEDGE_WITHIN_MINUTES'],
  fault:
    'CONFIRM_EVERY_HOURS must not be shorter than ACKNOWLEDGE_WITHIN_MINUTES, the time to answer: an acknowledgement would be asked about more often than anybody has to answer',
  violates: ({ CONFIRM_EVERY_HOURS: hours, ACKNOWLEDGE_WITHIN_MINUTES: minutes }) =>
    hours !== undefined && toWholeMillis(hours * 60) < toWholeMillis(minutes),
};

const ARCHIVE_WITHOUT_KEY: CrossCheck = {
  of: ['ARCHIVE_BUCKET', 'SEAL_KEY'],
  fault: 'ARCHIVE_BUCKET and SEAL_KEY must be set together: an archive is always signed',
  violates: (read) => (read.ARCHIVE_BUCKET === undefined) !== (read.SEAL_KEY === undefined),
};

const AMBIGUOUS_OPERATORS: CrossCheck = {
  of: ['OPERATORS'],
  fault: AMBIGUOUS_FAULT,
  violates: ({ OPERATORS }) => 'value' in OPERATORS && isAmbiguous(OPERATORS.value),
};

/** Rules for every handler. */
const FOR_ALL: readonly CrossCheck[] = [
  TERMINATES_EVERYWHERE,
  NO_TIME_TO_WARN,
  ASKED_BEFORE_THE_ANSWER,
  ARCHIVE_WITHOUT_KEY,
  AMBIGUOUS_OPERATORS,
];

/**
 * A handler that receives clicks needs an approver; where sessions are terminated, two people must be able to prevent
 * it, and where four eyes are required, two must be able to press.
 */
const BY_HANDLER: Readonly<Record<string, readonly CrossCheck[]>> = {
  slack: [NO_APPROVER, SINGLE_APPROVER, NO_SECOND_APPROVER],
  workspace: [NO_APPROVER, SINGLE_APPROVER, NO_SECOND_APPROVER],
  watchdog: [SINGLE_APPROVER, NO_SECOND_APPROVER],
};

/**
 * @param read with defaults for the invalid variables
 * @param wrong the invalid variables
 */
export function findViolations(handler: string, read: ParsedEnvironment, wrong: ReadonlySet<PropertyKey>): string[] {
  return [...FOR_ALL, ...(BY_HANDLER[handler] ?? [])]
    .filter(({ of, violates }) => !of.some((name) => wrong.has(name)) && violates(read))
    .map(({ fault }) => fault);
}

/** Nobody knows yet how many people a group has. */
function hasTwoApprovers({ APPROVER_USERS: users, APPROVER_USER_GROUP: group }: ParsedEnvironment): boolean {
  return group !== undefined || new Set(users).size >= 2;
}

function isEverywhere(targets: NonNullable<ParsedEnvironment['BASTION_TARGETS']>): boolean {
  return 'value' in targets && targets.value === '*';
}

/** Whole milliseconds, since 0.1 and 0.2 minutes must add up to 0.3. */
function toWholeMillis(minutes: number): number {
  return Math.round(minutes * 60_000);
}
