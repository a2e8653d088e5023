/** The places (0-based starts, ascending) where one block of lines stands, and its length. */
export interface BlockPlaces {
  readonly places: readonly number[];
  readonly length: number;
}

/**
 * Blocks that follow one another without overlap: which place each can have at the earliest and at the latest.
 *
 * @param blocks in their order in the file, each with one place at least.
 * @returns for each block the first and the last of its places that leave room for the others, or null where they do not fit.
 */
export function rangeInOrder(blocks: readonly BlockPlaces[]): { earliest: number; latest: number }[] | null {
  const latest = new Array<number>(blocks.length).fill(0);
  let limit = Number.POSITIVE_INFINITY;
  for (let i = blocks.length - 1; i >= 0; i--) {
    const { places, length } = blocks[i] as BlockPlaces;
    const place = places.findLast((start) => start + length <= limit);
    if (place === undefined) return null;
    latest[i] = place;
    limit = place;
  }
  let end = 0;
  return blocks.map(({ places, length }, i) => {
    // Cannot miss: the latest placement fits, and no earlier choice reaches further than it.
    const earliest = places.find((start) => start >= end) as number;
    end = earliest + length;
    return { earliest, latest: latest[i] as number };
  });
}

/** All ways to choose a place for each block so that they follow one another; null where there are more than `limit`. */
export function choicesInOrder(blocks: readonly BlockPlaces[], limit: number): number[][] | null {
  const ranges = rangeInOrder(blocks);
  if (ranges === null) return [];
  let choices: { starts: number[]; end: number }[] = [{ starts: [], end: 0 }];
  for (const [i, { places, length }] of blocks.entries()) {
    const { latest } = ranges[i] as { latest: number };
    const open = places.filter((start) => start <= latest);
    choices = choices.flatMap(({ starts, end }) =>
      open.filter((start) => start >= end).map((start) => ({ starts: [...starts, start], end: start + length })),
    );
    if (choices.length > limit) return null;
  }
  return choices.map(({ starts }) => starts);
}
