import { describe, expect, test } from '@jest/globals';
import { inGoneWorkTrees } from '../../src/app/gone-work-trees.js';
import type { SelectedSource } from '../../src/app/select-sessions.js';

type Placed = Parameters<typeof inGoneWorkTrees>[0][number] & { readonly name: string };

/** A session that is known by a snapshot; `hours` from the first to the last record. */
function session(name: string, root: string, hours: readonly [number, number], derived = true): Placed {
  const time = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
  const roots = [{ path: root, caseless: false }];
  const source = {
    probe: { firstTime: time(hours[0]), lastTime: time(hours[1]) },
    where: 'here',
    roots: derived ? [] : roots,
    derive: derived ? { cwds: roots, commits: [] } : null,
  } as unknown as SelectedSource;
  return { name, source, roots };
}

/** One that began in a folder that is gone, and ended where the repository lies now. */
function movedHere(name: string, from: string, hours: readonly [number, number]): Placed {
  const before = session(name, from, hours);
  const now = { path: '/now', caseless: false };
  return { ...before, source: { ...before.source, roots: [now] }, roots: [now, ...before.roots] };
}

function gone(...sessions: readonly Placed[]): string[] {
  return [...inGoneWorkTrees(sessions, { path: '/now', caseless: false })].map(({ name }) => name);
}

describe('sessions whose folder is gone', () => {
  test('beside sessions before and after in another folder: a work tree that was removed', () => {
    const sessions = [session('a', '/old', [1, 2]), session('side', '/side', [3, 4]), session('b', '/old', [5, 6])];
    expect(gone(...sessions)).toEqual(['side']);
  });

  test('during a single session in another folder', () => {
    expect(gone(session('a', '/old', [1, 9]), session('side', '/side', [3, 4]))).toEqual(['side']);
  });

  test('before all sessions of the folder where the repository lies now: it was moved', () => {
    expect(gone(session('a', '/old', [1, 2]), session('b', '/now', [3, 4], false))).toEqual([]);
  });

  test('between sessions of the folder where the repository lies now', () => {
    const sessions = [session('a', '/now', [1, 2], false), session('side', '/side', [3, 4])];
    expect(gone(...sessions)).toEqual(['side']);
  });

  test('moved twice', () => {
    const sessions = [session('a', '/one', [1, 2]), session('b', '/two', [3, 4]), session('c', '/now', [5, 6], false)];
    expect(gone(...sessions)).toEqual([]);
  });

  test('during one that began in the same folder, and came here when the repository was moved: no work tree of its own', () => {
    const sessions = [movedHere('a', '/old', [1, 9]), session('b', '/old', [3, 4])];
    expect(gone(...sessions, session('c', '/now', [8, 9], false))).toEqual([]);
  });

  test('during one that came here from another folder, which was in use before and after', () => {
    const sessions = [session('old', '/old', [1, 5]), session('side', '/side', [2, 3]), movedHere('a', '/old', [4, 9])];
    expect(gone(...sessions)).toEqual(['side']);
  });

  test('in a folder of the other one: not a work tree of its own', () => {
    expect(gone(session('a', '/old', [1, 9]), session('sub', '/old/src', [3, 4]))).toEqual([]);
  });
});
