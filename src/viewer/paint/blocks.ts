import type { Origin } from '../../model/blame-result.js';

/** What a line's writer is known by. */
export interface Written {
  readonly origin: Origin;
  readonly edit: string | null;
  readonly commit: string | null;
}

/** Lines next to each other that one edit, one commit or nobody known wrote. */
export interface Block extends Written {
  /** From 0. */
  readonly start: number;
  readonly count: number;
}

/** The blocks of `lines`, in order, without a gap. */
export function blocksOf(lines: readonly Written[]): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (let at = 1; at <= lines.length; at++) {
    const first = lines[start] as Written;
    const next = lines[at];
    if (next !== undefined && isSame(first, next)) continue;
    blocks.push({ origin: first.origin, edit: first.edit, commit: first.commit, start, count: at - start });
    start = at;
  }
  return lines.length === 0 ? [] : blocks;
}

/** An agent's line stays the agent's whichever commit took it in. */
function isSame(a: Written, b: Written): boolean {
  return a.origin === b.origin && a.edit === b.edit && (a.edit !== null || a.commit === b.commit);
}

/** Index of the block that holds a line (from 0); -1: none. */
export function blockAt(blocks: readonly Block[], line: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle] as Block;
    if (line < block.start) high = middle - 1;
    else if (line >= block.start + block.count) low = middle + 1;
    else return middle;
  }
  return -1;
}
