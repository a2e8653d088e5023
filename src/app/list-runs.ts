import type { Env } from '../env.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { RunStatus, RunsResult } from '../model/run.js';
import { normaliseRecordedPath, relativeTo } from '../reconcile/recorded-path.js';
import { pageOf } from '../store/cursor-page.js';
import { type Archived, millisecondsOf, projectOf } from './list-sessions.js';
import type { Progress } from './progress.js';
import type { ListedRun } from './run-archive.js';
import { openRuns, type RunPlace } from './run-query.js';

/** Several values of one filter: any of them. Empty: all. */
interface RunFilter {
  readonly archived: Archived;
  readonly agents: readonly string[];
  /** Older copies of a session (`superseded`) are there only where they are named. */
  readonly statuses: readonly RunStatus[];
  /** Folders: runs that worked in the repository that holds one, or else below it. Absolute. */
  readonly projects: readonly string[];
  /** ISO 8601 UTC, inclusive, of the run's creation. */
  readonly since: string | null;
  readonly until: string | null;
}

export interface RunsRequest extends RunPlace {
  readonly filter: RunFilter;
  readonly limit: number;
  readonly cursor: string | null;
}

/**
 * Runs, the newest first: one page of them.
 * @throws AiBlameError USAGE for a cursor of another list; UNREADABLE where a foreign store cannot be read.
 */
export function listRuns(request: RunsRequest, env: Env, progress: Progress): RunsResult {
  const archive = openRuns(request, env, progress);
  try {
    const passes = runFilter(request.filter);
    const { rows, nextCursor } = pageOf(
      archive.runs.filter(passes),
      ({ run }) => ({ time: millisecondsOf(run.createdAt), id: run.id }),
      {
        scope: { storeId: archive.storeId, sort: 'runs created desc', filters: request.filter },
        ascending: false,
        limit: request.limit,
        cursor: request.cursor,
      },
    );
    return {
      schema: 'ai-blame/runs@1',
      origin: archive.origin,
      runs: rows.map((listed) => archive.complete(listed)),
      nextCursor,
      warnings: archive.warnings(),
    };
  } finally {
    progress.end();
    archive.close();
  }
}

function runFilter(filter: RunFilter): (listed: ListedRun) => boolean {
  const { archived, agents, statuses, since, until } = filter;
  const projects = filter.projects.flatMap(projectOf);
  return ({ run, folders }) => {
    const paths = folders.flatMap((folder) => normaliseRecordedPath(folder) ?? []);
    const time = run.createdAt;
    return (
      (archived === 'all' || run.archived === (archived === 'archived')) &&
      isAgentAsked(agents, run.agent ?? 'unknown') &&
      (statuses.length === 0
        ? run.status !== 'superseded' || !isCopy(run.id)
        : statuses.some((s) => s === run.status)) &&
      (projects.length === 0 || paths.some((path) => projects.some((project) => relativeTo(project, path) !== null))) &&
      (since === null || (time !== null && time >= since)) &&
      (until === null || (time !== null && time <= until))
    );
  };
}

/** Whether the id is that of an older copy of a session (`runId`). A foreign store's superseded runs are no copies. */
function isCopy(id: string): boolean {
  return /~[0-9a-f]{8}$/.test(id);
}
