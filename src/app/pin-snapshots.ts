import type { Env } from '../env.js';
import { instantOf, readCommit } from '../git/commits.js';
import { CompleteCommits } from '../git/complete-commits.js';
import { isOid } from '../git/oid.js';
import { reachableFromRefs } from '../git/reachability.js';
import type { Repository } from '../git/repository.js';
import { createRefs, deleteRefs } from '../git/write-refs.js';
import type { Warning } from '../model/diagnostic.js';
import type { PinnedRef, PinResult } from '../model/pin-result.js';
import type { SnapshotEntry } from '../reconcile/timeline.js';
import { loadTimelines, type Timelines } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { unnamedSnapshots } from './unnamed-snapshots.js';
import { mergeWarnings } from './warnings.js';

export interface PinRequest {
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  readonly place: Place;
}

/** One ref for each snapshot, named by its id: a snapshot's commit must stay what it is, so none can lead to another. */
const PINS = 'refs/ai-blame/snapshots/';

/** The name of the ref that keeps a snapshot from git's garbage collection. */
function pinOf(commit: string): string {
  return PINS + commit;
}

/**
 * Keeps the snapshots of the sessions of a repository from git's garbage collection, by a ref for each. Trees that an agent keeps
 * by refs of its own are left to it.
 * @throws AiBlameError NO_REPOSITORY, UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE.
 */
export function pinSnapshots(request: PinRequest, env: Env, progress: Progress): PinResult {
  const repository = openPlace(request.place, env);
  try {
    const start = repository.head().commit;
    const destination = { start, isHead: true, until: null };
    const timelines = loadTimelines(repository, destination, request.place, env, progress);
    return pinIn(repository, timelines, request.dryRun);
  } finally {
    progress.end();
    repository.close();
  }
}

function pinIn(repository: Repository, timelines: Timelines, dryRun: boolean): PinResult {
  const reachable = reachableFromRefs(repository);
  // In a partial clone objects are missing on purpose, and git gets along with that.
  // What only an agent's own store holds would be missing for git.
  const own = repository.objects.withoutBorrowed();
  const complete = new CompleteCommits(own, (commit) => repository.isPromisor || reachable.has(commit));
  const refs: PinnedRef[] = [];
  const lost: string[] = [];
  const warnings: Warning[] = [];
  let unchanged = 0;
  for (const { commit, isStored, session, turn, time } of [...namedBy(timelines), ...unnamed(repository, timelines)]) {
    const ref = pinOf(commit);
    const held = repository.readRef(ref);
    if (held === commit) unchanged++;
    else if (!isStored) {
      if (!own.has(commit)) lost.push(commit);
    } else if (held !== null) {
      warnings.push(about(commit, 'ref_foreign', `The ref ${ref} holds something else, and is left alone`));
    } else if (readCommit(own, commit) !== null) {
      if (complete.has(commit)) {
        refs.push({ ref, commit, session, turn, time });
      } else {
        lost.push(commit);
        const message = `The snapshot ${commit} is stored only in part: a ref to it would stop git's garbage collection`;
        warnings.push(about(commit, 'snapshot_damaged', message));
      }
    }
  }
  if (!dryRun && refs.length > 0) createRefs(repository, new Map(refs.map(({ ref, commit }) => [ref, commit])));
  return {
    schema: 'ai-blame/pin@1',
    repository: repositoryRef(repository),
    action: 'pin',
    dryRun,
    refs,
    unchanged,
    lost,
    warnings: mergeWarnings([...timelines.warnings, ...noSessions(timelines), ...warnings]),
  };
}

/** A snapshot to keep. */
interface Kept extends Omit<PinnedRef, 'ref'> {
  readonly isStored: boolean;
}

function namedBy(timelines: Timelines): Kept[] {
  return snapshotsOf(timelines).map(({ event: { commit, session, turn, time }, tree }) => {
    return { commit, isStored: tree !== null, session: session.id, turn: turn?.index ?? null, time };
  });
}

/** What no record names may still be told apart one day: it is kept as well. */
function unnamed(repository: Repository, timelines: Timelines): Kept[] {
  return unnamedSnapshots(repository, timelines).map(({ oid, committer }) => {
    return { commit: oid, isStored: true, session: null, turn: null, time: instantOf(committer.time) };
  });
}

/** Each snapshot once, in order of time; not those that an agent keeps in a store of its own: no ref of ours reaches there. */
function snapshotsOf({ all }: Timelines): SnapshotEntry[] {
  const found = new Map<string, SnapshotEntry>();
  for (const { entries } of all) {
    for (const entry of entries) {
      if (entry.kind !== 'snapshot' || entry.event.store !== null) continue;
      if (!found.has(entry.event.commit)) found.set(entry.event.commit, entry);
    }
  }
  return [...found.values()].sort((a, b) => compare(a.event.time ?? '', b.event.time ?? ''));
}

/**
 * Deletes the refs that `pinSnapshots` wrote, and nothing else.
 * @throws AiBlameError NO_REPOSITORY, UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE.
 */
export function unpinSnapshots({ place, dryRun }: PinRequest, env: Env): PinResult {
  const repository = openPlace(place, env);
  try {
    const warnings: Warning[] = [];
    const pins = new Map<string, string>();
    for (const [ref, oid] of repository.refs()) {
      const commit = ref.startsWith(PINS) ? ref.slice(PINS.length) : null;
      if (commit === oid && isOid(commit)) pins.set(ref, oid);
      else if (commit !== null) {
        warnings.push(about(ref, 'ref_foreign', `The ref ${ref} was not written by pin, and is left alone`));
      }
    }
    const deleted = dryRun || pins.size === 0 ? [...pins.keys()] : deleteRefs(repository, pins);
    return {
      schema: 'ai-blame/pin@1',
      repository: repositoryRef(repository),
      action: 'unpin',
      dryRun,
      refs: deleted.map((ref) => ({ ref, commit: pins.get(ref) ?? '', session: null, turn: null, time: null })),
      unchanged: 0,
      lost: [],
      warnings,
    };
  } finally {
    repository.close();
  }
}

function about(subject: string, code: string, message: string): Warning {
  return { code, message, count: 1, subject };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
