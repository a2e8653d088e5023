import type { SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import type { Env } from '../env.js';
import { CanonicalPaths } from '../git/canonical-paths.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import { isInWorkTree } from '../git/work-tree-presence.js';
import type { AgentEvent, CommandEvent, FileChangeEvent, ReadEvent, SnapshotEvent } from '../model/agent-event.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { type HeadMove, readHeadMoves } from '../reconcile/head-moves.js';
import { markLateSnapshots } from '../reconcile/late-snapshots.js';
import { putBackBy } from '../reconcile/put-back.js';
import { normaliseRecordedPath, type RecordedPath } from '../reconcile/recorded-path.js';
import { SnapshotView } from '../reconcile/snapshot-view.js';
import {
  buildTimeline,
  type CanonicalPath,
  pathInRepository,
  type TimelineEntry,
  type TimelineInput,
} from '../reconcile/timeline.js';
import type { CommandTexts, TraceTexts } from '../reconcile/trace-texts.js';
import { applySubstitutions } from '../shell/apply-substitutions.js';
import { namedMeans } from '../shell/named-means.js';
import { inGoneWorkTrees } from './gone-work-trees.js';
import { openTraces } from './indexed-traces.js';
import { leftOutOf } from './left-out-of.js';
import { linkedRoots } from './linked-roots.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { deriveRoot } from './recorded-root.js';
import { openOrNull, type SelectedSource } from './select-sessions.js';
import { type SearchedHome, type Selection, selectTraces } from './select-traces.js';
import type { SessionReading } from './session-reading.js';
import { borrowStores, SnapshotTrees, withoutNotesOfStored } from './snapshot-trees.js';
import type { TraceReader } from './trace-reader.js';
import { mergeWarnings } from './warnings.js';

/** Everything that happened to one work tree, in order. */
export interface WorkTreeTimeline {
  /** `here`: the work tree that is asked about. `elsewhere`: another one, whose lines come here by commits only. */
  readonly where: 'here' | 'elsewhere';
  readonly entries: readonly TimelineEntry[];
  readonly texts: TraceTexts;
}

export interface Timelines {
  /** The one that is `here` comes first, and is always there. */
  readonly all: readonly WorkTreeTimeline[];
  readonly view: SnapshotView;
  readonly warnings: readonly Warning[];
  /** The traces that bear on this repository, in the order in which they were found. */
  readonly sessions: readonly SessionReading[];
  /** How many traces were looked at, and how many of them bear on this repository. */
  readonly searched: { readonly sources: number; readonly selected: number; readonly homes: readonly SearchedHome[] };
  readonly selection: Selection;
}

/** What the timelines have to lead to. */
export interface Destination {
  readonly start: Oid | null;
  /** Whether `start` is where HEAD is, so that HEAD's reflog tells how it came there. */
  readonly isHead: boolean;
  /** Leave out what happened later: milliseconds since 1970, or null. */
  readonly until: number | null;
}

/**
 * Finds, selects and reads the traces of all agents for a repository, and puts them in order.
 * @param opened where the traces are read from, if that is open; it stays so.
 */
export function loadTimelines(
  repository: Repository,
  destination: Destination,
  place: Place,
  env: Env,
  progress: Progress,
  opened: TraceReader | null = null,
): Timelines {
  const reader = opened ?? openTraces(place, env);
  let selection: Selection;
  let reads: readonly SessionReading[];
  try {
    ({ selection, reads } = reader.together(() => readSelected(repository, place, env, reader, progress)));
  } finally {
    if (opened === null) reader.close();
  }
  const here = normaliseRecordedPath(repository.root) ?? { path: repository.root, caseless: false };
  const gone = inGoneWorkTrees(reads, here);
  reads = reads.map((read) => (read.source.where === 'here' && !gone.has(read) ? alsoHere(read, here) : read));
  const warnings = [...selection.warnings, ...reads.flatMap(({ trace }) => trace.warnings)];
  const selectedProbes = reads.map(({ source }) => source.probe);
  const since = firstTime(selectedProbes);
  const moves = readHeadMoves(repository, destination.start, destination.isHead, since);
  const refs = repository.refs();
  borrowStores(repository, reads);
  const trees = new SnapshotTrees(repository, reads);
  const groups = groupByWorkTree(reads, new Set([...gone].map(({ source }) => source)));
  const names = new CanonicalPaths(repository, treeOfHead(repository));
  const canonical: CanonicalPath = (path, follows) => names.of(path, follows);
  const holds = (oid: Oid, path: string): boolean => {
    const commit = readCommit(repository.objects, oid);
    // What is not stored may have held it.
    return commit === null || lookUp(repository.objects, commit.tree, path) !== null;
  };
  const all = groups.map(({ where, members }): WorkTreeTimeline => {
    const inputs: TimelineInput[] = members.map(({ adapter, trace, roots }) => ({
      events: cut(
        placeByTime(withoutNotesOfStored(trace.events, repository), adapter.snapshotRefs(trace, refs)),
        destination,
      ),
      roots,
    }));
    const own = where === 'here' ? moves : movesElsewhere(repository, members, since);
    const isThere = (path: string): boolean => where === 'here' && isInWorkTree(repository.root, path);
    const wasPutBack = putBackBy(own, repository, holds, isThere);
    const takenAt = ({ commit, trace }: SnapshotEvent): number | null => {
      const made = readCommit(repository.objects, commit);
      const by = members.find(({ adapter }) => adapter.id === trace.source.agent);
      return made === null || by?.adapter.isSnapshotAuthor(made.author) !== true ? null : made.committer.time * 1000;
    };
    const entries = markLateSnapshots(
      buildTimeline(inputs, own, (event) => trees.treeOf(event), takenAt, canonical, holds, wasPutBack),
      repository.objects,
    );
    return { where, entries, texts: textsOf(members, canonical) };
  });
  const view = new SnapshotView(repository.objects, leftOutOf(repository, reads));
  warnings.push(...trees.warnings());
  progress.end();
  const searched = { sources: selection.sources, selected: reads.length, homes: selection.homes };
  return { all, view, warnings: mergeWarnings(warnings), sessions: reads, searched, selection };
}

/** What a trace tells before a snapshot. */
function upTo(snapshot: Oid | null, trace: SessionTrace): SessionTrace {
  if (snapshot === null) return trace;
  const end = trace.events.findIndex((event) => event.kind === 'snapshot' && event.commit === snapshot);
  return end === -1 ? trace : { ...trace, events: trace.events.slice(0, end) };
}

function readSelected(
  repository: Repository,
  place: Place,
  env: Env,
  reader: TraceReader,
  progress: Progress,
): { readonly selection: Selection; readonly reads: readonly SessionReading[] } {
  const selection = selectTraces(repository, place, env, reader, progress);
  const worked = selection.traces.flatMap(({ source }) => source.derive?.cwds ?? []);
  const reads = selection.traces.map(({ adapter, source }, n): SessionReading => {
    progress.update('Reading sessions', n, selection.traces.length);
    const trace = upTo(source.leavesAt, reader.read(adapter, source.probe));
    return { adapter, source, trace, roots: rootsOf(repository, source, trace, worked) };
  });
  return { selection, reads };
}

function treeOfHead(repository: Repository): Oid | null {
  const { commit } = repository.head();
  return commit === null ? null : (readCommit(repository.objects, commit)?.tree ?? null);
}

/** @param worked where sessions worked whose roots are to be found out. */
function rootsOf(
  repository: Repository,
  source: SelectedSource,
  trace: SessionTrace,
  worked: readonly RecordedPath[],
): RecordedPath[] {
  if (source.derive === null) return [...source.roots];
  const { cwds, commits } = source.derive;
  const derived = cwds.map((cwd) => deriveRoot(repository, cwd, commits, trace.events, worked));
  // Of directories that lie in each other the highest is the root.
  const roots = derived.filter((root, i) => derived.findIndex((other) => other.path === root.path) === i);
  return [...source.roots, ...roots.sort((a, b) => a.path.length - b.path.length)];
}

/**
 * What a session of this work tree tells of the folder where that lies now is of it as well, wherever the session began: it may outlast
 * a move, and name a folder in more than one way, also by a link that leads there. Without any root its paths are relative.
 */
function alsoHere(read: SessionReading, here: RecordedPath): SessionReading {
  if (read.roots.length === 0) return read;
  const isKnown = read.roots.some(({ path }) => path === here.path);
  const roots = isKnown ? read.roots : [...read.roots, here];
  return { ...read, roots: [...roots, ...linkedRoots(here.path, read.trace.events, roots)] };
}

function groupByWorkTree(
  reads: readonly SessionReading[],
  gone: ReadonlySet<SelectedSource>,
): { where: 'here' | 'elsewhere'; members: SessionReading[] }[] {
  const isHere = ({ source }: SessionReading): boolean => source.where === 'here' && !gone.has(source);
  const here = reads.filter(isHere);
  const others = new Map<string, SessionReading[]>();
  for (const read of reads) {
    if (isHere(read)) continue;
    const key = read.roots[0]?.path ?? '';
    others.set(key, [...(others.get(key) ?? []), read]);
  }
  return [
    { where: 'here', members: here },
    ...[...others]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, members]) => ({ where: 'elsewhere' as const, members })),
  ];
}

/** Moves of HEAD in another work tree of this repository; none where it is gone, or where it is another clone. */
function movesElsewhere(repository: Repository, members: readonly SessionReading[], since: number): HeadMove[] {
  const root = members[0]?.roots[0]?.path;
  const workTree = repository.worktrees().find((candidate) => candidate.root === root);
  const other = workTree === undefined ? null : openOrNull(workTree.root);
  if (other === null) return [];
  try {
    // Where its folder is gone, a repository above it may have been opened.
    return other.gitDir === workTree?.gitDir ? readHeadMoves(other, other.head().commit, true, since) : [];
  } finally {
    other.close();
  }
}

function firstTime(probes: readonly SourceProbe[]): number {
  const times = probes.map((probe) => Date.parse(probe.firstTime ?? '')).filter((time) => !Number.isNaN(time));
  // Without a trace nothing of HEAD's past is needed; without a time all of it is.
  if (probes.length === 0) return Number.POSITIVE_INFINITY;
  return times.length < probes.length ? Number.NEGATIVE_INFINITY : Math.floor(Math.min(...times) / 1000);
}

function cut(events: readonly AgentEvent[], destination: Destination): readonly AgentEvent[] {
  const { until } = destination;
  return until === null ? events : events.filter((event) => event.time === null || Date.parse(event.time) <= until);
}

/** Puts snapshots that are no records of a trace among its events. */
function placeByTime(events: readonly AgentEvent[], snapshots: readonly SnapshotEvent[]): readonly AgentEvent[] {
  if (snapshots.length === 0) return events;
  const placed: AgentEvent[] = [...events];
  for (const snapshot of snapshots) {
    const last = placed.findLastIndex(({ time }) => time !== null && time <= (snapshot.time ?? ''));
    placed.splice(last + 1, 0, snapshot);
  }
  return placed;
}

function textsOf(members: readonly SessionReading[], canonical: CanonicalPath): TraceTexts {
  const keyOf = ({ home, path }: TraceSource): string => `${home}\0${path}`;
  const bySource = new Map(members.map((member) => [keyOf(member.trace.source), member]));
  const owner = (event: FileChangeEvent | CommandEvent | ReadEvent): SessionReading => {
    const found = bySource.get(keyOf(event.trace.source));
    if (found === undefined) throw new Error(`No trace was read for ${event.trace.source.path}`);
    return found;
  };
  return {
    named: (event) => {
      const { adapter, roots } = owner(event);
      const command = adapter.loadCommandText(event)?.command;
      return (command === undefined ? [] : namedMeans(command, event.cwd)).flatMap(({ path, ...file }) => {
        const inside = pathInRepository(path, roots);
        return inside === null ? [] : [{ path: inside === '' ? '' : canonical(inside, true), ...file }];
      });
    },
    change: (event) => owner(event).adapter.loadChange(event),
    read: ({ event }) => owner(event).adapter.loadRead(event),
    command: ({ event }): CommandTexts => {
      const { adapter, roots } = owner(event);
      const text = adapter.loadCommandText(event);
      const inside = <T extends { readonly path: string }>(files: readonly T[] = [], follows = false): T[] =>
        files.flatMap((file) => {
          const path = pathInRepository(file.path, roots);
          return path === null ? [] : [{ ...file, path: canonical(path, follows) }];
        });
      return {
        writes: inside(text?.writes, true),
        substitutions: inside(text?.substitutions).map(({ path, steps, last }) => ({
          path,
          apply: (content) => applySubstitutions(content, steps),
          last,
        })),
      };
    },
  };
}
