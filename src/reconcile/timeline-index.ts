import type { TimelineEntry } from './timeline.js';

/** Where in a timeline what stands: what follows one file through it looks only at the entries that bear on it. */
export class TimelineIndex {
  /** Indices of entries, ascending. */
  readonly snapshots: readonly number[];
  readonly heads: readonly number[];
  readonly rewinds: readonly number[];
  /** Recorded deletions. */
  readonly deletions: readonly number[];
  /** Recorded changes, commands and reads by each path that they name. */
  readonly #naming: ReadonlyMap<string, readonly number[]>;

  private constructor(entries: readonly TimelineEntry[]) {
    const naming = new Map<string, number[]>();
    const name = (path: string, i: number): void => {
      const known = naming.get(path);
      if (known === undefined) naming.set(path, [i]);
      else if (known.at(-1) !== i) known.push(i);
    };
    for (const [i, entry] of entries.entries()) {
      if (entry.kind === 'change') {
        name(entry.path, i);
        if (entry.oldPath !== null) name(entry.oldPath, i);
      } else if (entry.kind === 'command') {
        for (const { path } of entry.targets) name(path, i);
      } else if (entry.kind === 'read') {
        name(entry.path, i);
      }
    }
    this.#naming = naming;
    const all = (kind: TimelineEntry['kind']): number[] =>
      entries.flatMap((entry, i) => (entry.kind === kind ? [i] : []));
    this.snapshots = all('snapshot');
    this.heads = all('head');
    this.rewinds = all('rewind');
    this.deletions = entries.flatMap((entry, i) => (entry.kind === 'change' && entry.event.op === 'delete' ? [i] : []));
  }

  /** Built once for a timeline, which must not change after. */
  static of(entries: readonly TimelineEntry[]): TimelineIndex {
    let known = indexes.get(entries);
    if (known === undefined) {
      known = new TimelineIndex(entries);
      indexes.set(entries, known);
    }
    return known;
  }

  /** Indices of the changes, commands and reads that name a path or a folder that holds it, ascending. */
  naming(path: string): readonly number[] {
    const lists: (readonly number[])[] = [];
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const known = this.#naming.get(path.slice(0, end));
      if (known !== undefined) lists.push(known);
    }
    const whole = this.#naming.get('');
    if (whole !== undefined) lists.push(whole);
    return lists.length === 1 ? (lists[0] as readonly number[]) : ascending(lists);
  }
}

const indexes = new WeakMap<readonly TimelineEntry[], TimelineIndex>();

/** Numbers of all the lists, each once, ascending. */
export function ascending(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

/** How many of the ascending `numbers` are below `limit`: the place of the first that is not. */
export function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
