import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AgentAdapter, FoundTraces, SourceScan } from '../agents/agent-adapter.js';
import type { DifferenceKind, IndexDifference } from '../model/index-result.js';
import type { TraceSource } from '../model/session.js';
import type { SqlDatabase } from '../sql/database.js';
import { isSameStamp, stampOf } from './file-stamp.js';
import { isGone } from './index-pass.js';
import { backfillState } from './index-state.js';
import { isDamage } from './intact.js';
import type { IndexDatabase } from './open-index.js';
import { RunEventTable } from './run-events.js';
import { differingEvents } from './run-events-fill.js';
import type { SourceEntry } from './source-row.js';
import { type DamagedSource, SourceTable } from './source-table.js';
import { TraceRows } from './trace-rows.js';

/** What an agent's homes hold, as they are now. */
export interface TracesOfHomes extends FoundTraces {
  readonly adapter: AgentAdapter;
  readonly homes: readonly string[];
}

export interface FoundDifference extends IndexDifference {
  readonly kind: DifferenceKind;
  /** The row that it is about, or null. */
  readonly row: number | null;
}

/**
 * Compares the rows of an agent's sources with the files (formats/state-index.md, "What ours must do" 16). Reads only.
 * @param full everything is read anew; else a file whose stamp is the same counts as the same.
 */
export function verifySources(
  index: IndexDatabase,
  found: TracesOfHomes,
  full: boolean,
  progress: (done: number, total: number) => void,
): FoundDifference[] {
  return new Verification(index, found, full).run(progress);
}

/** What the index tells of its own state. @param home that it is told for. */
export function verifyState(index: IndexDatabase, home: string): FoundDifference[] {
  const { status } = backfillState(index.database);
  if (status === 'complete') return [];
  return [{ kind: 'scan_incomplete', home, path: '', field: 'status', indexed: status, found: null, row: null }];
}

/**
 * What does not show where the rows of some homes are compared with their files: SQLite's own indexes may tell otherwise than its tables.
 * @param known what was found there.
 * @param home that it is told for.
 */
export function verifyTables(
  { database }: IndexDatabase,
  known: readonly FoundDifference[],
  home: string,
): FoundDifference[] {
  const rows = new Set(known.map(({ row }) => row));
  const isSound = new SourceTable(database).damaged().every((row) => rows.has(row)) && areConsistent(database);
  if (isSound) return [];
  return [{ kind: 'field_mismatch', home, path: '', field: 'tables', indexed: 'damaged', found: null, row: null }];
}

function areConsistent(database: SqlDatabase): boolean {
  try {
    return database.prepare('PRAGMA integrity_check(1)').get([])?.[0] === 'ok';
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

class Verification {
  readonly #index: IndexDatabase;
  readonly #found: TracesOfHomes;
  readonly #full: boolean;
  readonly #rows: TraceRows;
  readonly #events: RunEventTable;
  readonly #differences: FoundDifference[] = [];

  constructor(index: IndexDatabase, found: TracesOfHomes, full: boolean) {
    this.#index = index;
    this.#found = found;
    this.#full = full;
    this.#rows = new TraceRows(index.database);
    this.#events = new RunEventTable(index.database);
  }

  run(progress: (done: number, total: number) => void): FoundDifference[] {
    const { adapter, homes, sources } = this.#found;
    const table = new SourceTable(this.#index.database);
    const keyOf = ({ home, path }: { home: string; path: string }): string => `${home}\0${path}`;
    const judged = homes.map((home) => table.judged(adapter.id, home));
    const rows = new Map(judged.flatMap(({ entries }) => entries).map((row) => [keyOf(row), row]));
    const damaged = new Map(judged.flatMap(({ damaged }) => damaged).map((row) => [keyOf(row), row]));
    for (const row of damaged.values()) this.#addDamage(row);
    const known: SourceEntry[] = [];
    const missing: TraceSource[] = [];
    for (const [n, source] of sources.entries()) {
      progress(n, sources.length);
      const row = rows.get(keyOf(source));
      rows.delete(keyOf(source));
      if (damaged.has(keyOf(source))) continue;
      if (row === undefined) {
        missing.push(source);
      } else {
        known.push(row);
        this.#compare(row, source);
      }
    }
    // A row of a file that is there, but counts less than another copy of the session, is no mistake.
    const gone = [...rows.values()].filter((row) => isGone(row, homes));
    this.#unmatched(missing, gone);
    this.#names(known);
    this.#incomplete();
    return this.#differences;
  }

  #add(kind: DifferenceKind, at: { home: string; path: string }, told: Partial<FoundDifference> = {}): void {
    const { home, path } = at;
    this.#differences.push({ kind, home, path, field: null, indexed: null, found: null, row: null, ...told });
  }

  #addDamage(row: DamagedSource): void {
    this.#add('field_mismatch', row, { field: 'row', indexed: 'damaged', row: row.id });
  }

  #compare(row: SourceEntry, source: TraceSource): void {
    const stamp = source.kind === 'sqlite' ? (this.#found.stamps.get(source) ?? null) : stampOf(source);
    if (row.state === 'failed') {
      this.#add('scan_error', row, { row: row.id });
    } else if (stamp === null || !isSameStamp(row.stamp, stamp)) {
      this.#add('stale_row', row, {
        field: 'bytes',
        indexed: String(row.stamp.size),
        found: stamp === null ? null : String(stamp.size),
        row: row.id,
      });
    } else if (this.#isDamaged(row)) {
      this.#addDamage(row);
    } else if (this.#full) {
      this.#compareContents(row, source);
    }
  }

  #isDamaged({ id }: SourceEntry): boolean {
    try {
      this.#rows.check(id);
      this.#events.check(id);
      return false;
    } catch (error) {
      if (isDamage(error)) return true;
      throw error;
    }
  }

  #compareContents(row: SourceEntry, source: TraceSource): void {
    const scan = this.#scan(source);
    if (scan === null) return;
    const { previews } = this.#index;
    const { source: _, ...probe } = scan.probe;
    const { source: __, ...knownProbe } = row.probe(source) ?? { source };
    const summary = previews ? scan.summary : { ...scan.summary, title: null, firstMessage: null };
    this.#compareFields(row, 'session', row.session(), scan.session);
    this.#compareFields(row, 'summary', row.summary(), summary);
    this.#compareFields(row, 'probe', knownProbe, probe);
    this.#compareFields(row, 'trace', this.#storedTrace(row, source), {
      turns: scan.turns,
      events: scan.events,
      warnings: scan.warnings,
    });
    const differing = differingEvents(this.#events, row.id, this.#found.adapter, source);
    if (differing === null) return;
    const told = { indexed: `${differing.indexed} entries`, found: `${differing.found} entries` };
    this.#add('field_mismatch', row, { field: 'events', ...told, row: row.id });
  }

  #storedTrace(row: SourceEntry, source: TraceSource): object | null {
    const warnings = row.warnings() ?? [];
    return row.hasTrace ? this.#rows.read(row.id, source, warnings) : null;
  }

  /** @param indexed null: it is not kept. */
  #compareFields(row: SourceEntry, name: string, indexed: object | null, found: object): void {
    if (indexed === null) return;
    const known: Readonly<Record<string, unknown>> = { ...indexed };
    for (const [key, value] of Object.entries(found)) {
      if (isDeepStrictEqual(known[key], value)) continue;
      this.#add('field_mismatch', row, {
        field: `${name}.${key}`,
        indexed: shown(known[key]),
        found: shown(value),
        row: row.id,
      });
    }
  }

  /** Files without rows, and rows without files: where both are of one session it was put elsewhere. */
  #unmatched(missing: readonly TraceSource[], gone: readonly SourceEntry[]): void {
    const left = new Set(gone);
    for (const source of missing) {
      const scan = left.size === 0 ? null : this.#scan(source);
      const row = [...left].find(({ threadId }) => threadId !== null && threadId === scan?.session.id);
      if (row === undefined || scan === null) {
        this.#add('missing_row', source);
        continue;
      }
      left.delete(row);
      const isArchived = row.summary()?.archived !== scan.summary.archived;
      this.#add(isArchived ? 'archived_mismatch' : 'path_mismatch', source, {
        field: 'path',
        indexed: row.path,
        found: source.path,
        row: row.id,
      });
    }
    for (const row of left) this.#add('stale_row', row, { field: 'path', indexed: row.path, row: row.id });
  }

  #names(rows: readonly SourceEntry[]): void {
    const first = new Map<string, SourceEntry>();
    for (const row of rows) {
      if (row.threadId === null) {
        if (row.state !== 'failed') this.#add('malformed_name', row, { row: row.id });
        continue;
      }
      if (!isNamedBy(row.path, row.threadId)) {
        this.#add('malformed_name', row, { field: 'thread', indexed: row.threadId, row: row.id });
      }
      const other = first.get(row.threadId);
      if (other === undefined) first.set(row.threadId, row);
      else
        this.#add('duplicate_thread', row, { field: 'thread', indexed: row.threadId, found: other.path, row: row.id });
    }
  }

  #incomplete(): void {
    const [home = ''] = this.#found.homes;
    for (const { subject } of this.#found.warnings) this.#add('scan_incomplete', { home, path: subject ?? '' });
  }

  #scan(source: TraceSource): SourceScan | null {
    try {
      return this.#found.adapter.scan(source, null);
    } catch (error) {
      this.#add('scan_error', source, { found: String(error) });
      return null;
    }
  }
}

/** Lists are told by how long they are: what is in them may be large. */
function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `${value.length} entries`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A file, or the folder that it lies in, has the session's id in its name; some end in its first eight characters. */
function isNamedBy(path: string, session: string): boolean {
  return path.includes(session) || basename(path, extname(path)).endsWith(session.slice(0, 8));
}
