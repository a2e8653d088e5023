import { type FileChain, seeThrough } from '../blame/see-through/see-through.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { DraftEdit, Step } from '../reconcile/draft-edit.js';
import { type ReconciledPath, reconcilePath } from '../reconcile/reconcile-path.js';
import { CopiedFrom } from './copied-from.js';
import { blobIn, storedContent } from './file-content.js';
import { ignoredEdits } from './ignored-edits.js';
import { versionsOfCommits } from './ignored-versions.js';
import type { Timelines, WorkTreeTimeline } from './load-timelines.js';
import type { ReconciledFile } from './reconcile-everywhere.js';
import type { SeeThroughRequest } from './see-through-request.js';

export interface SeeThroughInput {
  readonly repository: Repository;
  readonly request: SeeThroughRequest;
  /** Commits to look through. */
  readonly ignored: ReadonlySet<Oid>;
  readonly timelines: Timelines;
  /** The file by each of the timelines, the one that is asked about first. */
  readonly files: readonly ReconciledFile[];
  readonly path: string;
  readonly revision: Oid | null;
  /** Where history begins. */
  readonly start: Oid | null;
  /** The commit that introduced each line where nothing is ignored and no copy is seen through; asked only when it matters. */
  readonly plainCommits: () => readonly (Oid | null)[];
}

/** Who wrote the lines, where some changes do not count as writing. */
export interface SeenThrough {
  readonly stepsOf: (file: ReconciledPath) => readonly (Step | undefined)[];
  /**
   * Lines (0-based) that an edit which is looked through took from nobody known: what git's history tells of them is that
   * edit's, too.
   */
  readonly throughEdits: ReadonlySet<number>;
  /** Other files whose edits the steps name. */
  readonly otherFiles: readonly ReconciledPath[];
}

/**
 * The same for the traces as git's options do for commits.
 * @returns null where every change counts.
 * @throws AiBlameError NO_SUCH_EDIT, AMBIGUOUS.
 */
export function seenThrough(input: SeeThroughInput): SeenThrough | null {
  const { request, ignored, timelines, files } = input;
  const { ignoreWhitespace, copies, ignoreTurns } = request;
  const moves = request.moves ?? (copies === null ? null : DEFAULT_MOVE_SCORE);
  if (!ignoreWhitespace && moves === null && ignored.size === 0 && ignoreTurns.length === 0) return null;
  const ids = new Map<DraftEdit, string>();
  for (const { file } of files) {
    const { edits, records } = file;
    for (const [n, draft] of edits.entries()) ids.set(draft, records[n]?.id ?? '');
  }
  const entries = timelines.all.flatMap((timeline) => timeline.entries);
  const isIgnoredEdit = ignoredEdits(ignoreTurns, entries, ids);
  const ignoredVersions = new Map<FileChain, ReadonlySet<number>>();
  let plain: readonly (Oid | null)[] | null = null;
  const commitOf = (line: number): Oid | null => {
    plain ??= input.plainCommits();
    return plain[line] ?? null;
  };
  const others: CopiedFrom[] = [];
  const throughEdits = new Set<number>();
  const steps = new Map<ReconciledPath, readonly (Step | undefined)[]>();
  files.forEach(({ file, timeline }, i) => {
    const from = copies === null ? null : copiedFrom(input, timeline, copies.level, commitOf);
    if (from !== null) others.push(from);
    const seen = seeThrough(file, {
      ignoreWhitespace,
      moves,
      copies: copies?.score ?? null,
      isIgnored: (at, step) => {
        if (step.kind === 'agent' && isIgnoredEdit(step.edit)) return true;
        if (ignored.size === 0) return false;
        if (step.kind === 'git' && ignored.has(step.commit)) return true;
        let versions = ignoredVersions.get(at.file);
        if (versions === undefined) {
          versions = versionsOfCommits(input.repository, at.file, input.path, ignored);
          ignoredVersions.set(at.file, versions);
        }
        return versions.has(at.version);
      },
      onIgnored: (line, step) => {
        if (i === 0 && step.kind === 'agent' && isIgnoredEdit(step.edit)) throughEdits.add(line);
      },
      isIgnoredLine: (line) => ignored.size > 0 && ignored.has(commitOf(line) ?? ''),
      copySources: (at, step, lines) => from?.sourcesOf(at, step, lines) ?? [],
    });
    steps.set(file, seen);
    // An agent's line may be in no commit: what git finds that looks like it would be another line's.
    if (i === 0) for (const line of throughEdits) if (seen[line]?.kind === 'agent') throughEdits.delete(line);
  });
  return {
    stepsOf: (file) => steps.get(file) ?? [],
    throughEdits,
    otherFiles: others.flatMap((from) => [...from.files]),
  };
}

/** As in the history of commits (git 2.39, blame.h, BLAME_DEFAULT_MOVE_SCORE). */
const DEFAULT_MOVE_SCORE = 20;

function copiedFrom(
  { repository, timelines, revision, start }: SeeThroughInput,
  { entries, texts, where }: WorkTreeTimeline,
  level: 1 | 2 | 3,
  commitOf: (line: number) => Oid | null,
): CopiedFrom {
  const reconcile = (path: string): ReconciledPath =>
    reconcilePath({
      entries,
      repository,
      view: timelines.view,
      texts,
      path,
      content: revision === null ? storedContent(repository, path) : committed(repository, revision, path),
      where: where === 'elsewhere' ? where : revision === null ? 'work-tree' : 'revision',
    });
  return new CopiedFrom({ repository, entries, level, start, reconcile, commitOf });
}

function committed(repository: Repository, revision: Oid, path: string): Buffer | null {
  const blob = blobIn(repository, revision, path);
  return blob === null ? null : (repository.objects.read(blob)?.data ?? null);
}
