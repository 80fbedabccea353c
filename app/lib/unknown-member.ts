// The end of an exhaustive switch: the compiler names a member of the union that the switch does not handle.

/**
 * @param member does not compile while a member is left; another version may still have stored one that is unknown here
 * @returns an Error that names the member by its tag, and nothing else of it
 */
export function createUnknownMemberError(what: string, member: never): Error {
  const { type, cause, reason }: { type?: unknown; cause?: unknown; reason?: unknown } = Object(member);
  return new Error(`${what} "${type ?? cause ?? reason}" is not known here: deploy one version to all functions`);
}
