import { blameHistory, type HistoryInput, type HistoryLine } from '../blame/history/blame-history.js';
import type { Oid } from '../git/git-objects.js';
import { type IndexEntry, readIndex } from '../git/index-file.js';
import type { Repository } from '../git/repository.js';
import type { CommitWalk } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';

export type HistoryOptions = Pick<
  HistoryInput,
  | 'ignoreLineEnds'
  | 'ignoreWhitespace'
  | 'moves'
  | 'copies'
  | 'ignoreRevs'
  | 'ignoreContents'
  | 'endsAt'
  | 'children'
  | 'firstParent'
  | 'showRoot'
  | 'minimal'
  | 'ranges'
>;

/** What the commits tell of a file's lines. */
export interface History {
  readonly lines: readonly HistoryLine[];
  readonly marks: Uint8Array;
  readonly warnings: readonly Warning[];
  readonly walk: CommitWalk;
}

/**
 * Walks the commits for the lines of a file.
 * @param start null: there is no commit yet.
 * @param contents of the work tree, on top of `start`; null: the file as `start` has it.
 * @param count of the file's lines.
 * @param isLink whether the contents are the target of a symbolic link.
 * @param isPresent whether the contents are those of now: what is staged, and a merge that waits to be committed, bear on them.
 */
export function historyOf(
  repository: Repository,
  start: Oid | null,
  path: string,
  contents: Buffer | null,
  count: number,
  options: HistoryOptions,
  isLink: boolean,
  isPresent = true,
): History {
  if (start === null) {
    const lines = Array.from(
      { length: count },
      (_, line): HistoryLine => ({ commit: null, path, line, boundary: false, previous: null }),
    );
    const walk = { found: count === 0 ? [] : [[0, count] as const], cost: { blobs: 1, patches: 0, commits: 0 } };
    return { lines, marks: new Uint8Array(count), warnings: [], walk };
  }
  const { objects, shallow } = repository;
  const { lines, missing, marks, found, cost } = blameHistory({
    objects,
    start,
    path,
    shallow,
    indentHeuristic: repository.config.getBoolean('diff.indentheuristic') !== false,
    ...options,
    ...(contents === null ? {} : { contents, isLink }),
    ...(contents === null || !isPresent
      ? {}
      : { mergeHeads: repository.mergeHeads(), staged: () => stagedEntries(repository) }),
  });
  const warnings = missing.map(
    (oid): Warning => ({
      code: 'history_missing',
      message: `The history could not be followed beyond ${oid}, which is not stored here`,
      count: 1,
      subject: oid,
    }),
  );
  return { lines, marks, warnings, walk: { found, cost } };
}

/**
 * Lines that an agent's edit took over, which is looked through, are told as they were before it: what committed that edit is
 * looked through too, for them alone.
 * @param lookingThrough the history without the changes of these commits, and of what is not committed.
 */
export function throughEdits(
  told: History,
  lines: ReadonlySet<number>,
  lookingThrough: (commits: readonly Oid[], contents: boolean) => History,
): History {
  if (lines.size === 0) return told;
  const by = [...lines].map((line) => told.lines[line]?.commit ?? null);
  const commits = by.filter((commit) => commit !== null);
  const through = lookingThrough(commits, commits.length < by.length);
  return {
    ...told,
    lines: told.lines.map((line, i) => (lines.has(i) ? (through.lines[i] ?? line) : line)),
    marks: told.marks.map((mark, i) => (lines.has(i) ? (through.marks[i] ?? mark) : mark)),
  };
}

function stagedEntries(repository: Repository): Map<string, IndexEntry> {
  return new Map(readIndex(repository.gitDir, repository.objects.hash).map((entry) => [entry.path, entry]));
}
