import type { ResumePoint } from '../agents/agent-adapter.js';
import type { SqlDatabase, SqlRow, SqlStatement } from '../sql/database.js';
import { whenRun } from '../sql/when-run.js';
import { intact, isDamage } from './intact.js';
import {
  entryOf,
  FULL,
  LIGHT,
  OUTDATED_SIZE,
  pathIn,
  rowOf,
  SEALED,
  type SourceEntry,
  type SourceFacts,
  type SourceRow,
  toldSum,
  toldValues,
  valuesOf,
  WRITTEN,
} from './source-row.js';
import { storable } from './strings.js';
import { asBytes, asNumber, checkSum, sumOf } from './sums.js';
import type { WrittenTrace } from './trace-rows.js';

/** A row that is written, but for what its trace's rows came to. */
export interface WrittenSource {
  readonly id: number;
  readonly facts: SourceFacts;
  /** What it was before, where its file is the same, and was at most added to. */
  readonly before: { readonly revision: Buffer; readonly changed: number } | null;
}

/** A row that is not as it was written, nor may its path be. */
export type DamagedSource = Pick<SourceRow, 'id' | 'home' | 'path'>;

/** The table `sources`. */
export class SourceTable {
  readonly #light: SqlStatement;
  readonly #below: SqlStatement;
  readonly #growing: SqlStatement;
  readonly #full: SqlStatement;
  readonly #all: SqlStatement;
  readonly #resume: SqlStatement;
  readonly #insert: SqlStatement;
  readonly #update: SqlStatement;
  readonly #changed: SqlStatement;
  readonly #told: SqlStatement;
  readonly #seal: SqlStatement;
  readonly #unfill: SqlStatement;
  readonly #delete: SqlStatement;
  readonly #forget: SqlStatement;
  readonly #outdate: SqlStatement;

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
    this.#full = prepare(`SELECT ${FULL} FROM sources WHERE agent = ? AND home = ?`);
    // What stands in an index of SQLite's is taken from there: in the table it may be another one.
    this.#all = prepare(`SELECT ${FULL} FROM sources NOT INDEXED`);
    this.#resume = prepare(
      `SELECT ${asBytes('resume')}, ${asNumber('resume_sum')} FROM sources WHERE id = ? AND resume IS NOT NULL`,
    );
    this.#insert = prepare(`INSERT INTO sources (${WRITTEN}) VALUES (${marks}) RETURNING id`);
    this.#update = prepare(`UPDATE sources SET (${WRITTEN}) = (${marks}) WHERE id = ?`);
    this.#changed = prepare(`SELECT ${FULL} FROM sources WHERE changed > ?`);
    this.#told = prepare(`SELECT ${SEALED} FROM sources WHERE id = ?`);
    this.#seal = prepare(
      'UPDATE sources SET (facts_revision, changed, told_sum, parts_sum, events_sum) = (?,?,?,?,?) WHERE id = ?',
    );
    this.#unfill = prepare("UPDATE run_fills SET filled = '' WHERE source_id = ?");
    this.#delete = prepare('DELETE FROM sources WHERE id = ?');
    this.#outdate = prepare(`UPDATE sources SET size = ${OUTDATED_SIZE}, resume = NULL WHERE id = coalesce(?, id)`);
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

  /** As `entries`, for whoever wants to know which are not as they were written. */
  judged(agent: string, home: string): { readonly entries: SourceEntry[]; readonly damaged: DamagedSource[] } {
    const entries: SourceEntry[] = [];
    const damaged: DamagedSource[] = [];
    for (const columns of this.#full.all([agent, storable(home)])) {
      try {
        entries.push(entryOf(columns));
      } catch (error) {
        if (!isDamage(error)) throw error;
        damaged.push({ id: Number(columns[0]), home, path: pathIn(columns) });
      }
    }
    return { entries, damaged };
  }

  /** @returns ids of the rows that are not as they were written, of all agents and homes, as the table itself has them. */
  damaged(): number[] {
    const rows: number[] = [];
    for (const columns of this.#all.iterate([])) if (!isWhole(columns)) rows.push(Number(columns[0]));
    return rows;
  }

  resumePoint(id: number): ResumePoint | null {
    const [bytes, sum] = this.#resume.get([id]) ?? [];
    if (!Buffer.isBuffer(bytes)) return null;
    checkSum(`source ${id}`, sumOf([bytes]), sum);
    return intact(`source ${id}`, () => JSON.parse(bytes.toString()) as ResumePoint);
  }

  /** Within a transaction: the source is read anew, whatever its file is like. */
  outdate(id: number): void {
    this.#outdate.run([id]);
  }

  /** As `outdate`, all. */
  outdateAll(): void {
    this.#outdate.run([null]);
  }

  /** Within a transaction: sources that were last written before `time` are read from their beginning where they grow again. */
  forgetResumePoints(time: number): void {
    this.#forget.run([time]);
  }

  /**
   * Within a transaction. What the trace's rows came to is to be put in with `seal`.
   * @param id of the row that it takes the place of, or null.
   * @param isContinued the file is the same as before, and was at most added to.
   */
  write(id: number | null, facts: SourceFacts, isContinued: boolean): WrittenSource {
    const values = valuesOf(facts);
    if (id === null) return { id: Number(this.#insert.get(values)?.[0]), facts, before: null };
    const known = isContinued ? this.#told.get([id]) : null;
    const [, revision, changed] = known === null ? [] : toldValues(id, known);
    this.#update.run([...values, id]);
    // What was read from its beginning is read for a reason: what happened in it is not believed any more either.
    if (facts.begunAt === facts.indexedAt) this.#unfill.run([id]);
    return { id, facts, before: Buffer.isBuffer(revision) ? { revision, changed: Number(changed) } : null };
  }

  /**
   * Within a transaction.
   * @param change the count of changes, where this is one: another revision, or a file that was read from its beginning.
   */
  seal({ id, facts, before }: WrittenSource, trace: WrittenTrace | null, change: number): void {
    const revision = trace?.revision ?? null;
    const changed = before?.revision.equals(revision ?? Buffer.of()) === true ? before.changed : change;
    const sum = toldSum(facts, revision, changed);
    this.#seal.run([revision, changed, sum, trace?.partsSum ?? null, trace?.eventsSum ?? null, id]);
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

/** @param columns `FULL`. */
function isWhole(columns: SqlRow): boolean {
  try {
    entryOf(columns);
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}
