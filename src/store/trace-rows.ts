import { createHash } from 'node:crypto';
import type { SessionTrace, SourceScan } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { Session, TraceSource, Turn } from '../model/session.js';
import type { SqlDatabase, SqlRow, SqlStatement } from '../sql/database.js';
import { whenRun } from '../sql/when-run.js';
import { bundlesOf, type EventBundle, rowsIn } from './event-bundles.js';
import { type EventRow, eventOf, eventRow, PartPlaces, required } from './event-rows.js';
import { intact } from './intact.js';
import { storable } from './strings.js';
import { asBytes, asNumber, checkSum, sumOf, textsIn } from './sums.js';

type StoredBundle = Omit<EventBundle, 'digest'>;

/** What the rows of a source came to. */
export interface WrittenTrace {
  /** What changes if and only if what is told of the source changes, 20 bytes. */
  readonly revision: Buffer;
  /** Over the sessions and turns, and over the bundles of events. */
  readonly partsSum: number;
  readonly eventsSum: number;
}

function rowsOf({ count, data }: StoredBundle): EventRow[] {
  return rowsIn(data, count);
}

/** The part of a turn that is kept: session's place, index, id, start, prompt. */
type TurnData = readonly [number, number, string | null, string | null, string];

/** Writes and reads the rows `trace_…` of sources: what comes out is what the adapter's reading gave. */
export class TraceRows {
  readonly #database: SqlDatabase;
  readonly #source: SqlStatement;
  readonly #deleteParts: readonly SqlStatement[];
  readonly #deleteEvents: SqlStatement;
  readonly #insertSession: SqlStatement;
  readonly #insertTurn: SqlStatement;
  readonly #insertEvents: SqlStatement;
  readonly #sessions: SqlStatement;
  readonly #turns: SqlStatement;
  readonly #events: SqlStatement;

  constructor(database: SqlDatabase) {
    const prepare = (sql: string): SqlStatement => whenRun(database, sql);
    this.#database = database;
    this.#source = prepare(
      `SELECT ${asBytes('home', 'watermark', 'warnings')}, ${asNumber('parts_sum')}, ${asNumber('events_sum')}
       FROM sources WHERE id = ? AND has_trace = 1`,
    );
    this.#deleteParts = ['trace_sessions', 'trace_turns'].map((table) =>
      prepare(`DELETE FROM ${table} WHERE source_id = ?`),
    );
    this.#deleteEvents = prepare('DELETE FROM trace_events WHERE source_id = ? AND n >= ?');
    this.#insertSession = prepare('INSERT INTO trace_sessions (source_id, n, data) VALUES (?,?,?)');
    this.#insertTurn = prepare('INSERT INTO trace_turns (source_id, n, data) VALUES (?,?,?)');
    this.#insertEvents = prepare(
      `INSERT INTO trace_events (source_id, n, events, data) VALUES (?,?,?,?)
       ON CONFLICT (source_id, n) DO UPDATE SET events = excluded.events, data = excluded.data`,
    );
    this.#sessions = prepare(`SELECT ${asBytes('data')} FROM trace_sessions WHERE source_id = ? ORDER BY n`);
    this.#turns = prepare(`SELECT ${asBytes('data')} FROM trace_turns WHERE source_id = ? ORDER BY n`);
    this.#events = prepare(
      `SELECT ${asNumber('events')}, ${asBytes('data')} FROM trace_events WHERE source_id = ? ORDER BY n`,
    );
  }

  /** Within a transaction: puts a reading in the place of what was there, or, where it went on from an earlier one, adds it. */
  write(id: number, scan: EncodedScan, isContinued: boolean): WrittenTrace {
    for (const statement of this.#deleteParts) statement.run([id]);
    scan.sessions.forEach((data, n) => {
      this.#insertSession.run([id, n, data]);
    });
    scan.turns.forEach((data, n) => {
      this.#insertTurn.run([id, n, data]);
    });
    const revision = createHash('sha256').update(scan.facts);
    const bundles = this.#writeEvents(id, scan, isContinued);
    for (const { digest } of bundles) revision.update(digest);
    return {
      revision: revision.digest().subarray(0, 20),
      partsSum: sumOfParts(scan.sessions, scan.turns),
      eventsSum: sumOfBundles(bundles),
    };
  }

  /** @returns all that there are now. */
  #writeEvents(id: number, scan: EncodedScan, isContinued: boolean): readonly EventBundle[] {
    const stored = isContinued ? this.#bundles(id, this.#source.get([id])?.[2]) : [];
    const bundles = isContinued
      ? intact(`source ${id}`, () => bundlesOf(added(stored.flatMap(rowsOf), scan)))
      : scan.events;
    this.#deleteEvents.run([id, isContinued ? bundles.length : 0]);
    for (const [n, { count, data }] of bundles.entries()) {
      // What stood before the new ones is as it was.
      if (stored[n]?.data.equals(data) !== true) this.#insertEvents.run([id, n, count, data]);
    }
    return bundles;
  }

  /** Within a transaction. */
  remove(id: number): void {
    for (const statement of this.#deleteParts) statement.run([id]);
    this.#deleteEvents.run([id, 0]);
  }

  /**
   * @param id of the source's row, and its warnings, as they were when that was looked for.
   * @returns null where another process has changed the row since: the trace itself is to be read.
   * @throws SqlError, also `corrupt` where the rows are not as they were written.
   */
  read(id: number, source: TraceSource, warnings: readonly Warning[]): SessionTrace | null {
    return this.#database.snapshot(() => {
      const [place, parts, events] = this.#source.get([id]) ?? [];
      const [home, path, told] = textsIn(place);
      if (home !== storable(source.home) || path !== storable(source.path)) return null;
      if (told !== JSON.stringify(warnings)) return null;
      return intact(`source ${id}`, () => this.#read(id, source, warnings, parts, events));
    });
  }

  /** The turns alone. As `read`. */
  turns(id: number, source: TraceSource): readonly Turn[] | null {
    return this.#database.snapshot(() => {
      const [place, parts] = this.#source.get([id]) ?? [];
      const [home, path] = textsIn(place);
      if (home !== storable(source.home) || path !== storable(source.path)) return null;
      return intact(`source ${id}`, () => this.#turnsOf(id, parts).turns);
    });
  }

  /** @throws SqlError `corrupt` where the rows of a source are not as they were written. */
  check(id: number): void {
    const row = this.#source.get([id]);
    if (row === null) return;
    this.#database.snapshot(() => {
      this.#parts(id, row[1]);
      this.#bundles(id, row[2]);
    });
  }

  /** @param sum that was written. */
  #parts(id: number, sum: unknown): { readonly sessions: readonly string[]; readonly turns: readonly string[] } {
    const text = ([data]: SqlRow): string => String(data);
    const sessions = this.#sessions.all([id]).map(text);
    const turns = this.#turns.all([id]).map(text);
    checkSum(`source ${id}`, sumOfParts(sessions, turns), sum);
    return { sessions, turns };
  }

  #turnsOf(id: number, sum: unknown): { readonly sessions: readonly Session[]; readonly turns: readonly Turn[] } {
    const parts = this.#parts(id, sum);
    const sessions = parts.sessions.map((data) => JSON.parse(data) as Session);
    return { sessions, turns: parts.turns.map((data) => turnOf(JSON.parse(data) as TurnData, sessions)) };
  }

  #read(
    id: number,
    source: TraceSource,
    warnings: readonly Warning[],
    partsSum: unknown,
    eventsSum: unknown,
  ): SessionTrace {
    const { sessions, turns } = this.#turnsOf(id, partsSum);
    const parts = { source, sessions, turns };
    const events = this.#bundles(id, eventsSum).flatMap((bundle) => rowsOf(bundle).map((row) => eventOf(row, parts)));
    return { source, session: required(sessions[0], 'session'), turns, events, warnings };
  }

  /** @param sum that was written. */
  #bundles(id: number, sum: unknown): StoredBundle[] {
    const bundles = this.#events.all([id]).map(([count, data]) => {
      return { count: Number(count), data: Buffer.isBuffer(data) ? data : Buffer.of() };
    });
    checkSum(`source ${id}`, sumOfBundles(bundles), sum);
    return bundles;
  }
}

/** Of JSON, which has no line ends. */
export function sumOfParts(sessions: readonly string[], turns: readonly string[]): number {
  return sumOf([sessions.length, Buffer.from([...sessions, ...turns].join('\n'))]);
}

export function sumOfBundles(bundles: readonly StoredBundle[]): number {
  return sumOf(bundles.flatMap(({ count, data }) => [count, data]));
}

/** A reading as it is written: made outside of the transaction. */
export interface EncodedScan {
  readonly sessions: readonly string[];
  readonly turns: readonly string[];
  readonly events: readonly EventBundle[];
  readonly replaced: readonly number[];
  /** What the revision tells beside the events. */
  readonly facts: string;
}

/** @throws where the reading tells something that rows cannot hold: the trace itself is read then. */
export function encodeScan(scan: SourceScan): EncodedScan {
  const { sessions, turns, probe, warnings } = scan;
  const places = new PartPlaces({ source: probe.source, sessions, turns });
  if (places.session(scan.session) !== 0) throw new Error('The session of a source does not come first');
  const sessionData = sessions.map((session) => JSON.stringify(session));
  const turnData = turns.map(({ session, index, id, startedAt, prompt }) =>
    JSON.stringify([places.session(session), index, id, startedAt, prompt] satisfies TurnData),
  );
  // When the last record was written tells nothing of what it holds.
  const { source: _, lastTime: __, ...told } = probe;
  return {
    sessions: sessionData,
    turns: turnData,
    events: bundlesOf(scan.events.map((event) => eventRow(event, places))),
    replaced: scan.replaced,
    facts: [JSON.stringify(told), ...sessionData, ...turnData, JSON.stringify(warnings), ''].join('\n'),
  };
}

function turnOf([session, index, id, startedAt, prompt]: TurnData, sessions: readonly Session[]): Turn {
  return { session: required(sessions[session], 'session'), index, id, startedAt, prompt };
}

/** The events of a reading that went on, among those that were there. */
function added(stored: readonly EventRow[], { events, replaced }: EncodedScan): EventRow[] {
  const rows = new Map(stored.map((row) => [row.seq, row]));
  for (const seq of replaced) rows.delete(seq);
  for (const bundle of events) for (const row of rowsOf(bundle)) rows.set(row.seq, row);
  return [...rows.values()].sort((a, b) => a.seq - b.seq);
}
