import { createHash, type Hash } from 'node:crypto';
import type { SessionTrace, SourceScan } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { Session, TraceSource, Turn } from '../model/session.js';
import type { SqlDatabase, SqlStatement } from '../sql/database.js';
import {
  EVENT_COLUMNS,
  type EventRow,
  eventOf,
  eventRow,
  eventValues,
  PartPlaces,
  required,
  storedEventRow,
} from './event-rows.js';
import { intact } from './intact.js';
import { Strings, storable } from './strings.js';

const EVENT_MARKS = Array(EVENT_COLUMNS.split(',').length + 1)
  .fill('?')
  .join(',');

/** The part of a turn that is kept: session's place, index, id, start, prompt. */
type TurnData = readonly [number, number, string | null, string | null, string];

/** Writes and reads the rows `trace_…` of sources: what comes out is what the adapter's reading gave. */
export class TraceRows {
  readonly #database: SqlDatabase;
  readonly #strings: Strings;
  readonly #source: SqlStatement;
  readonly #deleteParts: readonly SqlStatement[];
  readonly #deleteEvents: SqlStatement;
  readonly #deleteEvent: SqlStatement;
  readonly #insertSession: SqlStatement;
  readonly #insertTurn: SqlStatement;
  readonly #insertEvent: SqlStatement;
  readonly #sessions: SqlStatement;
  readonly #turns: SqlStatement;
  readonly #events: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#strings = new Strings(database);
    this.#source = database.prepare('SELECT home, watermark, warnings FROM sources WHERE id = ? AND has_trace = 1');
    this.#deleteParts = ['trace_sessions', 'trace_turns'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE source_id = ?`),
    );
    this.#deleteEvents = database.prepare('DELETE FROM trace_events WHERE source_id = ?');
    this.#deleteEvent = database.prepare('DELETE FROM trace_events WHERE source_id = ? AND seq = ?');
    this.#insertSession = database.prepare('INSERT INTO trace_sessions (source_id, n, data) VALUES (?,?,?)');
    this.#insertTurn = database.prepare('INSERT INTO trace_turns (source_id, n, data) VALUES (?,?,?)');
    this.#insertEvent = database.prepare(
      `INSERT INTO trace_events (source_id, ${EVENT_COLUMNS}) VALUES (${EVENT_MARKS})
       ON CONFLICT (source_id, seq) DO UPDATE SET (${EVENT_COLUMNS}) = (${excluded(EVENT_COLUMNS)})`,
    );
    this.#sessions = database.prepare('SELECT data FROM trace_sessions WHERE source_id = ? ORDER BY n');
    this.#turns = database.prepare('SELECT data FROM trace_turns WHERE source_id = ? ORDER BY n');
    this.#events = database.prepare(`SELECT ${EVENT_COLUMNS} FROM trace_events WHERE source_id = ? ORDER BY seq`);
  }

  /**
   * Within a transaction: puts a reading in the place of what was there, or, where it went on from an earlier one, adds it.
   * @returns what changes if and only if what is told of the source changes, 20 bytes.
   */
  write(id: number, scan: EncodedScan, isContinued: boolean): Buffer {
    for (const statement of this.#deleteParts) statement.run([id]);
    if (isContinued) for (const seq of scan.replaced) this.#deleteEvent.run([id, seq]);
    else this.#deleteEvents.run([id]);
    scan.sessions.forEach((data, n) => {
      this.#insertSession.run([id, n, data]);
    });
    scan.turns.forEach((data, n) => {
      this.#insertTurn.run([id, n, data]);
    });
    const idOf = (text: string): number => this.#strings.idOf(text);
    for (const row of scan.events) this.#insertEvent.run([id, ...eventValues(row, idOf)]);
    const revision = createHash('sha256').update(scan.facts);
    for (const row of isContinued ? this.#storedEvents(id) : scan.events) addRow(revision, row);
    return revision.digest().subarray(0, 20);
  }

  /** Within a transaction. */
  remove(id: number): void {
    for (const statement of [...this.#deleteParts, this.#deleteEvents]) statement.run([id]);
  }

  /**
   * @param id of the source's row, and its warnings, as they were when that was looked for.
   * @returns null where another process has changed the row since: the trace itself is to be read.
   * @throws SqlError, also `corrupt` where the rows do not fit together.
   */
  read(id: number, source: TraceSource, warnings: readonly Warning[]): SessionTrace | null {
    return this.#database.snapshot(() => {
      this.#strings.refresh();
      const [home, path, told] = this.#source.get([id]) ?? [];
      if (home !== storable(source.home) || path !== storable(source.path)) return null;
      if (told !== JSON.stringify(warnings)) return null;
      return intact(`source ${id}`, () => this.#read(id, source, warnings));
    });
  }

  #read(id: number, source: TraceSource, warnings: readonly Warning[]): SessionTrace {
    const sessions = this.#sessions.all([id]).map(([data]) => JSON.parse(String(data)) as Session);
    const turns = this.#turns.all([id]).map(([data]) => turnOf(JSON.parse(String(data)) as TurnData, sessions));
    const parts = { source, sessions, turns };
    const events = this.#storedEvents(id).map((row) => eventOf(row, parts));
    return { source, session: required(sessions[0], 'session'), turns, events, warnings };
  }

  /** To be called where a transaction was taken back. */
  forget(): void {
    this.#strings.forget();
  }

  #storedEvents(id: number): EventRow[] {
    const textOf = (text: number): string => this.#strings.textOf(text);
    return this.#events.all([id]).map((columns) => storedEventRow(columns, textOf));
  }
}

/** A reading as it is written: made outside of the transaction. */
export interface EncodedScan {
  readonly sessions: readonly string[];
  readonly turns: readonly string[];
  readonly events: readonly EventRow[];
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
    events: scan.events.map((event) => eventRow(event, places)),
    replaced: scan.replaced,
    facts: [JSON.stringify(told), ...sessionData, ...turnData, JSON.stringify(warnings), ''].join('\n'),
  };
}

function turnOf([session, index, id, startedAt, prompt]: TurnData, sessions: readonly Session[]): Turn {
  return { session: required(sessions[session], 'session'), index, id, startedAt, prompt };
}

function addRow(hash: Hash, row: EventRow): void {
  const { seq, flags, time, turn, line, start, length, path, model, tool, call, oids, rest } = row;
  const told = [seq, flags, time, turn, line, start, length, path, model, tool, call, oids?.toString('hex'), rest];
  hash.update(`${JSON.stringify(told)}\n`);
}

function excluded(columns: string): string {
  return columns.replace(/\w+/g, 'excluded.$&');
}
