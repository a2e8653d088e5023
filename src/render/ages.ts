/**
 * How old each time is beside the others: 0 for the newest, 1 for the oldest, by rank, so that one old commit does not make all else look
 * new. Follows from the times alone, and from no clock.
 * @param times ISO 8601 UTC, or null where it is not known: left out. @returns nothing where there is but one time.
 */
export function agesOf(times: readonly (string | null)[]): ReadonlyMap<string, number> {
  const known = [...new Set(times.filter((time) => time !== null && !Number.isNaN(Date.parse(time))))] as string[];
  const newestFirst = known.sort((a, b) => Date.parse(b) - Date.parse(a));
  if (newestFirst.length < 2) return new Map();
  return new Map(newestFirst.map((time, rank) => [time, rank / (newestFirst.length - 1)]));
}
