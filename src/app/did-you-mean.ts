/** The candidate that `given` was probably meant to be: two slips at most, fewer for short words; a word that it begins is one slip away. */
export function didYouMean(given: string, candidates: readonly string[]): string | null {
  const limit = given.length < 2 ? 0 : given.length < 4 ? 1 : 2;
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(given, candidate);
    const begins = given.length > 2 && candidate.startsWith(given) ? 1 : least;
    if (Math.min(distance, begins) < least) {
      best = candidate;
      least = Math.min(distance, begins);
    }
  }
  return best;
}

/** Letters to insert, delete, replace or swap with their neighbour, to get from `a` to `b`. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1)];
      rows[row]?.push(Math.min(...ways, ...(swapped ? [at(row - 2, column - 2) + 1] : [])));
    }
  }
  return at(a.length, b.length);
}
