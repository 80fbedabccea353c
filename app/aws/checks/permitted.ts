// Calls of the checks: a refusal by IAM becomes a PermissionError that names what to grant.
import { PermissionError } from '../../checks/outcome.ts';

/** The SDK's settings of a check's client: an answer is wanted soon or not at all. */
export const CHECK_CLIENT = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
  maxAttempts: 2,
};

/** Names of the refusals, in the protocols of the services that are asked. */
const REFUSALS = /^(?:AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException)$/;

/**
 * @param permission e.g. "cloudtrail:GetTrailStatus"
 * @throws {PermissionError} if IAM, or the policy of the resource, refuses
 */
export async function askWithPermission<T>(permission: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (fault) {
    if (fault instanceof Error && REFUSALS.test(fault.name)) throw new PermissionError(permission, { cause: fault });
    throw fault;
  }
}

/** @returns undefined where the service says, by one of these names, that there is no such thing */
export async function askOrMissing<T>(names: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (fault) {
    if (fault instanceof Error && names.includes(fault.name)) return undefined;
    throw fault;
  }
}
