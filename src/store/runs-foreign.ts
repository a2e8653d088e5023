import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { JsonValue } from '../model/json-value.js';
import { EVENT_TYPES, RUN_STATUSES, type Run, type RunArtifact, type RunEvent } from '../model/run.js';
import { type SqlDatabase, SqlError, type SqlValue } from '../sql/database.js';
import { findDriver, NO_DRIVER } from '../sql/find-driver.js';
import { openForeignDatabase } from '../sql/foreign-database.js';
import { archivedRows } from './run-events-archive.js';
import { type Cell, ForeignRow } from './runs-foreign-row.js';

/** Which events of a run are wanted. */
export interface EventQuery {
  /** Only those with a greater `seq`. */
  readonly afterSeq: number | null;
  /** Empty: all. */
  readonly types: readonly string[];
  /** Ids of turns; empty: all. */
  readonly steps: readonly string[];
  readonly limit: number | null;
}

/** Tables that every version of the store has (formats/run-history.md, 1). */
const REQUIRED = ['schema_info', 'flow_runs', 'flow_events', 'flow_artifacts'] as const;

const KNOWN_VERSIONS: readonly number[] = [2, 3, 4];

/** A run store of Codex Autorunner (`flows.db`), read from a copy: nothing in its folder is touched. */
export class FlowStore {
  /** Absolute. */
  readonly path: string;
  /** The same for each opening of the same path. */
  readonly id: string;
  /** The folder that relative paths of artifacts start from. */
  readonly projectRoot: string;
  readonly #stamp: string;
  readonly #database: SqlDatabase;
  readonly #close: () => void;
  readonly #warnings: Warning[] = [];
  readonly #badRows = new Map<string, number>();

  /** @throws AiBlameError UNREADABLE where it is no such store, or no SQLite can be had. */
  constructor(path: string) {
    const driver = findDriver();
    if (driver === null) {
      throw new AiBlameError('UNREADABLE', NO_DRIVER.message, { hint: NO_DRIVER.hint });
    }
    const folder = dirname(path);
    // Before the copy is made: what is written meanwhile is a change.
    this.#stamp = stampOf(path);
    const { database, torn, close } = openForeignDatabase(path, driver);
    this.path = path;
    this.id = `store ${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
    this.projectRoot = basename(folder) === '.codex-autorunner' ? dirname(folder) : folder;
    this.#database = database;
    this.#close = close;
    if (torn) {
      this.#warn('store_torn', 'The run store was written all the while it was read: its last changes may be missing');
    }
    try {
      this.#checkTables();
      this.#checkVersion();
    } catch (error) {
      close();
      throw error;
    }
  }

  /** What is to be told of everything that was read so far. */
  get warnings(): readonly Warning[] {
    const bad = [...this.#badRows].map(([table, count]) => ({
      code: 'bad_row',
      message: `Rows of ${table} are not as they should be: they are told with what they hold under "raw"`,
      count,
      subject: table,
    }));
    return [...this.#warnings, ...bad];
  }

  /** All runs, in no particular order. */
  runs(): Run[] {
    return this.#rows('flow_runs', '', []).map((cells) => this.#run(cells));
  }

  /** Those of `flow_events`, by rising `seq`. @throws AiBlameError UNREADABLE where the store is damaged. */
  events(run: string, { afterSeq, types, steps, limit }: EventQuery): RunEvent[] {
    const where = ['run_id = ?'];
    const values: SqlValue[] = [run];
    if (afterSeq !== null) {
      where.push('seq > ?');
      values.push(afterSeq);
    }
    for (const [column, wanted] of [['event_type', types] as const, ['step_id', steps] as const]) {
      if (wanted.length === 0) continue;
      where.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
      values.push(...wanted);
    }
    const bound = limit === null ? '' : ` LIMIT ${limit}`;
    return this.#rows('flow_events', `WHERE ${where.join(' AND ')} ORDER BY seq${bound}`, values).map((cells) =>
      this.#event(cells, 'flow_events', null),
    );
  }

  /**
   * Those of `flow_events` together with what was kept apart: the table of wire events, and archives of those that were deleted.
   * Each id once; by time, then by where it is kept, then by `seq`, which counts for each place on its own.
   */
  eventsWithWire(run: string, { types, steps, limit }: EventQuery): RunEvent[] {
    const found = new Map<string, RunEvent>();
    const add = (event: RunEvent): void => {
      const key = event.id === '' ? `${event.source} ${event.seq}` : event.id;
      if (!found.has(key)) found.set(key, event);
    };
    for (const table of ['flow_events', 'flow_telemetry']) {
      if (!this.#hasTable(table)) continue;
      for (const cells of this.#rows(table, 'WHERE run_id = ? ORDER BY seq', [run]))
        add(this.#event(cells, table, table));
    }
    for (const { archive, cells } of archivedRows(dirname(this.path), run, this.#warnings)) {
      add(this.#event(cells, archive, archive));
    }
    const wanted = [...found.values()].filter(
      ({ type, step }) =>
        (types.length === 0 || types.includes(type ?? '')) && (steps.length === 0 || steps.includes(step ?? '')),
    );
    wanted.sort(
      (a, b) => order(a.time ?? '', b.time ?? '') || order(a.source ?? '', b.source ?? '') || order(a.seq, b.seq),
    );
    return limit === null ? wanted : wanted.slice(0, limit);
  }

  /** By time of their making, then by id. */
  artifacts(run: string): RunArtifact[] {
    return this.#rows('flow_artifacts', 'WHERE run_id = ? ORDER BY created_at, id', [run]).map((cells) => {
      const row = new ForeignRow(cells);
      const metadata = row.json('metadata');
      return this.#told('flow_artifacts', row, {
        id: row.text('id') ?? '',
        run: row.text('run_id'),
        kind: row.text('kind'),
        path: row.text('path'),
        createdAt: row.time('created_at'),
        sha256: textAt(metadata, ['checksum_sha256']),
        metadata,
        state: null,
        raw: row.raw,
      });
    });
  }

  /** Whether the store was written since it was opened. */
  hasChanged(): boolean {
    return stampOf(this.path) !== this.#stamp;
  }

  close(): void {
    this.#close();
  }

  #run(cells: ReadonlyMap<string, Cell>): Run {
    const row = new ForeignRow(cells);
    const state = row.json('state');
    const session = textAt(state, ['ticket_engine', 'last_agent_conversation_id']);
    return this.#told('flow_runs', row, {
      id: row.text('id') ?? '',
      agent: textAt(state, ['ticket_engine', 'last_agent_id']),
      session,
      confidence: session === null ? 'none' : 'exact',
      flowType: row.text('flow_type'),
      status: row.word('status', RUN_STATUSES),
      parentRun: null,
      projectRoot: this.projectRoot,
      cwd: null,
      createdAt: row.time('created_at'),
      startedAt: row.optionalTime('started_at'),
      finishedAt: row.optionalTime('finished_at'),
      currentStep: row.optionalText('current_step'),
      title: null,
      model: null,
      agentVersion: null,
      archived: false,
      error: row.optionalText('error_message'),
      metadata: row.json('metadata'),
      trace: null,
      raw: row.raw,
    });
  }

  #event(cells: ReadonlyMap<string, Cell>, place: string, source: string | null): RunEvent {
    const row = new ForeignRow(cells);
    return this.#told(place, row, {
      seq: row.integer('seq'),
      id: row.text('id') ?? '',
      run: row.text('run_id'),
      type: row.word('event_type', EVENT_TYPES),
      time: row.time('timestamp'),
      step: row.optionalText('step_id'),
      ordinal: null,
      data: row.json('data'),
      source,
      raw: row.raw,
    });
  }

  #told<T extends { readonly raw: unknown }>(table: string, row: ForeignRow, value: T): T {
    if (row.raw === null) return value;
    this.#badRows.set(table, (this.#badRows.get(table) ?? 0) + 1);
    return { ...value, raw: row.raw };
  }

  #rows(table: string, rest: string, values: readonly SqlValue[]): ReadonlyMap<string, Cell>[] {
    return this.#guarded(() => {
      const statement = this.#database.prepare(`SELECT * FROM ${table} ${rest}`);
      const columns = statement.columns();
      return statement.all(values).map((row) => new Map(columns.map((name, n) => [name, row[n]])));
    });
  }

  #hasTable(name: string): boolean {
    return this.#guarded(
      () =>
        this.#database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get([name]) !== null,
    );
  }

  #checkTables(): void {
    const missing = REQUIRED.find((name) => !this.#hasTable(name));
    if (missing !== undefined) {
      throw new AiBlameError('UNREADABLE', `${this.path} is no run store: it has no table ${missing}`);
    }
  }

  #checkVersion(): void {
    const version = this.#guarded(() => this.#database.prepare('SELECT max(version) FROM schema_info').get([]))?.[0];
    if (typeof version === 'number' && KNOWN_VERSIONS.includes(version)) return;
    this.#warn(
      'store_version',
      `The run store is of version ${String(version ?? 'unknown')}; known are ${KNOWN_VERSIONS.join(', ')}: it is read as well as can be`,
    );
  }

  #warn(code: string, message: string): void {
    this.#warnings.push({ code, message, count: 1, subject: this.path });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new AiBlameError('UNREADABLE', `${this.path} cannot be read: ${error.message}`, { cause: error });
    }
  }
}

/** Of the main file and of its write-ahead log. */
function stampOf(path: string): string {
  return ['', '-wal']
    .map((suffix) => {
      try {
        const stat = statSync(`${path}${suffix}`, { bigint: true, throwIfNoEntry: false });
        return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
      } catch {
        return '?';
      }
    })
    .join('|');
}

function textAt(value: JsonValue, path: readonly string[]): string | null {
  const found = path.reduce<JsonValue | undefined>(
    (at, name) =>
      at !== null && typeof at === 'object' && !Array.isArray(at)
        ? (at as Readonly<Record<string, JsonValue>>)[name]
        : null,
    value,
  );
  return typeof found === 'string' && found !== '' ? found : null;
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
