// Reads the lines that the CDK command prints for the events of a stack, with --progress=events.
import { stripVTControlCharacters } from 'node:util';

/** One sentence of CloudFormation about a resource, or about the stack itself. */
export interface StackEvent {
  readonly logicalId: string;
  /** e.g. "Functions/SlackRole"; the stack has its name alone */
  readonly path: string;
  /** e.g. "AWS::IAM::Role" */
  readonly type: string;
  /** e.g. "CREATE_COMPLETE" */
  readonly status: string;
  readonly reason: string;
  /** Resources that change, the stack itself included; undefined where the line does not say */
  readonly total: number | undefined;
}

const STACK = 'AWS::CloudFormation::Stack';

/** @see HistoryActivityPrinter in aws-cdk/lib/index.js, of which test/fixtures/cdk-deploy holds the output */
const LINE =
  /^\S+ \| (?:\s*\d+(?:\/\s*(?<total>\d+))? \| )?[^|]+ \| (?<status>[A-Z_]+)(?: \(skipped\))? *\| (?<type>\S+) *\| (?<path>\S+)(?: \((?<logicalId>\w+)\))? ?(?<reason>.*)$/s;

/** @returns undefined for every other line */
export function parseStackEvent(line: string): StackEvent | undefined {
  const found = LINE.exec(stripVTControlCharacters(line).trimEnd())?.groups;
  if (found === undefined) return undefined;
  const { total, status = '', type = '', path = '', logicalId = path, reason = '' } = found;
  return {
    logicalId,
    path,
    type,
    status,
    reason: reason.trim(),
    total: total === undefined ? undefined : Number(total),
  };
}

/** True for the lines that CDK prints about the events together; the checklist says the same. */
export function isStackSummary(line: string): boolean {
  return /^\s*(?:Failed resources:|\d+(?:\/\s*\d+)? Currently in progress: .*)\s*$/.test(
    stripVTControlCharacters(line),
  );
}

export function isOfStack({ type, logicalId, path }: StackEvent): boolean {
  return type === STACK && logicalId === path;
}
