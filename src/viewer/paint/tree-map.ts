/** A rectangle of a tree map, in the units that it was laid out in. */
export interface Tile<T> {
  readonly item: T;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Rectangles whose areas are as the weights (over 0), as near to squares as rows of them allow: "squarified", Bruls, Huizing, van Wijk
 * 2000. Heaviest first; the order of equals stays.
 */
export function treeMap<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  width: number,
  height: number,
): Tile<T>[] {
  const weighed = items
    .map((item) => ({ item, weight: weightOf(item) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const scale = total === 0 ? 0 : (width * height) / total;
  const areas = weighed.map(({ item, weight }) => ({ item, area: weight * scale }));
  const tiles: Tile<T>[] = [];
  let free = { x: 0, y: 0, width, height };
  let at = 0;
  while (at < areas.length) {
    const side = Math.min(free.width, free.height);
    let count = 1;
    let sum = (areas[at] as { area: number }).area;
    let worst = worstRatio(areas.slice(at, at + 1), sum, side);
    while (at + count < areas.length) {
      const area = (areas[at + count] as { area: number }).area;
      const next = worstRatio(areas.slice(at, at + count + 1), sum + area, side);
      if (next > worst) break;
      worst = next;
      sum += area;
      count++;
    }
    free = layRow(areas.slice(at, at + count), sum, free, tiles);
    at += count;
  }
  return tiles;
}

interface Free {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function worstRatio(row: readonly { readonly area: number }[], sum: number, side: number): number {
  const thickness = sum / side;
  return Math.max(...row.map(({ area }) => Math.max(thickness / (area / thickness), area / thickness / thickness)));
}

/** Puts a row along the shorter side; gives what stays free. */
function layRow<T>(
  row: readonly { readonly item: T; readonly area: number }[],
  sum: number,
  free: Free,
  tiles: Tile<T>[],
): Free {
  const isColumn = free.height <= free.width;
  const thickness = sum / (isColumn ? free.height : free.width);
  let offset = 0;
  for (const { item, area } of row) {
    const length = area / thickness;
    tiles.push(
      isColumn
        ? { item, x: free.x, y: free.y + offset, width: thickness, height: length }
        : { item, x: free.x + offset, y: free.y, width: length, height: thickness },
    );
    offset += length;
  }
  return isColumn
    ? { ...free, x: free.x + thickness, width: Math.max(0, free.width - thickness) }
    : { ...free, y: free.y + thickness, height: Math.max(0, free.height - thickness) };
}
