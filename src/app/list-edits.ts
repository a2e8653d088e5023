import type { Env } from '../env.js';
import type { Repository } from '../git/repository.js';
import { workTreePath } from '../git/work-tree-path.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { EditsResult } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditAction, EditRecord } from '../model/edit-record.js';
import { type Evidence, isAtLeast } from '../model/evidence.js';
import { followPaths } from './follow-paths.js';
import { loadTimelines, type Timelines, type WorkTreeTimeline } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { touchedPaths } from './touched-paths.js';
import { mergeWarnings } from './warnings.js';

export interface EditsRequest {
  /** Files and folders as the person named them; none: the whole repository. */
  readonly paths: readonly string[];
  readonly place: Place;
  readonly filter: EditFilter;
}

/** Empty lists and nulls let everything pass. */
export interface EditFilter {
  readonly agents: readonly string[];
  readonly models: readonly string[];
  /** Ids, or beginnings of ids. */
  readonly sessions: readonly string[];
  readonly turns: readonly number[];
  /** ISO 8601 UTC, inclusive. */
  readonly since: string | null;
  readonly until: string | null;
  readonly evidence: readonly Evidence[];
  /** Not given: the weakest. */
  readonly atLeast?: Evidence;
  readonly actions: readonly EditAction[];
}

/** Leaves no edit out. */
export const EVERY_EDIT: EditFilter = {
  agents: [],
  models: [],
  sessions: [],
  turns: [],
  since: null,
  until: null,
  evidence: [],
  actions: [],
};

/**
 * The edits that agents made in a repository.
 * @throws AiBlameError NO_REPOSITORY, OUTSIDE_REPOSITORY.
 */
export function listEdits(request: EditsRequest, env: Env, progress: Progress): EditsResult {
  const repository = openPlace(request.place, env);
  try {
    return editsIn(repository, request, env, progress);
  } finally {
    progress.end();
    repository.close();
  }
}

function editsIn(repository: Repository, request: EditsRequest, env: Env, progress: Progress): EditsResult {
  const named = request.paths.map((path) => workTreePath(repository, request.place.directory, path));
  const start = repository.head().commit;
  const destination = { start, isHead: true, until: null };
  const timelines = loadTimelines(repository, destination, request.place, env, progress);
  const { edits, warnings } = editsFrom(repository, timelines, named, request.filter, progress);
  return {
    schema: 'ai-blame/edits@1',
    repository: repositoryRef(repository),
    edits,
    warnings: mergeWarnings([...timelines.warnings, ...noSessions(timelines), ...warnings]),
  };
}

/**
 * The edits that traces tell of the work tree, in their order.
 * @param named paths of files and folders, relative to the root; none: all.
 */
export function editsFrom(
  repository: Repository,
  timelines: Timelines,
  named: readonly string[],
  filter: EditFilter,
  progress: Progress,
): { readonly edits: EditRecord[]; readonly warnings: Warning[] } {
  const here = timelines.all[0] as WorkTreeTimeline;
  const warnings: Warning[] = [];
  const found = new Map<string, EditRecord>();
  const leftBehind = new Set<string>();
  const paths = touchedPaths(repository, here.entries).filter(
    (path) => named.length === 0 || named.some((name) => isAtOrBelow(path, name)),
  );
  for (const { file: reconciled } of followPaths(repository, timelines, here, paths, progress)) {
    warnings.push(...reconciled.warnings);
    for (const record of reconciled.records) {
      found.set(`${record.id}`, record);
      if (record.action === 'rename' && record.previousPath !== null) {
        leftBehind.add(`${record.previousPath}\0${record.trace.path}\0${record.trace.line}`);
      }
    }
  }
  const edits = [...found.values()]
    // A renamed file's old name is gone too: that is told once, as the rename.
    .filter(
      ({ action, path, trace }) => action !== 'delete' || !leftBehind.has(`${path}\0${trace.path}\0${trace.line}`),
    )
    .filter((edit) => passes(edit, filter))
    .sort(inOrder);
  return { edits, warnings };
}

/** Whether a path is a folder (`''`: the root), or lies in it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function passes(edit: EditRecord, filter: EditFilter): boolean {
  const { agents, models, sessions, turns, since, until, evidence, actions } = filter;
  const allows = <T>(list: readonly T[], value: T): boolean => list.length === 0 || list.includes(value);
  return (
    isAgentAsked(agents, edit.agent) &&
    (models.length === 0 || models.includes(edit.model ?? 'unknown')) &&
    (sessions.length === 0 || sessions.some((id) => edit.session.startsWith(id))) &&
    (turns.length === 0 || (edit.turn !== null && turns.includes(edit.turn.index))) &&
    (since === null || (edit.timestamp !== null && edit.timestamp >= since)) &&
    (until === null || (edit.timestamp !== null && edit.timestamp <= until)) &&
    allows(evidence, edit.evidence) &&
    isAtLeast(edit.evidence, filter.atLeast ?? 'inferred') &&
    allows(actions, edit.action)
  );
}

/** Time, then session, then place in the trace (contract, section 3). Edits without a time come first. */
function inOrder(a: EditRecord, b: EditRecord): number {
  return (
    compare(a.timestamp ?? '', b.timestamp ?? '') ||
    compare(a.session, b.session) ||
    a.trace.line - b.trace.line ||
    compare(a.path, b.path)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
