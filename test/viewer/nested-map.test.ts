import { describe, expect, test } from '@jest/globals';
import type { FileShares } from '../../src/model/stats-result.js';
import { nestedMap } from '../../src/viewer/paint/nested-map.js';

const edits = { count: 0, added: 0, removed: 0 };

function file(path: string, total: number): FileShares {
  return { path, lines: { total, agent: 0, commit: total, preexisting: 0, untraced: 0 }, edits };
}

describe('a map of folders', () => {
  const files = [file('src/a.ts', 50), file('src/deep/b.ts', 50), file('README.md', 100)];

  test('has those of a folder under its name, beside the files that lie in none', () => {
    expect(
      nestedMap(files, '', 400, 200).map(({ folder, x, y, width, height, hasName, lines, tiles }) => ({
        place: [folder, x, y, width, height, hasName, lines],
        tiles: tiles.map(({ item, ...place }) => [item.path, place.x, place.y, place.width, place.height]),
      })),
    ).toEqual([
      {
        place: ['src/', 0, 0, 200, 200, true, 100],
        tiles: [
          ['src/a.ts', 0, 20, 100, 180],
          ['src/deep/b.ts', 100, 20, 100, 180],
        ],
      },
      { place: ['', 200, 0, 200, 200, false, 100], tiles: [['README.md', 200, 0, 200, 200]] },
    ]);
  });

  test('of one folder has the folders in it', () => {
    const inside = files.filter(({ path }) => path.startsWith('src/'));
    expect(nestedMap(inside, 'src/', 400, 200).map(({ folder, hasName }) => [folder, hasName])).toEqual([
      ['src/', false],
      ['src/deep/', true],
    ]);
  });

  test('leaves names out where there is no room for them', () => {
    expect(nestedMap([file('a/b', 1), file('c', 99)], '', 400, 40).map(({ hasName }) => hasName)).toEqual([
      false,
      false,
    ]);
  });
});
