import { type CursorScope, comparePositions, decodeCursor, encodeCursor, type ListPosition } from './cursor.js';

export interface Page<T> {
  readonly rows: readonly T[];
  /** Names the place behind the last row; null where nothing comes after it. */
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly scope: CursorScope;
  readonly ascending: boolean;
  readonly limit: number;
  /** Where the page before ended; null: from the beginning. */
  readonly cursor: string | null;
}

/**
 * The entries of one page, in order. Whoever reads page after page meets each entry once, also while new ones arrive: a page
 * begins behind a place, not after a number of entries.
 * @throws AiBlameError USAGE for a cursor of another list.
 */
export function pageOf<T>(
  entries: readonly T[],
  positionOf: (entry: T) => ListPosition,
  { scope, ascending, limit, cursor }: PageRequest,
): Page<T> {
  const sign = ascending ? 1 : -1;
  const behind = cursor === null ? null : decodeCursor(cursor, scope);
  const placed = entries
    .map((entry) => ({ entry, position: positionOf(entry) }))
    .filter(({ position }) => behind === null || sign * comparePositions(position, behind) > 0)
    .sort((a, b) => sign * comparePositions(a.position, b.position));
  const page = placed.slice(0, limit);
  const last = page.at(-1);
  const hasMore = last !== undefined && placed.length > page.length;
  return {
    rows: page.map(({ entry }) => entry),
    nextCursor: hasMore ? encodeCursor(last.position, scope) : null,
  };
}
