import type { HistoryFact } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from '../sql/database.js';
import type { EventQuery } from './runs-foreign.js';
import { restored, storable } from './strings.js';

/** An event of a session, without what follows from the session itself. */
export interface StoredEvent {
  readonly seq: number;
  readonly ordinal: number;
  readonly n: number;
  readonly type: string;
  readonly time: string | null;
  readonly step: string | null;
  readonly data: JsonValue;
}

/** The step that a fact belongs to: the id of its turn, else its number. */
export function stepOfFact({ turnId, turn }: HistoryFact): string | null {
  return turnId ?? (turn === null ? null : String(turn));
}

/** The table `run_events`. */
export class RunEventTable {
  readonly #database: SqlDatabase;
  readonly #filled: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#filled = database.prepare('SELECT filled FROM run_fills WHERE source_id = ?');
  }

  /** Whether the events of a source are those of this state of its file. */
  isFilled(sourceId: number, state: string): boolean {
    return this.#filled.get([sourceId])?.[0] === state;
  }

  /**
   * Makes the events of a source those that `facts` tell, in one transaction. What stays as it was keeps its `seq`; what is new or
   * is told otherwise than before gets higher ones, in the order of the trace; what is told no more goes.
   * @param state of the file; null: it is not sure that it still is as it was read.
   */
  fill(sourceId: number, state: string | null, facts: readonly HistoryFact[]): void {
    this.#database.transaction(() => {
      const known = new Map(
        this.#database
          .prepare('SELECT ordinal, n, type, time, step, data FROM run_events WHERE source_id = ?')
          .all([sourceId])
          .map((row) => [`${row[0]}.${row[1]}`, row.slice(2).join('\0')]),
      );
      const remove = this.#database.prepare('DELETE FROM run_events WHERE source_id = ? AND ordinal = ? AND n = ?');
      const insert = this.#database.prepare(
        'INSERT INTO run_events (source_id, ordinal, n, type, time, step, data) VALUES (?,?,?,?,?,?,?)',
      );
      for (const fact of facts) {
        const place = `${fact.ordinal}.${fact.n}`;
        const values = valuesOf(fact);
        const before = known.get(place);
        known.delete(place);
        if (before === values.join('\0')) continue;
        if (before !== undefined) remove.run([sourceId, fact.ordinal, fact.n]);
        insert.run([sourceId, fact.ordinal, fact.n, ...values]);
      }
      for (const place of known.keys()) {
        remove.run([sourceId, ...place.split('.').map(Number)]);
      }
      this.#database
        .prepare('INSERT OR REPLACE INTO run_fills (source_id, filled) VALUES (?,?)')
        .run([sourceId, state ?? '']);
    });
  }

  /** By rising `seq`. */
  select(sourceId: number, { afterSeq, types, steps, limit }: EventQuery): StoredEvent[] {
    const conditions = ['source_id = ?', 'seq > ?'];
    const values: SqlValue[] = [sourceId, afterSeq ?? 0];
    for (const [column, wanted] of [['type', types] as const, ['step', steps.map(storable)] as const]) {
      if (wanted.length === 0) continue;
      conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
      values.push(...wanted);
    }
    const bound = limit === null ? '' : ` LIMIT ${limit}`;
    return this.#database
      .prepare(
        `SELECT seq, ordinal, n, type, time, step, data FROM run_events WHERE ${conditions.join(' AND ')} ORDER BY seq${bound}`,
      )
      .all(values)
      .map(storedEvent);
  }
}

/** Type, time, step, data. A time of our own form is kept as a number. */
function valuesOf(fact: HistoryFact): SqlValue[] {
  const { time, type, data } = fact;
  const milliseconds = Date.parse(time ?? '');
  const isPlain = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === time;
  const step = stepOfFact(fact);
  return [type, isPlain ? milliseconds : time, step === null ? null : storable(step), JSON.stringify(data)];
}

function storedEvent([seq, ordinal, n, type, time, step, data]: SqlRow): StoredEvent {
  return {
    seq: Number(seq),
    ordinal: Number(ordinal),
    n: Number(n),
    type: String(type),
    time: typeof time === 'number' ? new Date(time).toISOString() : typeof time === 'string' ? time : null,
    step: typeof step === 'string' ? restored(step) : null,
    data: JSON.parse(String(data)) as JsonValue,
  };
}
