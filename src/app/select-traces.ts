import { createHash } from 'node:crypto';
import type { AgentAdapter, OwnWorkTree, SourceProbe } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { Commit } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import { homesOf } from './homes-of.js';
import { openRepositoryOf } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type SelectedSource, selectSessions } from './select-sessions.js';
import type { TraceReader } from './trace-reader.js';
import { tellsNothing, unreadableSources } from './unreadable-sources.js';

/** A home of an agent. */
export interface SearchedHome {
  readonly agent: string;
  /** Absolute. */
  readonly path: string;
  /** How many traces it holds. */
  readonly traces: number;
}

/** The traces of all agents that bear on a repository. */
export interface Selection {
  readonly traces: readonly { readonly adapter: AgentAdapter; readonly source: SelectedSource }[];
  /** How many were looked at. */
  readonly sources: number;
  readonly homes: readonly SearchedHome[];
  readonly warnings: readonly Warning[];
}

export function selectTraces(
  repository: Repository,
  place: Place,
  env: Env,
  reader: TraceReader,
  progress: Progress,
): Selection {
  const all: { readonly adapter: AgentAdapter; readonly probe: SourceProbe }[] = [];
  const homes: SearchedHome[] = [];
  const warnings: Warning[] = [];
  for (const { adapter, homes: own } of homesOf(place, env)) {
    const found = reader.probes(adapter, own, progress);
    for (const path of own) {
      homes.push({
        agent: adapter.id,
        path,
        traces: found.probes.filter(({ source }) => source.home === path).length,
      });
    }
    const nameless = found.probes.filter(tellsNothing);
    warnings.push(...found.warnings, ...unreadableSources(nameless.map(({ source }) => source)));
    all.push(...found.probes.map((probe) => ({ adapter, probe })));
  }
  const traces = selectAmong(repository, all, place.movedFrom);
  return { traces, sources: all.length, homes, warnings };
}

/** What one agent's session proves of a path holds for the sessions of all agents. */
function selectAmong(
  repository: Repository,
  all: readonly { readonly adapter: AgentAdapter; readonly probe: SourceProbe }[],
  movedFrom: readonly string[],
): Selection['traces'] {
  const adapterOf = new Map(all.map(({ adapter, probe }) => [probe, adapter]));
  const probes = all.map(({ probe }) => probe);
  const isSnapshot = (commit: Commit, probe: SourceProbe): boolean =>
    adapterOf.get(probe)?.isSnapshotAuthor(commit.author) === true;
  const workTreeOf = (directory: string, probe: SourceProbe): OwnWorkTree | null =>
    adapterOf.get(probe)?.workTreeOf?.(directory, probe.source) ?? null;
  return selectSessions(repository, probes, movedFrom, { isSnapshot, workTreeOf }).flatMap((source) => {
    const adapter = adapterOf.get(source.probe);
    return adapter === undefined ? [] : [{ adapter, source }];
  });
}

/** Those that bear on the repository of a file. @throws AiBlameError as `openRepositoryOf`. */
export function selectTracesFor(
  file: string,
  place: Place,
  env: Env,
  reader: TraceReader,
  progress: Progress,
): Selection {
  const repository = openRepositoryOf(file, place, env);
  try {
    return reader.together(() => selectTraces(repository, place, env, reader, progress));
  } finally {
    repository.close();
  }
}

/** Whether any of some sources bears on the repository of a file by itself. @throws AiBlameError as `openRepositoryOf`. */
export function bearsAny(file: string, place: Place, env: Env, probes: readonly SourceProbe[]): boolean {
  const repository = openRepositoryOf(file, place, env);
  try {
    const all = adapters().flatMap((adapter) =>
      probes.filter(({ source }) => source.agent === adapter.id).map((probe) => ({ adapter, probe })),
    );
    return selectAmong(repository, all, place.movedFrom).length > 0;
  } finally {
    repository.close();
  }
}

/**
 * One text for all that answers take from the traces: which bear on the repository, why, and what each of them tells.
 * @returns null where that is not known of one of them.
 */
export function bearingOf({ traces, sources, homes, warnings }: Selection, reader: TraceReader): string | null {
  const hash = createHash('sha256');
  // How many traces were searched in vain is told only where none was found.
  hash.update(JSON.stringify([warnings, traces.length > 0 ? null : [sources, homes]]));
  // Which folders that are gone were a work tree's is told by when they were in use (`inGoneWorkTrees`).
  const isByTimes = traces.some(({ source }) => source.derive !== null);
  for (const { source } of traces) {
    const { probe, by, where, roots, derive, leavesAt } = source;
    const revision = reader.revision(probe);
    if (revision === null) return null;
    const { agent, home, path } = probe.source;
    const times = isByTimes ? [probe.firstTime, probe.lastTime] : null;
    hash.update(JSON.stringify([agent, home, path, by, where, roots, derive, leavesAt, revision, times]));
  }
  return hash.digest('hex');
}
