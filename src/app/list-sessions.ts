import type { Env } from '../env.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { SessionEntry, SessionRow, SessionsResult } from '../model/session-list.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';
import { pageOf } from '../store/cursor-page.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { CatalogEntry } from './run-catalog.js';
import { openOrNull } from './select-sessions.js';
import { sourcesHere } from './sources-here.js';

export type Archived = 'active' | 'archived' | 'all';

/** Several values of one filter: any of them. Empty: all. */
interface SessionFilter {
  readonly archived: Archived;
  readonly agents: readonly string[];
  /** Folders: sessions that worked in the repository that holds one, or else below it. Absolute. */
  readonly projects: readonly string[];
  /** Directories that sessions were started in. Absolute. */
  readonly cwds: readonly string[];
  readonly sources: readonly string[];
  readonly models: readonly string[];
  /** Part of a title or first message, in any case of letters. */
  readonly search: string | null;
  /** ISO 8601 UTC, inclusive; of the time that the list is sorted by. */
  readonly since: string | null;
  readonly until: string | null;
}

export interface SessionsRequest {
  readonly place: Place;
  readonly filter: SessionFilter;
  /** Also sessions in which no person said anything. */
  readonly includeEmpty: boolean;
  readonly sort: 'created' | 'updated';
  readonly ascending: boolean;
  readonly limit: number;
  readonly cursor: string | null;
  /** Children and forks below what they come from. */
  readonly tree: boolean;
  /** Only those that bear on the repository of the place, wherever it lay when they ran. Not given: all. */
  readonly ofRepository?: boolean;
}

/**
 * Sessions of all agents, one page of them.
 * @throws AiBlameError USAGE for a cursor of another list.
 */
export function listSessions(request: SessionsRequest, env: Env, progress: Progress): SessionsResult {
  const { ofRepository = false } = request;
  const here = ofRepository ? sourcesHere(request.place, env, progress) : null;
  const catalog = openCatalog(request.place, env, progress);
  try {
    const { sort, ascending, limit, cursor, includeEmpty } = request;
    const timeOf = sort === 'created' ? createdOf : updatedOf;
    const passes = sessionFilter(request.filter, timeOf);
    const matching = catalog.entries.filter((entry) => !entry.isSuperseded && here?.(entry) !== false && passes(entry));
    const shown = includeEmpty ? matching : matching.filter(({ summary }) => summary.firstMessage !== null);
    const { rows, nextCursor } = pageOf(shown, (entry) => ({ time: millisecondsOf(timeOf(entry)), id: keyOf(entry) }), {
      scope: {
        storeId: catalog.storeId,
        sort: `${sort} ${ascending ? 'asc' : 'desc'}`,
        filters: { ...request.filter, includeEmpty, ...(ofRepository ? { repository: request.place.directory } : {}) },
      },
      ascending,
      limit,
      cursor,
    });
    const entries = rows.map(sessionEntry);
    return {
      schema: 'ai-blame/sessions@1',
      origin: catalog.origin,
      sessions: request.tree ? asTree(entries) : entries.map((entry) => ({ ...entry, depth: 0 })),
      nextCursor,
      summary: { matching: shown.length, withoutMessage: matching.length - shown.length },
      warnings: catalog.warnings,
    };
  } finally {
    progress.end();
    catalog.close();
  }
}

/** Unique among the sessions of all agents. */
export function keyOf({ session }: CatalogEntry): string {
  return `${session.agent}:${session.id}`;
}

function createdOf({ summary }: CatalogEntry): string | null {
  return summary.createdAt;
}

function updatedOf({ summary }: CatalogEntry): string | null {
  return summary.updatedAt;
}

export function millisecondsOf(time: string | null): number | null {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

export function sessionEntry({ source, session, summary }: CatalogEntry): SessionEntry {
  return {
    agent: session.agent,
    id: session.id,
    title: summary.title,
    firstMessage: summary.firstMessage,
    createdAt: summary.createdAt,
    updatedAt: summary.updatedAt,
    archived: summary.archived,
    source: summary.source,
    model: summary.model,
    provider: session.provider,
    agentVersion: session.agentVersion,
    cwd: session.cwd,
    git: session.git,
    turns: summary.turns,
    tokens: summary.tokens,
    parentSession: session.parentId,
    forkedFrom: session.forkedFrom,
    trace: { home: source.home, path: source.path },
  };
}

/** @returns whether a session passes. */
function sessionFilter(
  filter: SessionFilter,
  timeOf: (entry: CatalogEntry) => string | null,
): (entry: CatalogEntry) => boolean {
  const { archived, agents, sources, models, since, until } = filter;
  const projects = filter.projects.flatMap(projectOf);
  const cwds = filter.cwds.flatMap((folder) => normaliseRecordedPath(folder) ?? []);
  const search = filter.search?.toLowerCase() ?? null;
  const allows = (list: readonly string[], value: string | null): boolean =>
    list.length === 0 || list.includes(value ?? 'unknown');
  return (entry) => {
    const { session, summary } = entry;
    const time = timeOf(entry);
    return (
      (archived === 'all' || summary.archived === (archived === 'archived')) &&
      isAgentAsked(agents, session.agent) &&
      allows(sources, summary.source) &&
      allows(models, summary.model) &&
      (filter.projects.length === 0 || entry.cwds.some((cwd) => isWithin(projects, cwd))) &&
      (filter.cwds.length === 0 || isOneOf(cwds, session.cwd)) &&
      (since === null || (time !== null && time >= since)) &&
      (until === null || (time !== null && time <= until)) &&
      (search === null || [summary.title, summary.firstMessage].some((text) => text?.toLowerCase().includes(search)))
    );
  };
}

/** The folder as it is written, and the work tree that holds it: a session may have recorded either. */
export function projectOf(folder: string): RecordedPath[] {
  const repository = openOrNull(folder);
  const root = repository?.root ?? folder;
  repository?.close();
  return [normaliseRecordedPath(root), normaliseRecordedPath(folder)].flatMap((path) => path ?? []);
}

function isWithin(folders: readonly RecordedPath[], cwd: string): boolean {
  const path = normaliseRecordedPath(cwd);
  return path !== null && folders.some((folder) => relativeTo(folder, path) !== null);
}

function isOneOf(folders: readonly RecordedPath[], cwd: string | null): boolean {
  const path = normaliseRecordedPath(cwd ?? '');
  return path !== null && folders.some((folder) => relativeTo(folder, path) === '');
}

/** Each session directly below the one that it comes from, where that is on the page too; else in its own place. */
function asTree(entries: readonly SessionEntry[]): SessionRow[] {
  const keyed = new Map(entries.map((entry) => [`${entry.agent}:${entry.id}`, entry]));
  const below = new Map<SessionEntry, SessionEntry[]>();
  const tops: SessionEntry[] = [];
  for (const entry of entries) {
    const from = keyed.get(`${entry.agent}:${entry.parentSession ?? entry.forkedFrom}`);
    if (from === undefined || from === entry) tops.push(entry);
    else below.set(from, [...(below.get(from) ?? []), entry]);
  }
  const rows: SessionRow[] = [];
  const placed = new Set<SessionEntry>();
  const place = (entry: SessionEntry, depth: number): void => {
    if (placed.has(entry)) return;
    placed.add(entry);
    rows.push({ ...entry, depth });
    for (const child of below.get(entry) ?? []) place(child, depth + 1);
  };
  for (const entry of tops) place(entry, 0);
  // Sessions that name each other in a circle have no top.
  for (const entry of entries) place(entry, 0);
  return rows;
}
