import { createHash } from 'node:crypto';
import { AiBlameError } from '../errors.js';

/** Place of an entry in a list that is sorted by time, then by id. */
export interface ListPosition {
  /** Milliseconds since 1970; null (no time is known) comes before all times. */
  readonly time: number | null;
  readonly id: string;
}

/** The list that a cursor is good for. */
export interface CursorScope {
  /** Id of the index; null where the list was made without one. */
  readonly storeId: string | null;
  /** What it is sorted by, and in which direction. */
  readonly sort: string;
  /** Everything that decides what is in the list. */
  readonly filters: object;
}

const PREFIX = 'v1.';
const BEGIN_AGAIN = 'begin again without --cursor';

/** Text that names the place behind an entry (formats/state-index.md, 20): `v1.` and opaque characters. */
export function encodeCursor({ time, id }: ListPosition, scope: CursorScope): string {
  const content = [scope.storeId, scope.sort, hashOf(scope.filters), time, id];
  return PREFIX + Buffer.from(JSON.stringify(content)).toString('base64url');
}

/**
 * Reads what `encodeCursor` wrote. A list that was begun with an index may be gone on with without it, and the other way round:
 * the place is the same in both. Of two indexes neither may go on where the other ended: they may not know the same sessions.
 *
 * @throws AiBlameError USAGE where it is no cursor, or one of another list.
 */
export function decodeCursor(text: string, scope: CursorScope): ListPosition {
  const content = parse(text);
  if (content === null) {
    throw new AiBlameError('USAGE', `--cursor expects what a page before ended with, not "${text}"`, {
      hint: BEGIN_AGAIN,
    });
  }
  const { storeId, sort, filters, position } = content;
  if (storeId !== null && scope.storeId !== null && storeId !== scope.storeId) {
    throw new AiBlameError('USAGE', 'The cursor comes from another index', { hint: BEGIN_AGAIN });
  }
  if (sort !== scope.sort || filters !== hashOf(scope.filters)) {
    throw new AiBlameError('USAGE', 'The cursor comes from a list in another order or with other filters', {
      hint: 'repeat the options of the page before, or begin again without --cursor',
    });
  }
  return position;
}

/** Order of a list from the oldest to the newest. */
export function comparePositions(a: ListPosition, b: ListPosition): number {
  const [left, right] = [a.time ?? Number.NEGATIVE_INFINITY, b.time ?? Number.NEGATIVE_INFINITY];
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

interface CursorContent {
  readonly storeId: string | null;
  readonly sort: string;
  readonly filters: string;
  readonly position: ListPosition;
}

function parse(text: string): CursorContent | null {
  if (!text.startsWith(PREFIX)) {
    return null;
  }
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(content) || content.length !== 5) {
    return null;
  }
  const [storeId, sort, filters, time, id]: unknown[] = content;
  const isWhole =
    (storeId === null || typeof storeId === 'string') &&
    typeof sort === 'string' &&
    typeof filters === 'string' &&
    (time === null || typeof time === 'number') &&
    typeof id === 'string';
  return isWhole ? { storeId, sort, filters, position: { time, id } } : null;
}

/** Filters have their keys in a fixed order. */
function hashOf(filters: object): string {
  return createHash('sha256').update(JSON.stringify(filters)).digest('hex').slice(0, 12);
}
