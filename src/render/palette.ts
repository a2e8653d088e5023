/** Which of `count` colours each key gets, by its place from 0. */
export type Coloring = ReadonlyMap<string, number>;

/**
 * Gives colours to keys. The hash of a key names its colour, so that it has the same in other files; who finds it taken goes on to
 * the next free one, and where none is free to the next that no neighbour has. Two neighbours share a colour only where one of them has
 * neighbours of all colours.
 * @param keys as they follow each other; a key may come again, and beside itself.
 */
export function colorKeys(keys: readonly string[], count: number): Coloring {
  const neighbours = neighboursOf(keys);
  const colors = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of [...neighbours.keys()].sort()) {
    const beside = new Set([...(neighbours.get(key) ?? [])].map((other) => colors.get(other)));
    const wanted = hash(key) % count;
    const order = Array.from({ length: count }, (_, step) => (wanted + step) % count);
    const color = order.find((each) => !taken.has(each)) ?? order.find((each) => !beside.has(each)) ?? wanted;
    colors.set(key, color);
    taken.add(color);
  }
  return colors;
}

function neighboursOf(keys: readonly string[]): Map<string, Set<string>> {
  const neighbours = new Map<string, Set<string>>(keys.map((key) => [key, new Set()]));
  for (let place = 1; place < keys.length; place++) {
    const [above = '', below = ''] = keys.slice(place - 1, place + 1);
    if (above === below) continue;
    neighbours.get(above)?.add(below);
    neighbours.get(below)?.add(above);
  }
  return neighbours;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193) >>> 0;
  }
  return value;
}
