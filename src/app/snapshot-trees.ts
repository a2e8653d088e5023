import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { AgentEvent, SnapshotEvent } from '../model/agent-event.js';
import type { Warning } from '../model/diagnostic.js';
import type { SessionReading } from './session-reading.js';

/** Lets the objects of the repository be found also where agents keep those of their snapshots. */
export function borrowStores({ objects }: Repository, reads: readonly Pick<SessionReading, 'trace'>[]): void {
  const stores = new Set<string>();
  for (const { trace } of reads) {
    for (const event of trace.events) {
      if (event.kind === 'snapshot' && event.store !== null) stores.add(event.store);
    }
  }
  for (const store of [...stores].sort()) objects.borrow(store);
}

/** Leaves out contents that an agent noted out of snapshots that are still stored: those tell more. */
export function withoutNotesOfStored(events: readonly AgentEvent[], { objects }: Repository): readonly AgentEvent[] {
  const isStored = new Map<Oid, boolean>();
  const has = (oid: Oid): boolean => {
    const known = isStored.get(oid) ?? objects.has(oid);
    isStored.set(oid, known);
    return known;
  };
  return events.filter((event) => event.kind !== 'read' || event.outOf === undefined || !has(event.outOf));
}

/**
 * Reads the trees of snapshots. One whose commit is gone is told by name, once, and nothing is put in its place (case C14); of those
 * that an agent keeps itself, and soon throws away, how many are gone of a session. A commit that the agent did not make is not
 * believed to be a snapshot.
 */
export class SnapshotTrees {
  readonly #repository: Repository;
  readonly #reads: readonly SessionReading[];
  readonly #warnings: Warning[] = [];
  /** Ids of those that are gone from an agent's own store, by session. */
  readonly #gone = new Map<string, Set<Oid>>();

  constructor(repository: Repository, reads: readonly SessionReading[]) {
    this.#repository = repository;
    this.#reads = reads;
  }

  /** null where the snapshot is not stored, or is none. */
  treeOf(event: SnapshotEvent): Oid | null {
    const { objects } = this.#repository;
    // Most were read before, when the session was found to belong here.
    const commit = readCommit(objects, event.commit);
    const object = commit === null ? objects.read(event.commit) : null;
    if (commit === null && object === null) return this.#missing(event);
    if (object?.type === 'tree') return event.commit;
    const owner = this.#reads.find(({ adapter }) => adapter.id === event.trace.source.agent);
    if (commit === null || owner?.adapter.isSnapshotAuthor(commit.author) !== true) {
      return this.#warn('snapshot_foreign', event, 'is no commit that the agent made; it is left out');
    }
    return commit.tree;
  }

  /** Of all that was read. */
  warnings(): Warning[] {
    const gone = [...this.#gone].map(([session, { size }]) => ({
      code: 'snapshot_missing',
      message: `The agent stores ${size === 1 ? 'a snapshot' : `${size} snapshots`} of session ${session} no more`,
      count: size,
      subject: session,
    }));
    return [...this.#warnings, ...gone];
  }

  #missing(event: SnapshotEvent): null {
    if (event.store === null) return this.#warn('snapshot_missing', event, 'is not stored any more');
    const gone = this.#gone.get(event.session.id) ?? new Set();
    this.#gone.set(event.session.id, gone.add(event.commit));
    return null;
  }

  #warn(code: string, event: SnapshotEvent, what: string): null {
    const where = `session ${event.session.id}, turn ${event.turn?.index ?? '?'}`;
    const message = `The snapshot ${event.commit} of ${where} ${what}`;
    this.#warnings.push({ code, message, count: 1, subject: event.commit });
    return null;
  }
}
