import { AiBlameError } from '../../errors.js';
import { readCommit } from '../../git/commits.js';
import type { Oid } from '../../git/git-objects.js';
import type { CommitWalk } from '../../model/blame-result.js';
import { HistoryWalk, type WalkInput } from './history-walk.js';
import type { LineRuns } from './line-runs.js';

export { IGNORED, UNBLAMABLE } from './history-walk.js';

export interface HistoryInput extends WalkInput {
  /** The commit to begin with. */
  readonly start: Oid;
  /** The file's path there. */
  readonly path: string;
  /** Content on top of `start`, as in a work tree; what it has more than the commits is in no commit. */
  readonly contents?: Buffer;
  /** Whether the contents are the target of a symbolic link, and not a file. Only with `contents`. */
  readonly isLink?: boolean;
  /** Further commits that the contents come from: those of a merge that is not committed yet. Only with `contents`. */
  readonly mergeHeads?: readonly Oid[];
}

/** Where a line of the file comes from. */
export interface HistoryLine {
  /** The commit that introduced the line; null where none did yet. */
  readonly commit: Oid | null;
  /** The file's path in that commit. */
  readonly path: string;
  /** The line's place in that commit's version, 0-based. */
  readonly line: number;
  /** The commit has no parents that are stored (a root, or where a shallow clone ends), or the history ends with it otherwise. */
  readonly boundary: boolean;
  /** The version that the commit changed, in its first parent that has the file. */
  readonly previous: { readonly commit: Oid; readonly path: string } | null;
}

export interface History {
  readonly lines: HistoryLine[];
  /** Commits, trees and blobs that were needed and are not stored. Lines stay with the last commit that could be read. */
  readonly missing: Oid[];
  /** Of each line `IGNORED` and `UNBLAMABLE`, or 0. */
  readonly marks: Uint8Array;
  /** How the lines were found: runs of them, each its first line, 0-based, and their number. */
  readonly found: readonly (readonly [number, number])[];
  readonly cost: CommitWalk['cost'];
}

/** Stands for lines outside of the ranges. */
const NOT_ASKED: HistoryLine = { commit: null, path: '', line: 0, boundary: false, previous: null };

/**
 * Tells which commit introduced each line of a file, as `git blame --line-porcelain` does by default: through all
 * parents, following renames of the whole file; and with `-w`, `-M`, `-C` and `--ignore-rev` where that is asked.
 * @throws AiBlameError OBJECT_MISSING where `start` or its version of the file is not stored, NO_SUCH_FILE where `start`
 * has no such file and no contents are given.
 */
export function blameHistory(input: HistoryInput): History {
  const start = readCommit(input.objects, input.start);
  if (start === null) throw new AiBlameError('OBJECT_MISSING', `The commit ${input.start} is not stored`);
  const walk = new HistoryWalk(input);
  if (input.contents === undefined) walk.beginAt(start, input.path);
  else walk.beginWith(input.contents, input.isLink ?? false, input.path, [start.oid, ...(input.mergeHeads ?? [])]);
  const lines = new Array<HistoryLine>(walk.lineCount).fill(NOT_ASKED);
  const order: (readonly [number, number])[] = [];
  walk.run((suspect, runs: LineRuns) => {
    const previous = suspect.previous?.commit?.oid;
    const found = {
      commit: suspect.commit?.oid ?? null,
      path: suspect.path,
      boundary: suspect.commit !== null && walk.isBoundary(suspect.commit),
      previous: previous === undefined ? null : { commit: previous, path: suspect.previous?.path as string },
    };
    for (let i = 0; i < runs.length; i += 3) {
      const final = runs[i] as number;
      const line = runs[i + 1] as number;
      order.push([final, runs[i + 2] as number]);
      for (let k = 0; k < (runs[i + 2] as number); k++) lines[final + k] = { ...found, line: line + k };
    }
  });
  return { lines, missing: [...walk.missing], marks: walk.marks, found: order, cost: walk.cost };
}
