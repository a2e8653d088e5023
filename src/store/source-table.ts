import type { ResumePoint, SourceProbe } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { Session, TraceSource } from '../model/session.js';
import type { SessionSummary } from '../model/session-summary.js';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from '../sql/database.js';
import { whenRun } from '../sql/when-run.js';
import { intact } from './intact.js';
import { restored, storable } from './strings.js';

/** `partial`: something in it was passed by. `failed`: it could not be read; nothing of it is known. */
type SourceState = 'ok' | 'partial' | 'failed';

/** What is known of a source without its contents. */
export interface SourceRow {
  readonly id: number;
  readonly agent: string;
  readonly home: string;
  readonly path: string;
  readonly threadId: string | null;
  readonly stamp: FileStamp;
  readonly byteOffset: number;
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
  readonly state: SourceState;
  readonly attempts: number;
  /** Milliseconds since 1970: when its reading began. */
  readonly indexedAt: number;
  /** When it was last read from its beginning: what was read since then was added to it. */
  readonly begunAt: number;
  /** Whether its events are there too. */
  readonly hasTrace: boolean;
}

/** What was read of a source, as it is written. */
export interface SourceFacts {
  readonly source: TraceSource;
  readonly stamp: FileStamp;
  readonly state: SourceState;
  readonly error: string | null;
  readonly attempts: number;
  readonly indexedAt: number;
  readonly begunAt: number;
  readonly byteOffset: number;
  readonly ordinal: number;
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
  readonly hasTrace: boolean;
  /** null where it could not be read. */
  readonly told: {
    readonly session: Session;
    readonly summary: SessionSummary;
    readonly probe: SourceProbe;
    readonly warnings: readonly Warning[];
  } | null;
  readonly resume: ResumePoint | null;
}

/** A row with the parts that lists and the choice of sessions need: texts, taken apart when they are asked for. */
export interface SourceEntry extends SourceRow {
  readonly factsRevision: Buffer | null;
  /** All null where the source could not be read. */
  probe(source: TraceSource): SourceProbe | null;
  session(): Session | null;
  summary(): SessionSummary | null;
  warnings(): readonly Warning[] | null;
}

const LIGHT =
  'id, agent, home, watermark, thread_id, size, mtime_ms, ctime_ms, inode, byte_offset, head_sha256, tail_sha256, state, attempts, indexed_at, begun_at, has_trace';

const WRITTEN =
  'agent, home, watermark, kind, thread_id, size, mtime_ms, ctime_ms, inode, byte_offset, ordinal, head_sha256, tail_sha256, state, error, attempts, indexed_at, begun_at, has_trace, session, summary, probe, warnings, resume';

/** The table `sources`. */
export class SourceTable {
  readonly #light: SqlStatement;
  readonly #below: SqlStatement;
  readonly #growing: SqlStatement;
  readonly #full: SqlStatement;
  readonly #resume: SqlStatement;
  readonly #insert: SqlStatement;
  readonly #update: SqlStatement;
  readonly #changed: SqlStatement;
  readonly #revision: SqlStatement;
  readonly #unfill: SqlStatement;
  readonly #delete: SqlStatement;
  readonly #forget: SqlStatement;

  constructor(database: SqlDatabase) {
    const prepare = (sql: string): SqlStatement => whenRun(database, sql);
    const marks = WRITTEN.replace(/\w+/g, '?');
    this.#light = prepare(`SELECT ${LIGHT} FROM sources WHERE agent = ? AND home = ?`);
    this.#below = prepare(
      // A quotation mark begins what is stored in another form (`storable`).
      `SELECT ${LIGHT} FROM sources WHERE agent = ?1 AND home = ?2 AND watermark >= ?3 AND watermark < ?4
       UNION ALL SELECT ${LIGHT} FROM sources WHERE agent = ?1 AND home = ?2 AND watermark >= ?5 AND watermark < ?6
       UNION ALL SELECT ${LIGHT} FROM sources WHERE agent = ?1 AND home = ?2 AND watermark >= '"' AND watermark < '#'`,
    );
    this.#growing = prepare(
      `SELECT ${LIGHT} FROM sources WHERE resume IS NOT NULL AND byte_offset = size ORDER BY mtime_ms DESC LIMIT ?`,
    );
    this.#full = prepare(
      `SELECT ${LIGHT}, session, summary, probe, warnings, facts_revision FROM sources WHERE agent = ? AND home = ?`,
    );
    this.#resume = prepare('SELECT resume FROM sources WHERE id = ?');
    this.#insert = prepare(`INSERT INTO sources (${WRITTEN}) VALUES (${marks}) RETURNING id`);
    this.#update = prepare(`UPDATE sources SET (${WRITTEN}) = (${marks}) WHERE id = ?`);
    this.#changed = prepare(
      `SELECT ${LIGHT}, session, summary, probe, warnings, facts_revision FROM sources WHERE changed > ?`,
    );
    this.#revision = prepare(
      `UPDATE sources SET changed = CASE WHEN ?1 AND facts_revision IS ?2 THEN changed ELSE ?3 END, facts_revision = ?2
       WHERE id = ?4`,
    );
    this.#unfill = prepare('DELETE FROM run_fills WHERE source_id = ?');
    this.#delete = prepare('DELETE FROM sources WHERE id = ?');
    this.#forget = prepare('UPDATE sources SET resume = NULL WHERE resume IS NOT NULL AND mtime_ms < ?');
  }

  rows(agent: string, home: string): SourceRow[] {
    return this.#light.all([agent, storable(home)]).map(rowOf);
  }

  /** Those below a folder of a home, or in a database; and some others. */
  rowsIn(agent: string, home: string, folder: string): SourceRow[] {
    const path = storable(folder);
    if (path === '') return this.rows(agent, home);
    // `0` comes after `/`, and `$` after `#`: between the two lies all that begins with the folder's path.
    const places = [`${path}/`, `${path}0`, `${path}#`, `${path}$`];
    return this.#below.all([agent, storable(home), ...places]).map(rowOf);
  }

  /** Those that were read to the end of their files and can be gone on with, the newest first: so many at most. */
  growing(most: number): SourceRow[] {
    return this.#growing.all([most]).map(rowOf);
  }

  entries(agent: string, home: string): SourceEntry[] {
    return this.#full.all([agent, storable(home)]).map(entryOf);
  }

  resumePoint(id: number): ResumePoint | null {
    const text = this.#resume.get([id])?.[0];
    return typeof text === 'string' ? intact(`source ${id}`, () => JSON.parse(text) as ResumePoint) : null;
  }

  /** Within a transaction: sources that were last written before `time` are read from their beginning where they grow again. */
  forgetResumePoints(time: number): void {
    this.#forget.run([time]);
  }

  /** Within a transaction. @param id of the row that it takes the place of, or null. @returns its id. */
  write(id: number | null, facts: SourceFacts): number {
    const values = valuesOf(facts);
    if (id === null) return Number(this.#insert.get(values)?.[0]);
    this.#update.run([...values, id]);
    // What was read from its beginning is read for a reason: what happened in it is not believed any more either.
    if (facts.begunAt === facts.indexedAt) this.#unfill.run([id]);
    return id;
  }

  /**
   * Within a transaction.
   * @param isContinued the file is the same as before, and was at most added to.
   * @param change the count of changes, where this is one: another revision, or a file that was read from its beginning.
   */
  setRevision(id: number, revision: Buffer | null, isContinued: boolean, change: number): void {
    this.#revision.run([isContinued ? 1 : 0, revision, change, id]);
  }

  /** Those whose facts changed after a change, of all agents and homes. */
  changedSince(change: number): SourceEntry[] {
    return this.#changed.all([change]).map(entryOf);
  }

  /** Within a transaction. What belongs to it goes with it. */
  remove(id: number): void {
    this.#delete.run([id]);
  }
}

function valuesOf(facts: SourceFacts): SqlValue[] {
  const { source, stamp, told, resume } = facts;
  const json = (value: unknown): string | null =>
    value === null || value === undefined ? null : JSON.stringify(value);
  // The source itself is known from the row.
  const { source: _, ...probe } = told?.probe ?? { source };
  return [
    source.agent,
    storable(source.home),
    storable(source.path),
    source.kind,
    told === null || told.session.id === '' ? null : storable(told.session.id),
    stamp.size,
    stamp.mtimeMs,
    stamp.ctimeMs,
    stamp.inode,
    facts.byteOffset,
    facts.ordinal,
    facts.head,
    facts.tail,
    facts.state,
    facts.error,
    facts.attempts,
    facts.indexedAt,
    facts.begunAt,
    facts.hasTrace ? 1 : 0,
    json(told?.session),
    json(told?.summary),
    told === null ? null : json(probe),
    json(told?.warnings),
    json(resume),
  ];
}

function rowOf(columns: SqlRow): SourceRow {
  const [
    id,
    agent,
    home,
    path,
    threadId,
    size,
    mtimeMs,
    ctimeMs,
    inode,
    byteOffset,
    head,
    tail,
    state,
    attempts,
    at,
    begun,
    has,
  ] = columns;
  return {
    id: Number(id),
    agent: String(agent),
    home: restored(String(home)),
    path: restored(String(path)),
    threadId: typeof threadId === 'string' ? restored(threadId) : null,
    stamp: { size: Number(size), mtimeMs: Number(mtimeMs), ctimeMs: Number(ctimeMs), inode: Number(inode) },
    byteOffset: Number(byteOffset),
    head: Buffer.isBuffer(head) ? head : null,
    tail: Buffer.isBuffer(tail) ? tail : null,
    state: state === 'ok' || state === 'partial' ? state : 'failed',
    attempts: Number(attempts),
    indexedAt: Number(at),
    begunAt: Number(begun),
    hasTrace: has === 1,
  };
}

function entryOf(columns: SqlRow): SourceEntry {
  const [session, summary, probe, warnings, revision] = columns.slice(LIGHT.split(',').length);
  const parsed = <T>(text: unknown): T | null =>
    typeof text === 'string' ? intact(`source ${columns[0]}`, () => JSON.parse(text) as T) : null;
  return {
    ...rowOf(columns),
    factsRevision: Buffer.isBuffer(revision) ? revision : null,
    probe(source) {
      const told = parsed<Omit<SourceProbe, 'source'>>(probe);
      return told === null ? null : { source, ...told };
    },
    session: () => parsed(session),
    summary: () => parsed(summary),
    warnings: () => parsed(warnings),
  };
}
