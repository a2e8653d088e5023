import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { Warning } from '../model/diagnostic.js';
import type { Turn } from '../model/session.js';
import { ContentCache } from '../time-travel/content-cache.js';
import { type FileState, fileStates } from '../time-travel/file-states.js';
import type { NamedStates } from '../time-travel/resolve-name.js';
import { StateContents } from '../time-travel/state-contents.js';
import { blobIn } from './file-content.js';
import { type FollowedPath, followPath, followPaths } from './follow-paths.js';
import { loadTimelines, type Timelines, type WorkTreeTimeline } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openRepositoryOf } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { touchedPaths } from './touched-paths.js';
import { mergeWarnings } from './warnings.js';

/** A repository with everything that happened to its work tree. */
export interface OpenHistory {
  readonly repository: Repository;
  readonly timelines: Timelines;
  readonly cache: ContentCache;
  readonly progress: Progress;
}

/** All states of one file. */
export interface FileHistory extends OpenHistory, NamedStates {
  readonly followed: FollowedPath;
  readonly contents: StateContents;
  readonly warnings: readonly Warning[];
}

/**
 * Opens a repository and its timelines for as long as `use` takes.
 * @param file it lies in the repository, or the folder that it is asked in does.
 */
export function withHistory<T>(
  file: string,
  place: Place,
  env: Env,
  progress: Progress,
  use: (open: OpenHistory) => T,
): T {
  const repository = openRepositoryOf(file, place, env);
  try {
    const start = repository.head().commit;
    const timelines = loadTimelines(repository, { start, isHead: true, until: null }, place, env, progress);
    return use({ repository, timelines, cache: new ContentCache(), progress });
  } finally {
    progress.end();
    repository.close();
  }
}

/**
 * The states of a file, named as the person did: by its name now, or by one that it had.
 * @throws AiBlameError NOT_TRACED, NO_SUCH_FILE, IS_DIRECTORY, OUTSIDE_REPOSITORY.
 */
export function fileHistory(open: OpenHistory, named: string, place: Place): FileHistory {
  const { repository, timelines } = open;
  const path = workTreePath(repository, place.directory, named);
  refuseFolder(repository, path, named);
  const followed = followKnown(open, path);
  if (followed === null) throw notTraced(repository, path, named);
  const states = statesOf(open, followed);
  return {
    ...open,
    path: followed.path,
    states,
    entries: followed.timeline.entries,
    turns: turnsOf(timelines),
    followed,
    contents: new StateContents(followed.path, followed.file.chain, open.cache),
    warnings: mergeWarnings([...timelines.warnings, ...noSessions(timelines), ...followed.file.warnings]),
  };
}

export function statesOf({ repository }: OpenHistory, { path, timeline, file }: FollowedPath): FileState[] {
  return fileStates({ entries: timeline.entries, file, path, hash: repository.objects.hash });
}

/** Turns of all sessions that bear on the repository. */
export function turnsOf(timelines: Timelines): Turn[] {
  return timelines.sessions.flatMap(({ trace }) => trace.turns);
}

function refuseFolder(repository: Repository, path: string, named: string): void {
  const kind = path === '' ? 'directory' : readWorkTreeFile(repository, path).kind;
  if (kind === 'directory') throw new AiBlameError('IS_DIRECTORY', `${named} is a folder; name a file in it`);
  if (kind === 'submodule') throw new AiBlameError('IS_DIRECTORY', `${named} is a submodule; run ai-blame inside it`);
  if (kind === 'other') throw new AiBlameError('NO_SUCH_FILE', `${named} is neither a file nor a symbolic link`);
}

/** By the work tree that is asked about; else by another one whose agents worked on it; null: no trace tells of it. */
function followKnown(open: OpenHistory, path: string): FollowedPath | null {
  const { repository, timelines } = open;
  const [here, ...others] = timelines.all as [WorkTreeTimeline, ...WorkTreeTimeline[]];
  const followed = followPath(repository, timelines, here, path);
  const later = mayGoOn(followed) ? laterName(open, here, path) : null;
  if (later !== null) return later;
  if (hasEdits(followed)) return followed;
  for (const other of others) {
    const elsewhere = followPath(repository, timelines, other, path);
    if (hasEdits(elsewhere)) return elsewhere;
  }
  return isSeen(followed) ? followed : null;
}

function hasEdits({ file }: FollowedPath): boolean {
  return file.edits.length > 0 || file.unplaced.length > 0;
}

/** Whether a trace saw it while it was there. What only the work tree shows is in no trace. */
function isSeen({ file: { chain }, timeline }: FollowedPath): boolean {
  const versions = Array.from({ length: chain.weave.versionCount }, (_, version) => version);
  return (
    chain.stepOf(0)?.kind === 'base' &&
    versions.some((version) => !chain.weave.isAbsentAt(version) && chain.placeOf(version) < timeline.entries.length)
  );
}

function isGone({ file: { chain } }: FollowedPath): boolean {
  return chain.content == null;
}

/** Whether a file that was there is gone, and no record says that it was deleted. */
function mayGoOn(followed: FollowedPath): boolean {
  const last = followed.file.edits.at(-1);
  const isDeleted = last?.action === 'delete' && last.evidence === 'exact';
  return isGone(followed) && !isDeleted && (hasEdits(followed) || isSeen(followed));
}

/** A file that is no more may go on under another name. */
function laterName(open: OpenHistory, timeline: WorkTreeTimeline, path: string): FollowedPath | null {
  const { repository, timelines, progress } = open;
  const wasBorne = ({ file }: FollowedPath): boolean => file.plan.names.slice(0, -1).includes(path);
  const told = namesAfter(timeline, path);
  for (const name of told) {
    const found = followPath(repository, timelines, timeline, name);
    if (wasBorne(found)) return found;
  }
  const others = touchedPaths(repository, timeline.entries).filter((name) => name !== path && !told.includes(name));
  for (const found of followPaths(repository, timelines, timeline, others, progress)) {
    if (!isGone(found) && wasBorne(found)) return found;
  }
  return null;
}

/** Names that records and commands give to a file, the last ones first. */
function namesAfter({ entries }: WorkTreeTimeline, path: string): string[] {
  const names = new Set([path]);
  for (const entry of entries) {
    if (entry.kind === 'change' && entry.oldPath !== null && names.has(entry.oldPath)) names.add(entry.path);
    if (entry.kind !== 'command') continue;
    if (!entry.targets.some((target) => target.op === 'move-from' && names.has(target.path))) continue;
    for (const target of entry.targets) if (target.op === 'move-to') names.add(target.path);
  }
  names.delete(path);
  return [...names].reverse();
}

function notTraced(repository: Repository, path: string, named: string): AiBlameError {
  const head = repository.head().commit;
  const isThere = readWorkTreeFile(repository, path).kind !== 'missing';
  const isInHead = head !== null && blobIn(repository, head, path) !== null;
  if (!isThere && !isInHead)
    return new AiBlameError('NO_SUCH_FILE', `There is no file ${named}, and no trace tells of one`);
  return new AiBlameError('NOT_TRACED', `No trace tells of ${named}`, {
    ...(isInHead ? { hint: `git knows it: ai-blame ${named} tells its commits` } : {}),
  });
}
