import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PathSights } from '../../src/reconcile/path-sights.js';
import type { Sight } from '../../src/reconcile/sight.js';

const SHOWN: Record<string, Sight> = {
  a: { kind: 'present', entry: { mode: 0o100644, oid: 'a'.repeat(40) } },
  b: { kind: 'present', entry: { mode: 0o100644, oid: 'b'.repeat(40) } },
  '-': { kind: 'absent' },
  '?': { kind: 'not_captured' },
  '!': { kind: 'lost' },
};

/** Entries of a timeline: a letter for each snapshot, a dot for all else. */
const timelines = fc.array(fc.constantFrom(...Object.keys(SHOWN), '.', '.'), { maxLength: 30 });

function sightsOf(entries: readonly string[], isTurn: (ordinal: number) => boolean): PathSights {
  const indices = entries.flatMap((entry, i) => (entry === '.' ? [] : [i]));
  const turns = [...indices.keys()].filter(isTurn);
  return new PathSights(indices, turns, (ordinal) => SHOWN[entries[indices[ordinal] ?? -1] ?? ''] as Sight);
}

const hasSeen = (entry: string | undefined): boolean => entry === 'a' || entry === 'b' || entry === '-';

test('tells of every snapshot what it shows, and which one saw the path before and after', () => {
  fc.assert(
    fc.property(timelines, (entries) => {
      const snapshots = entries.filter((entry) => entry !== '.');
      const all = sightsOf(entries, () => true);
      const changes = sightsOf(entries, (n) => n === 0 || snapshots[n] !== snapshots[n - 1]);
      for (const sights of [all, changes]) {
        for (let i = 0; i <= entries.length; i++) {
          const entry = entries[i];
          if (entry !== undefined && entry !== '.') expect(sights.at(i)).toEqual(SHOWN[entry]);
          const before = entries.slice(0, i).findLastIndex(hasSeen);
          const after = entries.findIndex((other, k) => k >= i && hasSeen(other));
          expect([sights.lastSeen(i), sights.nextSeen(i)]).toEqual([
            before === -1 ? null : before,
            after === -1 ? null : after,
          ]);
        }
      }
    }),
  );
});

test('turns are where a snapshot that saw the path differs from the snapshot before', () => {
  const sights = sightsOf([...'.aa.a?aab..--!-b'], () => true);
  expect(sights.turns).toEqual([1, 6, 8, 11, 14, 15]);
});
