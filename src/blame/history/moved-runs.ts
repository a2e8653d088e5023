import type { CommonBlock } from '../../diff/common-block.js';
import type { LineRuns } from './line-runs.js';

/** Lines of the blamed file that one version is suspected of: first line in the file, first line in the version, number. */
export interface Run {
  readonly final: number;
  readonly line: number;
  readonly count: number;
}

/** Where a part of a run stands in another file. Lines of the block are those of the blamed file. */
export interface Find<Source> {
  readonly source: Source;
  readonly block: CommonBlock;
}

/** What became of runs for which other places were sought. */
export interface Sought {
  /** Nowhere found. */
  readonly left: Run[];
  /** Of what was found in part: the rest, where it tells too little to be sought. */
  readonly small: Run[];
}

export interface Search<Source> {
  /** Only what scores more than this is sought, and found. */
  readonly minimum: number;
  readonly scoreOf: (run: Run) => number;
  /** The best place of a part of the run. */
  readonly find: (run: Run) => Find<Source> | null;
  /** Told before each round, in which every run is sought once. */
  readonly round?: () => void;
  /** Takes a part that was found; `run.line` is its place in the source. */
  readonly pass: (source: Source, run: Run) => void;
}

/** Seeks the runs elsewhere; what is left above and below a part that was found is sought again. */
export function seekRuns<Source>(runs: readonly Run[], search: Search<Source>): Sought {
  const left: Run[] = [];
  const small: Run[] = [];
  let waiting = runs;
  while (waiting.length > 0) {
    const rests: Run[] = [];
    search.round?.();
    for (const run of waiting) {
      const found = search.find(run);
      if (found === null || found.block.score <= search.minimum) {
        left.push(run);
        continue;
      }
      const { start, end, before } = found.block;
      const above = start - run.final;
      const last = run.final + run.count;
      if (above > 0) rests.push({ ...run, count: above });
      search.pass(found.source, { final: start, line: before, count: end - start });
      if (end < last) rests.push({ final: end, line: run.line + end - run.final, count: last - end });
    }
    const parted = partByScore(rests, search);
    small.push(...parted.small);
    waiting = parted.large;
  }
  return { left, small };
}

/** Parts runs into those that tell more than the minimum and those that do not. */
export function partByScore(
  runs: readonly Run[],
  { minimum, scoreOf }: Pick<Search<never>, 'minimum' | 'scoreOf'>,
): { large: Run[]; small: Run[] } {
  const large: Run[] = [];
  const small: Run[] = [];
  for (const run of runs) (scoreOf(run) > minimum ? large : small).push(run);
  return { large, small };
}

export function toRuns(flat: LineRuns): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < flat.length; i += 3) {
    runs.push({ final: flat[i] as number, line: flat[i + 1] as number, count: flat[i + 2] as number });
  }
  return runs;
}

/** Ascending by the line in the version; those of the same line in their order. */
export function toFlat(runs: readonly Run[]): LineRuns {
  return inOrder(runs.toSorted((a, b) => a.line - b.line));
}

/** In the order in which they are. */
export function inOrder(runs: readonly Run[]): LineRuns {
  return runs.flatMap(({ final, line, count }) => [final, line, count]);
}
