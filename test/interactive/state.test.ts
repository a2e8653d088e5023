import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf } from '../../src/interactive/body.js';
import type { Key } from '../../src/interactive/keys.js';
import { begin, type InteractiveState, openView, press, resized, type Wish } from '../../src/interactive/state.js';
import { fileOf, textOf } from './sample-views.js';

const SIZE = { columns: 80, rows: 12 };
const FILE = fileOf([
  ['c', 'export function clamp(n) {'],
  ['a', '  return Math.min(n, max);'],
  ['c', '}'],
  ['p', 'const Max = 3;'],
  ['u', 'clamp(max);'],
]);
const LONG = fileOf(Array.from({ length: 100 }, (_, n) => ['c', `line ${n + 1}`] as const));

function pressed(state: InteractiveState, ...keys: Key[]): InteractiveState {
  return keys.reduce((at, key) => press(at, key).state, state);
}

function wishAfter(state: InteractiveState, ...keys: Key[]): Wish | null {
  const last = keys.pop() ?? '';
  return press(pressed(state, ...keys), last).wish;
}

function place({ seen: { cursor, top } }: InteractiveState): readonly [number, number] {
  return [cursor, top];
}

describe('keys move over the lines', () => {
  const begun = begin(LONG, SIZE);

  // Of twelve rows ten are lines. Cursor and first line, from 0.
  test.each([
    [
      ['j', 'j', 'k'],
      [1, 0],
    ],
    [
      ['<Down>', '<Up>', '<Up>'],
      [0, 0],
    ],
    [['G'], [99, 90]],
    [
      ['G', 'g'],
      [0, 0],
    ],
    [[' '], [10, 10]],
    [
      [' ', ' ', 'b'],
      [10, 10],
    ],
    [['<C-d>'], [5, 5]],
    [
      [':', '4', '2', '<Enter>'],
      [41, 32],
    ],
    [
      [':', '9', '9', '9', '<Enter>'],
      [99, 90],
    ],
    [
      ['G', 'j', ' '],
      [99, 90],
    ],
  ])('%j', (keys, wanted) => {
    expect(place(pressed(begun, ...keys))).toEqual(wanted);
  });

  test('] and [ go from block to block', () => {
    const cursors: number[] = [];
    let state = begin(FILE, SIZE);
    for (const key of [']', ']', ']', ']', ']', '[', '[']) {
      state = pressed(state, key);
      cursors.push(state.seen.cursor);
    }
    expect(cursors).toEqual([1, 2, 3, 4, 4, 3, 2]);
  });

  test('lines are named by their numbers, also where only some are there', () => {
    const lines = FILE.blamed.lines.filter(({ line }) => line > 2);
    const some = { ...FILE, blamed: { ...FILE.blamed, lines } };
    expect(pressed(begin(some, SIZE), ':', '4', '<Enter>').seen.cursor).toBe(1);
  });
});

describe('/ looks for a text', () => {
  const begun = begin(FILE, SIZE);

  test('small letters match either case, others only themselves', () => {
    expect(pressed(begun, '/', 'm', 'a', 'x', '<Enter>').seen.cursor).toBe(1);
    expect(pressed(begun, '/', 'm', 'a', 'x', '<Enter>', 'n').seen.cursor).toBe(3);
    expect(pressed(begun, '/', 'M', 'a', 'x', '<Enter>').seen.cursor).toBe(3);
  });

  test('n and N go round the ends, and say so', () => {
    const round = pressed(begun, '/', 'm', 'a', 'x', '<Enter>', 'N');
    expect([round.seen.cursor, round.message]).toEqual([4, 'From the end again']);
    const again = pressed(round, 'n');
    expect([again.seen.cursor, again.message]).toEqual([1, 'From the top again']);
  });

  test('what is not there, or was never asked for, is told', () => {
    expect(pressed(begun, '/', 'z', 'z', '<Enter>')).toMatchObject({ seen: { cursor: 0 }, message: 'Not found' });
    expect(pressed(begun, 'n').message).toBe('/ looks for a text');
  });

  test('Escape and the last Backspace give it up; letters that are keys are letters', () => {
    expect(pressed(begun, '/', 'q', '<Escape>')).toMatchObject({ typing: null, wanted: '' });
    expect(pressed(begun, '/', 'q', '<Backspace>', '<Backspace>').typing).toBeNull();
    expect(wishAfter(begun, '/', 'q')).toBeNull();
    expect(wishAfter(begun, '/', '<C-c>')).toBeNull();
  });
});

describe('what keys ask for', () => {
  const begun = begin(FILE, SIZE);

  test('the turn of an agent’s line', () => {
    const turn: Wish = { kind: 'turn', session: '6f1c2a3b-0d4e-4f50-8a61-7b8c9daebfc0', turn: 2 };
    expect(wishAfter(begun, 'j', '<Enter>')).toEqual(turn);
    expect(wishAfter(begun, 'j', 'd')).toEqual(turn);
    expect(press(begun, 'd')).toMatchObject({
      wish: null,
      state: { message: 'No agent wrote this line: there is no turn to show' },
    });
  });

  test('the file before a line, its link, the end', () => {
    expect(wishAfter(begun, 'j', ',')).toEqual({ kind: 'before', view: FILE, index: 1 });
    expect(wishAfter(begun, 'j', 'y')).toEqual({ kind: 'link', view: FILE, index: 1 });
    expect(wishAfter(begun, 'q')).toEqual({ kind: 'quit' });
    expect(wishAfter(begun, '<C-c>')).toEqual({ kind: 'quit' });
    expect(wishAfter(begun, '<C-z>')).toEqual({ kind: 'suspend' });
  });

  test('a view that is opened is gone back from to where one was; q closes a text, and no file', () => {
    const there = pressed(begin(LONG, SIZE), 'G', 'k');
    const diff = openView(there, textOf(['a', 'b']), 0);
    expect(pressed(diff, 'q').seen).toEqual(there.seen);
    expect(pressed(diff, '<').seen).toEqual(there.seen);
    expect(wishAfter(diff, '<C-c>')).toEqual({ kind: 'quit' });
    const older = openView(there, FILE, 2);
    expect(wishAfter(older, 'q')).toEqual({ kind: 'quit' });
    expect(pressed(older, '<Backspace>')).toMatchObject({ seen: there.seen, behind: [] });
    expect(pressed(there, '<').message).toBe('This is where it began');
  });

  test('? shows the keys, once', () => {
    const help = pressed(begun, '?', '?');
    expect([help.seen.view.kind, help.behind.length]).toEqual(['text', 1]);
    expect(pressed(help, 'q').seen).toEqual(begun.seen);
  });

  test('other keys say where the keys are', () => {
    expect(pressed(begun, 'x').message).toBe('? shows the keys');
  });
});

test('whatever is typed, and however large the terminal becomes, the cursor is a line that is seen', () => {
  const KEYS = [
    'j',
    'k',
    ' ',
    'b',
    'g',
    'G',
    ']',
    '[',
    'h',
    'l',
    'n',
    'N',
    '/',
    ':',
    '3',
    'e',
    '<Enter>',
    '?',
    '<',
    '<C-u>',
  ];
  const size = fc.record({ columns: fc.integer({ min: 1, max: 300 }), rows: fc.integer({ min: 1, max: 100 }) });
  const step = fc.oneof(fc.constantFrom(...KEYS), size);
  fc.assert(
    fc.property(fc.constantFrom(FILE, LONG, fileOf([]), textOf([])), size, fc.array(step), (view, first, steps) => {
      let state = begin(view, first);
      for (const next of steps) {
        state = typeof next === 'string' ? press(state, next).state : resized(state, next);
        const { seen } = state;
        const count = seen.view.kind === 'file' ? seen.view.blamed.lines.length : seen.view.rows.length;
        const { height } = bodyOf(state.size, seen.view);
        expect(height).toBeGreaterThan(0);
        expect(seen.cursor).toBeGreaterThanOrEqual(seen.top);
        expect(seen.cursor).toBeLessThan(Math.max(1, Math.min(count, seen.top + height)));
      }
    }),
  );
});
