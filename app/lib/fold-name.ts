// Comparison of names that a person could mistake for each other.

/** Such a match is a reason to refuse, and proves nothing. */
export function foldName(name: string): string {
  // Upper case first: some small letters share one capital and stay distinct in lower case.
  return name.normalize('NFKC').trim().toUpperCase().toLowerCase();
}
