import type { JoinedLine } from '../blame/join-lines.js';
import { splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readIndex } from '../git/index-file.js';
import { isLossyName } from '../git/lossy-names.js';
import type { Repository } from '../git/repository.js';
import { workTreeFiles } from '../git/side-files.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type { LineShares, StatsResult, StatsSkipReason } from '../model/stats-result.js';
import { examineFile } from './examine-file.js';
import { readWorkTreeContent } from './file-content.js';
import { editsFrom, isAtOrBelow } from './list-edits.js';
import { loadTimelines } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { NO_LINES, type StatsSums, statsSums } from './stats-sums.js';
import { ToldCommits } from './told-commits.js';
import { unchangedFiles } from './unchanged-files.js';
import { mergeWarnings, warningKey } from './warnings.js';

export interface StatsRequest {
  /** Files and folders as the person named them; none: the whole repository. */
  readonly paths: readonly string[];
  readonly place: Place;
  /** Only edits of these agents are named; none: of all. */
  readonly agents: readonly string[];
  readonly minEvidence: Evidence;
  /** As for blame. */
  readonly notes?: boolean;
}

/**
 * Whose the lines of a work tree are, in sums: every line counts as `blame` tells it.
 * @throws AiBlameError NO_REPOSITORY, OUTSIDE_REPOSITORY, NO_SUCH_FILE.
 */
export function gatherStats(request: StatsRequest, env: Env, progress: Progress): StatsResult {
  const repository = openPlace(request.place, env);
  try {
    return statsOf(repository, request, env, progress);
  } finally {
    progress.end();
    repository.close();
  }
}

function statsOf(repository: Repository, request: StatsRequest, env: Env, progress: Progress): StatsResult {
  const named = request.paths.map((path) => workTreePath(repository, request.place.directory, path));
  const start = repository.head().commit;
  const place = { ...request.place, directory: repository.root };
  const timelines = loadTimelines(repository, { start, isHead: true, until: null }, place, env, progress);
  const { notes = true } = request;
  // Of a file that no trace changed a note may tell all the same.
  const hasNotes = notes && new ToldCommits(repository, env).tellOfThis();
  const isUnchanged = hasNotes ? () => false : unchangedFiles(repository, start, timelines);
  const sums = statsSums();
  const ofTraces = [...timelines.warnings, ...noSessions(timelines)];
  const told = new Set(ofTraces.map(warningKey));
  const warnings: Warning[] = [...ofTraces];
  const skipped: { path: string; reason: StatsSkipReason }[] = [];
  const index = readIndex(repository.gitDir, repository.objects.hash);
  const paths = workTreeFiles(repository, index).filter(
    (path) => named.length === 0 || named.some((name) => isAtOrBelow(path, name)),
  );
  const missing = named.findIndex((name) => !paths.some((path) => isAtOrBelow(path, name)));
  if (missing !== -1 && named[missing] !== '') {
    throw new AiBlameError('NO_SUCH_FILE', `There is no file ${request.paths[missing]} in the work tree`);
  }
  for (const [n, path] of paths.entries()) {
    progress.update('Counting lines', n, paths.length);
    try {
      const { stored, shown } = readWorkTreeContent(repository, path, path);
      if (isUnchanged(path, stored)) {
        const total = splitLines(shown).count;
        sums.addFile(path, { ...NO_LINES, total, commit: total });
        continue;
      }
      const { minEvidence, agents } = request;
      const file = { file: path, revision: null, ranges: [], minEvidence, agents, notes };
      const evidence = examineFile(repository, { ...file, place }, env, progress, null, timelines);
      sums.addFile(path, sharesOf(evidence.joined));
      addLines(sums, evidence);
      // What is wrong with a trace every file tells anew.
      warnings.push(...evidence.warnings.filter((warning) => !told.has(warningKey(warning))));
    } catch (error) {
      const reason = isLossyName(repository, [], path) ? 'name-not-utf-8' : reasonOf(error);
      if (reason === null) continue;
      skipped.push({ path, reason });
    }
  }
  const filter = { ...NO_FILTER, agents: request.agents, evidence: [] };
  const listed = editsFrom(repository, timelines, named, { ...filter, atLeast: request.minEvidence }, progress);
  for (const edit of listed.edits) sums.addEdit(edit);
  return {
    schema: 'ai-blame/stats@1',
    repository: repositoryRef(repository),
    ...sums.result(),
    skipped,
    warnings: mergeWarnings([...warnings, ...listed.warnings]),
  };
}

const NO_FILTER = { models: [], sessions: [], turns: [], since: null, until: null, actions: [] };

/** Of how many of a file's lines which origin is told. */
export function sharesOf(joined: readonly JoinedLine[]): LineShares {
  const shares = { ...NO_LINES, total: joined.length };
  for (const { line } of joined) shares[line.origin]++;
  return shares;
}

/** Counts the lines that edits wrote. */
export function addLines(
  sums: StatsSums,
  { joined, records }: { readonly joined: readonly JoinedLine[]; readonly records: ReadonlyMap<unknown, EditRecord> },
): void {
  for (const { draft } of joined) {
    const record = draft === null ? undefined : records.get(draft);
    if (record !== undefined) sums.addLine(record);
  }
}

/** Why the lines of a file cannot be told; null: it is not there any more. */
function reasonOf(error: unknown): 'binary' | 'unreadable' | null {
  if (!(error instanceof AiBlameError)) throw error;
  if (error.code === 'IS_BINARY') return 'binary';
  if (error.code === 'UNREADABLE') return 'unreadable';
  if (error.code === 'NO_SUCH_FILE' || error.code === 'IS_DIRECTORY') return null;
  throw error;
}
