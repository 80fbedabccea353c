// Responses of AWS's JSON 1.1 protocol, with AWS's messages for input that breaks a constraint.
import type { z } from 'zod';
import type { LoopbackResponse } from './loopback.ts';

const HEADERS = { 'content-type': 'application/x-amz-json-1.1' };

export function succeed(body: object): LoopbackResponse {
  return { status: 200, headers: HEADERS, body: JSON.stringify(body) };
}

/** @param type e.g. "TargetNotConnected"; the SDK uses it as the error's name */
export function refuse(type: string, message: string, status = 400): LoopbackResponse {
  return { status, headers: HEADERS, body: JSON.stringify({ __type: type, message }) };
}

/**
 * Runs `use` on valid input and refuses other input as AWS does. The schema's messages are AWS's constraints.
 * @param misfitType the service's error name for input that breaks a constraint
 */
export function withValidInput<T>(
  schema: z.ZodType<T>,
  body: string,
  use: (input: T) => LoopbackResponse,
  misfitType = 'ValidationException',
): LoopbackResponse {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    return refuse('SerializationException', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return use(parsed.data);
  const { issues } = parsed.error;
  const misfit = issues.find(({ code, input: value }) => code === 'invalid_type' && !isAbsent(value));
  if (misfit !== undefined) {
    return refuse('SerializationException', `The value at '${formatPath(misfit.path)}' has the wrong type.`);
  }
  const faults = issues.map((issue) => {
    const shown = isAbsent(issue.input) ? 'null' : `'${String(issue.input)}'`;
    const constraint = isAbsent(issue.input) ? 'Member must not be null' : issue.message;
    return `Value ${shown} at '${formatPath(issue.path)}' failed to satisfy constraint: ${constraint}`;
  });
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
  return refuse(misfitType, `${count}: ${faults.join('; ')}`);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** e.g. ["Filters", 0, "key"] is "filters.1.member.key" */
function formatPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `${part + 1}.member`;
    const name = String(part);
    return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  });
  return parts.join('.');
}
