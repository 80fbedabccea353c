// The order of the rows of a list.

/** Sorts by the ranks of each row, worked out once and compared as text: the first that differs decides. */
export function sortByRanks<T>(rows: readonly T[], ranksOf: (row: T) => readonly string[]): T[] {
  // A control character is in no rank, and sorts before everything else.
  const keyed = rows.map((row) => ({ row, key: ranksOf(row).join('\0') }));
  return keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1)).map(({ row }) => row);
}
