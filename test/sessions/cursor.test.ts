import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AiBlameError } from '../../src/errors.js';
import { decodeCursor, encodeCursor, type ListPosition } from '../../src/store/cursor.js';
import { type Page, pageOf } from '../../src/store/cursor-page.js';

const SCOPE = { storeId: 'one', sort: 'created desc', filters: { agents: ['codex'] } };
const POSITION = { time: 5, id: 'a' };

function trouble(cursor: string, scope: Parameters<typeof decodeCursor>[1]): string {
  try {
    decodeCursor(cursor, scope);
    return 'none';
  } catch (error) {
    return error instanceof AiBlameError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe('state-index 20: cursors', () => {
  test('are v1. and base64url, and come back as they went', () => {
    fc.assert(
      fc.property(fc.option(fc.maxSafeInteger()), fc.string(), fc.option(fc.string()), (time, id, storeId) => {
        const cursor = encodeCursor({ time, id }, { ...SCOPE, storeId });
        expect(cursor).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
        expect(decodeCursor(cursor, { ...SCOPE, storeId })).toEqual({ time, id });
      }),
    );
  });

  test('run-history 22: of another index are refused', () => {
    const cursor = encodeCursor(POSITION, SCOPE);
    expect(trouble(cursor, { ...SCOPE, storeId: 'two' })).toBe('USAGE: The cursor comes from another index');
  });

  test('of other filters or another order are refused', () => {
    const cursor = encodeCursor(POSITION, SCOPE);
    const message = 'USAGE: The cursor comes from a list in another order or with other filters';
    expect(trouble(cursor, { ...SCOPE, filters: { agents: [] } })).toBe(message);
    expect(trouble(cursor, { ...SCOPE, sort: 'updated desc' })).toBe(message);
  });

  test('go on where the index went away, or came', () => {
    expect(decodeCursor(encodeCursor(POSITION, SCOPE), { ...SCOPE, storeId: null })).toEqual(POSITION);
    expect(decodeCursor(encodeCursor(POSITION, { ...SCOPE, storeId: null }), SCOPE)).toEqual(POSITION);
  });

  test.each(['', 'v1.', 'v2.W10', 'x', 'v1.W10', `v1.${Buffer.from('[1,2,3,4,5]').toString('base64url')}`, 'v1.e30'])(
    'that are none are refused: %s',
    (text) => {
      expect(trouble(text, SCOPE)).toBe(`USAGE: --cursor expects what a page before ended with, not "${text}"`);
    },
  );
});

const ENTRY = fc.record({ time: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 4 }), id: fc.uuid() });

/** Reads all pages; `arrive` says what there is when a page is asked for. */
function allPages(arrive: () => readonly ListPosition[], limit: number, ascending: boolean): ListPosition[] {
  const read: ListPosition[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<ListPosition> = pageOf(arrive(), (entry) => entry, { scope: SCOPE, ascending, limit, cursor });
    read.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return read;
}

describe('state-index 20: pages', () => {
  const unique = fc.uniqueArray(ENTRY, { selector: ({ id }) => id, maxLength: 30 });

  test('of any size are one list', () => {
    fc.assert(
      fc.property(unique, fc.integer({ min: 1, max: 9 }), fc.boolean(), (entries, limit, ascending) => {
        expect(allPages(() => entries, limit, ascending)).toEqual(allPages(() => entries, 1000, ascending));
      }),
    );
  });

  test('give each entry once while new ones arrive', () => {
    fc.assert(
      fc.property(unique, unique, fc.integer({ min: 1, max: 9 }), fc.boolean(), (before, later, limit, ascending) => {
        const known = new Set(before.map(({ id }) => id));
        const waiting = later.filter(({ id }) => !known.has(id));
        const present = [...before];
        const read = allPages(
          () => {
            present.push(...waiting.splice(0, 2));
            return present;
          },
          limit,
          ascending,
        ).map(({ id }) => id);
        expect(new Set(read).size).toBe(read.length);
        expect(before.filter(({ id }) => !read.includes(id))).toEqual([]);
      }),
    );
  });

  test('newest first, then by id from the end; what has no time comes last', () => {
    const entries = [
      { time: 1, id: 'b' },
      { time: null, id: 'z' },
      { time: 2, id: 'a' },
      { time: 1, id: 'c' },
    ];
    const ids = (ascending: boolean) => allPages(() => entries, 2, ascending).map(({ id }) => id);
    expect(ids(false)).toEqual(['a', 'c', 'b', 'z']);
    expect(ids(true)).toEqual(['z', 'b', 'c', 'a']);
  });
});
