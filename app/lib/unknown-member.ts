// The end of a switch that knows every member of a union: the compiler names the one that it does not know.

/**
 * @param member does not compile while a member is left; what another version has stored may all the same come here
 * @returns an Error that names the member by its tag, and nothing else of it
 */
export function createUnknownMemberError(what: string, member: never): Error {
  const { type, cause, reason }: { type?: unknown; cause?: unknown; reason?: unknown } = Object(member);
  return new Error(`${what} "${type ?? cause ?? reason}" is not known here: deploy one version to all functions`);
}
