import { type HistoryLine, IGNORED, UNBLAMABLE } from '../blame/history/blame-history.js';
import { type JoinedLine, joinLines } from '../blame/join-lines.js';
import { resolveLineSpans } from '../blame/line-ranges/resolve-line-spans.js';
import { type Lines, splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { usualDigits } from '../git/abbreviation.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { located, readIgnoredRevs } from '../git/ignored-revs.js';
import type { Mailmap } from '../git/mailmap.js';
import type { Repository } from '../git/repository.js';
import { areSameObject, resolveRevision } from '../git/revisions.js';
import { readNamedGrafts } from '../git/stand-ins.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { BlameReport, BlameResult, CommitDetails, LineCommit } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type { LineRange, LineSpan } from '../model/line-span.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import { isTooLarge } from '../time-travel/file-diff.js';
import { detailsOf, wordingOf } from './commit-details.js';
import { blobIn, contentAt, type FileContent, readCommittedContent, readWorkTreeContent } from './file-content.js';
import { functionLinesOf } from './function-lines-of.js';
import { gitSettings } from './git-settings.js';
import { boundedWalk, type HistoryBounds } from './history-bounds.js';
import { openTraces } from './indexed-traces.js';
import { lineEndsAside } from './line-ends-aside.js';
import { type Destination, loadTimelines, type Timelines } from './load-timelines.js';
import { namedCommits, namedEdits, summarise } from './named-origins.js';
import { noSessions } from './no-sessions.js';
import { openRepositoryOf, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type LineOfCommit, type ReconciledFile, reconcileElsewhere, reconcileHere } from './reconcile-everywhere.js';
import { sealBlame } from './seal-blame.js';
import { NOTHING_SEEN_THROUGH, type SeeThroughRequest } from './see-through-request.js';
import { seenThrough } from './see-through-steps.js';
import type { Selection } from './select-traces.js';
import type { SourceLooks } from './source-looks.js';
import { toldByNotes } from './told-by-notes.js';
import { type History, type HistoryOptions, historyOf, throughEdits } from './told-history.js';
import { type TraceReader, TracesThemselves } from './trace-reader.js';
import { mergeWarnings } from './warnings.js';

export interface BlameRequest {
  /** As the person named it, relative to `place.directory`. */
  readonly file: string;
  /** A revision whose content is asked about; null: the work tree. */
  readonly revision: string | null;
  /** What the file is to be taken to hold, in place of what the work tree has. Not given: that. */
  readonly contents?: Buffer;
  readonly minEvidence: Evidence;
  /** Also a file that is over 4 MB. Not given: it is refused. */
  readonly force?: boolean;
  /** Only edits of these agents are named; the lines of others are what they would be without them. Not given: of all. */
  readonly agents?: readonly string[];
  /** Only these lines; none: all. */
  readonly ranges: readonly LineSpan[];
  readonly place: Place;
  /** Not given: every change counts, but for what the configuration says. */
  readonly seeThrough?: SeeThroughRequest;
  /** How far the commits are followed that are told beside the lines. Not given: to the beginning. */
  readonly bounds?: HistoryBounds;
  /** Whether the report also tells what git's own formats need: how the commits were walked, and how long ids are. */
  readonly asGit?: boolean;
  /** A list of commits with the parents that they are to have (`-S`). Not given: their own. */
  readonly graftsFile?: string;
  /** Of commits' texts in git's own formats (`--encoding`). Not given: as configured. */
  readonly encoding?: string;
  /** Whether git notes tell of commits that were made elsewhere. Not given: they do. */
  readonly notes?: boolean;
  /** Whether the answer is sealed with the digest of its evidence. All of that is then read itself, and no index of it. */
  readonly isSealed?: boolean;
}

/**
 * Who wrote each line of a file.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE, NO_SUCH_REVISION, IS_DIRECTORY, IS_BINARY, TOO_LARGE, OUTSIDE_REPOSITORY, USAGE …
 */
export function blameFile(request: BlameRequest, env: Env, progress: Progress): BlameReport {
  const reader = readerFor(request, env);
  try {
    return blameFrom(request, env, progress, reader).report;
  } finally {
    reader.close();
  }
}

/** Where the traces of an answer are read from. @param looks what was seen in the agents' homes, if that is known. */
export function readerFor({ place, isSealed = false }: BlameRequest, env: Env, looks?: SourceLooks): TraceReader {
  return isSealed ? new TracesThemselves(place.directory) : openTraces(place, env, looks);
}

/**
 * As `blameFile`.
 * @param reader where the traces are read from; it stays open.
 * @returns the answer, and the traces that it was drawn from.
 */
export function blameFrom(
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): { readonly report: BlameReport; readonly selection: Selection } {
  const repository = openRepositoryOf(request.file, request.place, env);
  try {
    return blameIn(repository, request, env, progress, reader);
  } finally {
    progress.end();
    repository.close();
  }
}

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

function blameIn(
  repository: Repository,
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): { readonly report: BlameReport; readonly selection: Selection } {
  const isBounded = request.force !== true;
  if (request.graftsFile !== undefined) {
    repository.objects.graft(readNamedGrafts(located(repository, request.place.directory, request.graftsFile)));
  }
  const evidence = examineFile(repository, request, env, progress, reader, null, null, isBounded);
  return { report: blameReport(repository, request, evidence), selection: evidence.timelines.selection };
}

/** What blame tells of a file that was examined. */
export function blameReport(repository: Repository, request: BlameRequest, evidence: FileEvidence): BlameReport {
  const { path, revision, wanted, history, shown, records, details, warnings } = evidence;
  const joined = (shown === history ? evidence.joined : showing(evidence.joined, shown)).filter((_, line) =>
    wanted(line),
  );
  const stored = splitLines(evidence.stored);
  const endsInCr = (line: number): boolean => {
    const behind = stored.starts[line + 1] ?? 0;
    return stored.bytes.toString('latin1', Math.max(0, behind - 2), behind) === '\r\n';
  };
  const lineCommits = shown.lines
    .map(
      (line, i): LineCommit => ({
        commit: line.commit,
        path: line.commit === null ? path : line.path,
        line: line.line + 1,
        ...marksOf(shown.marks[i] ?? 0),
        ...(endsInCr(i) ? { cr: true } : {}),
      }),
    )
    .filter((_, line) => wanted(line));
  const result: BlameResult = {
    schema: 'ai-blame/blame@1',
    repository: repositoryRef(repository),
    path,
    revision,
    lines: joined.map(({ line }) => line),
    edits: namedEdits(joined, records),
    commits: namedCommits(joined, details),
    summary: summarise(joined),
    warnings,
  };
  const digest = request.isSealed === true ? sealBlame(repository, request, evidence, result) : undefined;
  return {
    result: digest === undefined ? result : { ...result, digest },
    lineCommits,
    details,
    settings: gitSettings(repository),
    ...(request.asGit === true ? asGit(repository, shown, lineCommits) : {}),
  };
}

function asGit(
  { objects, config }: Repository,
  { walk }: History,
  lines: readonly LineCommit[],
): Pick<BlameReport, 'walk' | 'digits'> {
  const commits = new Set(lines.flatMap(({ commit }) => commit ?? []));
  return { walk, digits: usualDigits(objects, config, commits) };
}

function marksOf(mark: number): Pick<LineCommit, 'ignored' | 'unblamable'> {
  return {
    ...((mark & IGNORED) === 0 ? {} : { ignored: true }),
    ...((mark & UNBLAMABLE) === 0 ? {} : { unblamable: true }),
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

/** Committed lines with the commits that are shown. */
function showing(joined: readonly JoinedLine[], { lines }: History): JoinedLine[] {
  return joined.map((each, i) => {
    const commit = lines[i]?.commit ?? null;
    return each.line.commit === null || commit === null ? each : { ...each, line: { ...each.line, commit } };
  });
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
