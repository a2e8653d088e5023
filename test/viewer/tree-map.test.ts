import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { treeMap } from '../../src/viewer/paint/tree-map.js';

describe('a tree map', () => {
  test('four equal weights in a square are its quarters', () => {
    expect(treeMap(['a', 'b', 'c', 'd'], () => 1, 10, 10)).toEqual([
      { item: 'a', x: 0, y: 0, width: 5, height: 5 },
      { item: 'b', x: 0, y: 5, width: 5, height: 5 },
      { item: 'c', x: 5, y: 0, width: 5, height: 5 },
      { item: 'd', x: 5, y: 5, width: 5, height: 5 },
    ]);
  });

  test('what weighs nothing has no tile', () => {
    expect(treeMap([0, 3], (weight) => weight, 4, 2)).toEqual([{ item: 3, x: 0, y: 0, width: 4, height: 2 }]);
    expect(treeMap([0], (weight) => weight, 4, 2)).toEqual([]);
  });

  test('areas are as the weights, all within the frame, and none over another', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(weights, (all) => {
        const tiles = treeMap(all, (weight) => weight, 1000, 400);
        const total = all.reduce((sum, weight) => sum + weight, 0);
        expect(tiles).toHaveLength(all.length);
        for (const { item, x, y, width, height } of tiles) {
          expect(width * height).toBeCloseTo((item / total) * 400_000, 3);
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(1000.001);
          expect(y + height).toBeLessThanOrEqual(400.001);
        }
        for (const [at, a] of tiles.entries()) {
          for (const b of tiles.slice(at + 1)) {
            const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
            const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
            expect(Math.min(wide, high)).toBeLessThan(0.001);
          }
        }
      }),
    );
  });
});
