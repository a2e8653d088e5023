import type { FileShares } from '../../model/stats-result.js';
import { type Tile, treeMap } from './tree-map.js';

/** Pixels that a folder's name takes above its files. */
const NAME = 20;
/** Smaller folders have no name: their files would have no place beside it. */
const LEAST_WIDTH = 44;
const LEAST_HEIGHT = 48;

/** A folder's place in a map, and its files in it. */
export interface MapArea {
  /** With its path from the root and `/` at the end; of files that lie in `within` itself `within`. */
  readonly folder: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly hasName: boolean;
  /** Of its files that are drawn. */
  readonly lines: number;
  readonly tiles: readonly Tile<FileShares>[];
}

/**
 * Files as areas of their lines, those of a folder one step below `within` beside each other, under its name.
 * @param files all of them in `within`, which is a folder with `/` at its end, or empty for the root.
 */
export function nestedMap(files: readonly FileShares[], within: string, width: number, height: number): MapArea[] {
  const groups = new Map<string, { folder: string; lines: number; files: FileShares[] }>();
  for (const file of files) {
    const folder = file.path.slice(0, file.path.indexOf('/', within.length) + 1) || within;
    const group = groups.get(folder) ?? { folder, lines: 0, files: [] };
    groups.set(folder, group);
    group.lines += file.lines.total;
    group.files.push(file);
  }
  return treeMap([...groups.values()], ({ lines }) => lines, width, height).map(({ item, ...place }) => {
    const { folder, lines } = item;
    const hasName = folder !== within && place.width >= LEAST_WIDTH && place.height >= LEAST_HEIGHT;
    const top = hasName ? NAME : 0;
    const tiles = treeMap(item.files, (file) => file.lines.total, place.width, place.height - top).map((tile) => ({
      ...tile,
      x: tile.x + place.x,
      y: tile.y + place.y + top,
    }));
    return { folder, ...place, hasName, lines, tiles };
  });
}
