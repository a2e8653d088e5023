import type { HistoryLine } from '../blame/history/blame-history.js';
import { type JoinedLine, joinLines } from '../blame/join-lines.js';
import { resolveLineSpans } from '../blame/line-ranges/resolve-line-spans.js';
import { type Lines, splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { readIgnoredRevs } from '../git/ignored-revs.js';
import type { Mailmap } from '../git/mailmap.js';
import type { Repository } from '../git/repository.js';
import { areSameObject, resolveRevision } from '../git/revisions.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { CommitDetails } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { LineRange } from '../model/line-span.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import { isTooLarge } from '../time-travel/file-diff.js';
import type { BlameRequest } from './blame-request.js';
import { detailsOf, wordingOf } from './commit-details.js';
import { blobIn, contentAt, type FileContent, readCommittedContent, readWorkTreeContent } from './file-content.js';
import { functionLinesOf } from './function-lines-of.js';
import { boundedWalk } from './history-bounds.js';
import { lineEndsAside } from './line-ends-aside.js';
import { type Destination, loadTimelines, type Timelines } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import type { Progress } from './progress.js';
import { type LineOfCommit, type ReconciledFile, reconcileElsewhere, reconcileHere } from './reconcile-everywhere.js';
import { NOTHING_SEEN_THROUGH } from './see-through-request.js';
import { seenThrough } from './see-through-steps.js';
import { toldByNotes } from './told-by-notes.js';
import { type History, type HistoryOptions, historyOf, throughEdits } from './told-history.js';
import type { TraceReader } from './trace-reader.js';
import { mergeWarnings } from './warnings.js';

/** All that blame tells of a file's lines is drawn from this. */
export interface FileEvidence {
  /** Relative to the root. */
  readonly path: string;
  /** null: the work tree. */
  readonly revision: Oid | null;
  /** The file's content in the form that git stores. */
  readonly stored: Buffer;
  /** The lines as the person sees them. */
  readonly lines: Lines;
  /** What is asked about, as lines; none: all. */
  readonly ranges: readonly LineRange[];
  /** Whether a line (from 0) is asked about. */
  readonly wanted: (line: number) => boolean;
  readonly timelines: Timelines;
  /** The first is by the timeline of the work tree that is asked about, the others by those of other work trees. */
  readonly reconciled: readonly [ReconciledFile, ...ReconciledFile[]];
  readonly history: History;
  /** The commits as far as they were asked for: `history` where there are no bounds. */
  readonly shown: History;
  /** Commits that were looked through. */
  readonly ignored: ReadonlySet<Oid>;
  /** Each line's origin. */
  readonly joined: readonly JoinedLine[];
  readonly records: ReadonlyMap<DraftEdit, EditRecord>;
  readonly details: ReadonlyMap<string, CommitDetails>;
  /** Whom names of commits stand for. */
  readonly mailmap: Mailmap;
  readonly warnings: readonly Warning[];
}

/**
 * @param loaded the timelines of the repository, where they were loaded before for the same revision.
 * @param staged what the index holds of the file, where that is asked about and not the work tree.
 * @param isBounded whether a file over 4 MB is refused (formats/time-travel.md, 20).
 * @throws as `blameFile`.
 */
export function examineFile(
  repository: Repository,
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader | null = null,
  loaded: Timelines | null = null,
  staged: FileContent | null = null,
  isBounded = false,
): FileEvidence {
  const { file, place } = request;
  const path = workTreePath(repository, place.directory, file);
  const revision = revisionOf(repository, request);
  const given = staged ?? (request.contents === undefined ? null : contentAt(repository, path, file, request.contents));
  const content =
    given ??
    (revision === null
      ? readWorkTreeContent(repository, path, file)
      : readCommittedContent(repository, revision, path, request.revision ?? revision));
  // As git, to which a slash at the end names a folder.
  if (/\/\.?$/.test(file)) throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${file}: it is a file`);
  if (isBounded && isTooLarge(content.shown)) {
    throw new AiBlameError('TOO_LARGE', `${file} is over 4 MB: ${content.shown.length} bytes`, {
      hint: '--force tells its lines all the same',
    });
  }
  const lines = splitLines(content.shown);
  const ranges = resolveLineSpans(request.ranges, lines, file, () => functionLinesOf(repository, path));

  const wanted = isIn(ranges);

  const start = revision ?? repository.head().commit;
  if (loaded === null) reader?.expect({ objects: repository.objects, path });
  const timelines =
    loaded ?? loadTimelines(repository, destinationOf(repository, start, revision), place, env, progress, reader);
  const asked = {
    repository,
    timelines,
    path,
    content: content.stored,
    from: given !== null ? 'index' : revision !== null ? 'revision' : 'work-tree',
  } as const;
  const here = reconcileHere(asked);
  const committedPath = start === null ? path : pathInCommit(repository, start, path, here.file);
  const through = request.seeThrough ?? NOTHING_SEEN_THROUGH;
  const ignored = readIgnoredRevs(repository, through, place.directory, env.home);
  const historyWith = (options: HistoryOptions): History =>
    historyOf(
      repository,
      start,
      committedPath,
      revision === null ? content.stored : null,
      lines.count,
      options,
      content.isLink,
    );
  const { ignoreWhitespace, moves, copies } = through;
  const seeing = { ignoreWhitespace, moves, copies };
  const toldWith = (bounds: HistoryOptions): History =>
    historyWith({ ...seeing, ignoreRevs: ignored.commits, ...bounds });
  const told = toldWith({});
  const committedLines = (of: History): readonly HistoryLine[] =>
    revision !== null || start === null
      ? of.lines
      : lineEndsAside(of.lines, contentIn(repository, start, committedPath), content.stored, () => {
          return historyWith({ ...seeing, ignoreRevs: ignored.commits, ignoreLineEnds: true }).lines;
        });
  const elsewhere =
    timelines.all.length === 1
      ? []
      : reconcileElsewhere(asked, linesOfCommits(repository, committedLines(told)), here.file);
  const reconciled = [here, ...elsewhere] as const;
  const seen = seenThrough({
    repository,
    request: through,
    ignored: ignored.commits,
    timelines,
    files: reconciled,
    path,
    revision,
    start,
    plainCommits: () => historyWith({ ignoreWhitespace, moves }).lines.map(({ commit }) => commit),
  });
  const throughTurns = (of: History, bounds: HistoryOptions): History =>
    throughEdits(of, seen?.throughEdits ?? new Set(), (commits, ignoreContents) =>
      historyWith({ ...seeing, ignoreRevs: new Set([...ignored.commits, ...commits]), ignoreContents, ...bounds }),
    );
  const history = throughTurns(told, {});
  // A block that moved is sought as far as it is asked about.
  const isWithin = ranges.length > 0 && (request.asGit === true || moves !== null || copies !== null);
  const bounds = boundsOf(repository, start, request, isWithin ? ranges : []);
  // Whose a line is follows from its whole history, however much of that is shown.
  const shown = bounds === null ? history : throughTurns(toldWith(bounds), bounds);
  const committed = committedLines(history);
  const records = new Map<DraftEdit, EditRecord>();
  for (const { edits, records: of } of [...reconciled.map(({ file }) => file), ...(seen?.otherFiles ?? [])]) {
    for (const [n, draft] of edits.entries()) records.set(draft, of[n] as EditRecord);
  }
  const named = { minEvidence: request.minEvidence, agents: request.agents ?? [] };
  const traced = joinLines(
    {
      lines,
      here: here.file,
      elsewhere,
      ...named,
      ...(seen === null ? {} : { stepsOf: seen.stepsOf }),
      commitOf: (line) => {
        const id = committed[line]?.commit ?? null;
        const commit = id === null ? null : readCommit(repository.objects, id);
        return commit === null ? null : { id: commit.oid, time: commit.committer.time };
      },
    },
    (draft) => records.get(draft)?.id ?? '',
  );
  const noted = request.notes === false ? null : toldByNotes(repository, traced, committed, named, env);
  for (const [draft, record] of noted?.records ?? []) records.set(draft, record);
  const joined = noted?.joined ?? traced;
  const wording = wordingOf(repository, env.home, request.encoding ?? null);
  const details = new Map([
    ...(committed === shown.lines ? [] : detailsOf(repository, committed, wording)),
    ...detailsOf(
      repository,
      shown.lines.filter((_, line) => wanted(line)),
      wording,
    ),
  ]);
  const warnings = mergeWarnings([
    ...content.warnings,
    ...ignored.warnings,
    ...timelines.warnings,
    ...noSessions(timelines),
    ...reconciled.flatMap(({ file }) => file.warnings),
    ...history.warnings,
    ...(noted?.warnings ?? []),
  ]);
  return {
    path,
    revision,
    stored: content.stored,
    lines,
    ranges,
    wanted,
    timelines,
    reconciled,
    history,
    shown,
    ignored: ignored.commits,
    joined,
    records,
    details,
    mailmap: wording.mailmap,
    warnings,
  };
}

/** Null: the work tree. As git, which takes a tip that is itself excluded (`HEAD..`, `X ^X`) for none. */
function revisionOf(repository: Repository, { revision, bounds }: BlameRequest): Oid | null {
  if (revision === null) return null;
  const isExcluded = bounds?.without.some((bottom) => areSameObject(repository, revision, bottom)) === true;
  return isExcluded ? null : resolveRevision(repository, revision);
}

/** Null where the whole history is shown. */
function boundsOf(
  repository: Repository,
  start: Oid | null,
  { bounds }: BlameRequest,
  ranges: readonly LineRange[],
): HistoryOptions | null {
  const showRoot = bounds?.showRoot === true || repository.config.requireBoolean('blame.showroot') === true;
  if (bounds === undefined) return showRoot || ranges.length > 0 ? { showRoot, ranges } : null;
  return { ...boundedWalk(repository, start, { ...bounds, showRoot }), ranges };
}

/** Tells whether a line (from 0) lies in one of the ranges; where there is none, every line does. */
function isIn(ranges: readonly LineRange[]): (line: number) => boolean {
  if (ranges.length === 0) return () => true;
  return (line) => ranges.some(({ start, end }) => line + 1 >= start && (end === null || line + 1 <= end));
}

/** What the timelines lead to that a blame of a revision, or of the work tree (null), asks for. */
export function destinationOf(repository: Repository, start: Oid | null, revision: Oid | null): Destination {
  if (revision === null) return { start, isHead: true, until: null };
  const committed = readCommit(repository.objects, revision)?.committer.time;
  // git writes whole seconds: what happened within the commit's second may be in it.
  return { start, isHead: false, until: committed === undefined ? null : committed * 1000 + 999 };
}

/** The name that the file has in a commit: its own, or one that the traces know it had before. */
export function pathInCommit(repository: Repository, commit: Oid, path: string, here: ReconciledPath): string {
  const names = [path, ...here.plan.names.toReversed()];
  return names.find((name) => blobIn(repository, commit, name) !== null) ?? path;
}

/** The commit of each line, with the name that the file has in it. */
export function linesOfCommits(repository: Repository, lines: readonly HistoryLine[]): (LineOfCommit | null)[] {
  return lines.map(({ commit: oid, path }) => {
    const commit = oid === null ? null : readCommit(repository.objects, oid);
    return commit === null ? null : { time: commit.committer.time, path };
  });
}

function contentIn(repository: Repository, commit: Oid, path: string): Buffer | null {
  const blob = blobIn(repository, commit, path);
  return blob === null ? null : (repository.objects.read(blob)?.data ?? null);
}
