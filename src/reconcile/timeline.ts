import type { Oid } from '../git/git-objects.js';
import type {
  AgentEvent,
  CommandEvent,
  CommandTarget,
  FileChangeEvent,
  ReadEvent,
  RewindEvent,
  SnapshotEvent,
} from '../model/agent-event.js';
import type { HeadMove } from './head-moves.js';
import { mayBeOneTurn, turnIdOf } from './one-turn.js';
import { identity, Originals } from './originals.js';
import type { WasPutBack } from './put-back.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from './recorded-path.js';
import { Tellers } from './tellers.js';
import { inPossibleOrder, type WasCommitted } from './untold-order.js';

/** The events of one trace, and the folders that stood for the repository's root where they were recorded. */
export interface TimelineInput {
  readonly events: readonly AgentEvent[];
  readonly roots: readonly RecordedPath[];
}

/** A snapshot of the work tree. `tree` is null where its commit is no longer stored. */
export interface SnapshotEntry {
  readonly kind: 'snapshot';
  readonly event: SnapshotEvent;
  readonly tree: Oid | null;
  /** The folder that it covers, relative to the root (`''`: all); null where that is not known. */
  readonly scope: string | null;
  /** Paths of which it shows what calls left that are told after it: it tells nothing of them. */
  readonly late?: ReadonlySet<string>;
}

export interface ChangeEntry {
  readonly kind: 'change';
  readonly event: FileChangeEvent;
  readonly path: string;
  readonly oldPath: string | null;
}

export interface CommandEntry {
  readonly kind: 'command';
  readonly event: CommandEvent;
  /** Targets inside the repository, with relative paths. */
  readonly targets: readonly CommandTarget[];
}

/** An agent read a file, whole (`ReadEvent.whole`) or in part: what it was shown then tells nothing that can be compared. */
export interface ReadEntry {
  readonly kind: 'read';
  readonly event: ReadEvent;
  readonly path: string;
}

export interface RewindEntry {
  readonly kind: 'rewind';
  readonly event: RewindEvent;
}

export interface HeadEntry {
  readonly kind: 'head';
  readonly move: HeadMove;
}

export type TimelineEntry = SnapshotEntry | ChangeEntry | CommandEntry | ReadEntry | RewindEntry | HeadEntry;

/**
 * The name by which git knows a file. Paths relative to the root.
 * @param follows whether what was done goes through a symbolic link: writing and reading does, removing does not.
 */
export type CanonicalPath = (path: string, follows: boolean) => string;

/** Reads the tree of a snapshot's commit; null where the commit is not stored. */
export type SnapshotTree = (event: SnapshotEvent) => Oid | null;

/**
 * Puts the events of all sessions of one work tree, and the moves of its HEAD, into one order: time, then session, then place
 * in the trace. An event without a valid time stands where its place in the trace puts it (case C18), a session without any by what
 * it tells of its beginning. Copies that forks took are left out where the original is there. Paths outside the repository are
 * left out.
 *
 * @param takenAt when a snapshot was taken, as its commit tells: milliseconds since 1970. Copies of records are dated anew.
 * @param canonical the name by which git knows a file that was recorded by another.
 * @param holds whether a commit holds a file.
 * @param wasPutBack whether git put a file back.
 */
export function buildTimeline(
  inputs: readonly TimelineInput[],
  moves: readonly HeadMove[],
  snapshotTree: SnapshotTree,
  takenAt: (event: SnapshotEvent) => number | null = () => null,
  canonical: CanonicalPath = (path) => path,
  holds: (commit: Oid, path: string) => boolean = () => true,
  wasPutBack: WasPutBack = () => false,
): TimelineEntry[] {
  const placed: Placed[] = [];
  const originals = new Originals(inputs.flatMap(({ events }) => events));
  /** What each session told, with the turns in which it told that; by the session's agent and id. */
  const seen = new Map<string, Map<string, (string | null)[]>>();
  const tellers = new Tellers(inputs);
  for (const input of inputs) {
    // One clock for each trace: time never runs backwards within it.
    let clock = Number.NEGATIVE_INFINITY;
    let session: AgentEvent['session'] | null = null;
    let told = new Map<string, (string | null)[]>();
    const isUndated = !input.events.some((event) => event.inherited || ownTime(event, takenAt) !== null);
    for (const event of input.events) {
      clock = Math.max(clock, timeOf(event, clock, takenAt));
      const key = identity(event);
      if (originals.hasOriginalOf(event, key)) continue;
      if (event.session !== session) {
        session = event.session;
        told = toldBy(session, seen);
      }
      const turn = turnIdOf(event);
      const turns = told.get(key);
      if (turns?.some((one) => mayBeOneTurn(one, turn)) || tellers.isToldByAnother(event)) continue;
      if (turns === undefined) told.set(key, [turn]);
      else turns.push(turn);
      const entry = placeInRepository(event, input.roots, snapshotTree, canonical);
      if (entry !== null) {
        placed.push({
          entry,
          clock,
          isUndated: isUndated || clock === Number.NEGATIVE_INFINITY,
          session: event.session.id,
          seq: event.seq,
          rank: rankOf(clock, entry),
        });
      }
    }
  }
  // Two that have no time at all are of the same rank.
  placed.sort((a, b) => {
    if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
    return (a.session < b.session ? -1 : a.session > b.session ? 1 : 0) || a.seq - b.seq;
  });
  const wasCommitted: WasCommitted = (path, clock) => {
    const last = moves.findLast(({ time }) => time * 1000 <= clock);
    return last === undefined ? null : holds(last.after, path);
  };
  return mergeMoves(inPossibleOrder(placed, wasCommitted, wasPutBack), moves);
}

function toldBy<T>({ agent, id }: AgentEvent['session'], all: Map<string, Map<string, T>>): Map<string, T> {
  const name = `${agent}\0${id}`;
  const told = all.get(name) ?? new Map<string, T>();
  all.set(name, told);
  return told;
}

interface Placed {
  readonly entry: TimelineEntry;
  readonly clock: number;
  /** No record of its trace tells a time. */
  readonly isUndated: boolean;
  readonly session: string;
  readonly seq: number;
  readonly rank: number;
}

/**
 * Where an event stands among those of other sessions: by its time. A session without one stands by the local time that it tells,
 * which is out by less than a day; not among moves of HEAD, which are told to the second.
 */
function rankOf(clock: number, entry: TimelineEntry): number {
  const near = clock !== Number.NEGATIVE_INFINITY || entry.kind === 'head' ? null : entry.event.session.startedNear;
  const time = near === null ? Number.NaN : Date.parse(near);
  return Number.isNaN(time) ? clock : time;
}

function timeOf(event: AgentEvent, clock: number, takenAt: (event: SnapshotEvent) => number | null): number {
  const own = ownTime(event, takenAt);
  if (own !== null) return own;
  if (clock !== Number.NEGATIVE_INFINITY) return clock;
  const started = event.session.startedAt === null ? Number.NaN : Date.parse(event.session.startedAt);
  return Number.isNaN(started) ? Number.NEGATIVE_INFINITY : started;
}

function ownTime(event: AgentEvent, takenAt: (event: SnapshotEvent) => number | null): number | null {
  const time = event.inherited || event.time === null ? Number.NaN : Date.parse(event.time);
  if (!Number.isNaN(time)) return time;
  return event.kind === 'snapshot' ? takenAt(event) : null;
}

function placeInRepository(
  event: AgentEvent,
  roots: readonly RecordedPath[],
  snapshotTree: SnapshotTree,
  canonical: CanonicalPath,
): TimelineEntry | null {
  const placeOf = (recorded: string, follows: boolean): string | null => {
    const path = pathInRepository(recorded, roots);
    return path === null ? null : canonical(path, follows);
  };
  switch (event.kind) {
    case 'snapshot': {
      const scope = event.cwd === null ? null : pathInRepository(event.cwd, roots);
      // Taken in a folder above the repository, it is another repository's (case G8).
      if (scope === null && event.cwd !== null) return null;
      // Of a folder below the root the paths in it are others.
      if (event.ofFolder && scope !== '') return null;
      return { kind: 'snapshot', event, tree: snapshotTree(event), scope };
    }
    case 'file_change': {
      const path = placeOf(event.path, event.op === 'create' || event.op === 'modify');
      const oldPath = event.oldPath === null ? null : placeOf(event.oldPath, false);
      if (path === null || path === '') {
        // Moved out of the repository: here it is a deletion of the old path, and nothing else.
        return oldPath ? { kind: 'change', event: { ...event, op: 'delete' }, path: oldPath, oldPath: null } : null;
      }
      return { kind: 'change', event, path, oldPath: oldPath === '' ? null : oldPath };
    }
    case 'command': {
      const targets: CommandTarget[] = [];
      for (const target of event.targets) {
        const path = placeOf(target.path, target.op === 'write' || target.op === 'append');
        if (path !== null) targets.push({ path, op: target.op });
      }
      // A command that ran outside and names nothing inside is no suspect here.
      const isInside = event.cwd !== null && pathInRepository(event.cwd, roots) !== null;
      return isInside || targets.length > 0 ? { kind: 'command', event, targets } : null;
    }
    case 'read': {
      const path = event.outcome === 'applied' ? placeOf(event.path, true) : null;
      return path === null || path === '' ? null : { kind: 'read', event, path };
    }
    case 'rewind':
      return { kind: 'rewind', event };
  }
}

/**
 * Path relative to the repository's root, `''` for the root, or null where it lies outside (or in `.git`).
 *
 * @param roots none: the trace tells no directory at all (first rollouts). Its relative paths are then taken from the root:
 * whether they are right shows when their changes are replayed.
 */
export function pathInRepository(recorded: string, roots: readonly RecordedPath[]): string | null {
  if (roots.length === 0) return isPlainRelative(recorded) ? withoutGitDir(recorded) : null;
  const normal = normaliseRecordedPath(recorded);
  if (normal === null) return null;
  for (const root of roots) {
    const path = relativeTo(root, normal);
    if (path !== null) return withoutGitDir(path);
  }
  return null;
}

function withoutGitDir(path: string): string | null {
  return /(^|\/)\.git(\/|$)/i.test(path) ? null : path;
}

/** Relative on every system, in one spelling, and not leading out. */
function isPlainRelative(path: string): boolean {
  return !/[\\\0]|^[a-z]:|(^|\/)\.{0,2}(\/|$)/i.test(path);
}

/**
 * Weaves the moves of HEAD in. git writes whole seconds, so a move and a snapshot of the same second are ordered by the
 * snapshot's parent: a snapshot taken on the old HEAD came before the move.
 */
function mergeMoves(placed: readonly Placed[], moves: readonly HeadMove[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  let next = 0;
  const flush = (upTo: (move: HeadMove) => boolean): void => {
    for (let move = moves[next]; move !== undefined && upTo(move); move = moves[++next]) {
      entries.push({ kind: 'head', move });
    }
  };
  for (const { entry, clock } of placed) {
    const second = Math.floor(clock / 1000);
    flush((move) => {
      if (move.time < second) return true;
      if (move.time > second) return false;
      return entry.kind === 'snapshot' && entry.event.parent !== move.before;
    });
    entries.push(entry);
  }
  flush(() => true);
  return entries;
}
