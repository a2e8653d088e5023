import type { HistoryFact } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import { type SqlDatabase, SqlError, type SqlRow, type SqlStatement, type SqlValue } from '../sql/database.js';
import { intact } from './intact.js';
import { keepsTexts, metaValue, setMeta } from './open-index.js';
import { plainTime } from './plain-time.js';
import type { EventQuery } from './runs-foreign.js';
import { Strings } from './strings.js';

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

/** In `meta`: no number is ever given twice, also where its row is gone. */
const NEXT_SEQ = 'next_event_seq';

/** The table `run_events`. */
export class RunEventTable {
  readonly #database: SqlDatabase;
  readonly #strings: Strings;
  readonly #filled: SqlStatement;
  readonly #setFilled: SqlStatement;
  readonly #known: SqlStatement;
  readonly #write: SqlStatement;
  readonly #remove: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#strings = new Strings(database);
    this.#filled = database.prepare('SELECT filled FROM run_fills WHERE source_id = ?');
    this.#setFilled = database.prepare('INSERT OR REPLACE INTO run_fills (source_id, filled) VALUES (?,?)');
    this.#known = database.prepare(
      'SELECT ordinal, n, type, time, step, names, data FROM run_events WHERE source_id = ?',
    );
    this.#write = database.prepare(
      'INSERT OR REPLACE INTO run_events (source_id, ordinal, n, seq, type, time, step, names, data) VALUES (?,?,?,?,?,?,?,?,?)',
    );
    this.#remove = database.prepare('DELETE FROM run_events WHERE source_id = ? AND ordinal = ? AND n = ?');
  }

  /** Whether the events of a source are those of this state of its file. */
  isFilled(sourceId: number, state: string): boolean {
    return this.#filled.get([sourceId])?.[0] === state;
  }

  /**
   * Makes the events of a source those that `facts` tell, in one transaction. As far as they are told as before they keep their
   * `seq`; from the first that is new or told otherwise they get higher ones, so that a trace that was added to repeats nothing,
   * and one that was written anew is in order again. What is told no more goes.
   * @param state of the file; null: it is not sure that it still is as it was read.
   * @returns false where nothing was written: another process has removed the source, or no texts are to be kept any more.
   */
  fill(sourceId: number, state: string | null, facts: readonly HistoryFact[]): boolean {
    try {
      return this.#database.transaction(() => {
        this.#strings.refresh();
        if (!keepsTexts({ database: this.#database })) return false;
        this.#setFilled.run([sourceId, state ?? '']);
        this.#replace(sourceId, facts);
        return true;
      });
    } catch (error) {
      this.#strings.forget();
      // There is no such source any more.
      if (error instanceof SqlError && error.trouble === 'constraint') return false;
      throw error;
    }
  }

  /**
   * Compares what is kept of a source with what its trace tells. Writes nothing.
   * @returns how many events are kept; null where they are those that `facts` tell.
   */
  differing(sourceId: number, facts: readonly HistoryFact[]): number | null {
    const kept = this.select(sourceId, { afterSeq: null, types: [], steps: [], limit: null });
    const textOf = ({ ordinal, n, type, time, step, data }: Omit<StoredEvent, 'seq'>): string =>
      JSON.stringify([ordinal, n, type, time, step, data]);
    const told = facts.map((fact) => textOf({ ...fact, step: stepOfFact(fact) }));
    const isSame = kept.length === told.length && kept.every((event, place) => textOf(event) === told[place]);
    return isSame ? null : kept.length;
  }

  #replace(sourceId: number, facts: readonly HistoryFact[]): void {
    const known = new Map(this.#known.all([sourceId]).map((row) => [`${row[0]}.${row[1]}`, row.slice(2).join('\0')]));
    let next = Number(metaValue(this.#database, NEXT_SEQ) ?? 1);
    let isAsBefore = true;
    for (const fact of facts) {
      const values = this.#valuesOf(fact);
      // Mostly there was nothing before.
      if (known.size > 0) {
        const place = `${fact.ordinal}.${fact.n}`;
        isAsBefore &&= known.get(place) === values.join('\0');
        known.delete(place);
      } else isAsBefore = false;
      if (!isAsBefore) this.#write.run([sourceId, fact.ordinal, fact.n, next++, ...values]);
    }
    for (const place of known.keys()) this.#remove.run([sourceId, ...place.split('.').map(Number)]);
    setMeta(this.#database, NEXT_SEQ, String(next));
  }

  /** Type, time, step, names, data. A time of our own form is kept as a number. */
  #valuesOf(fact: HistoryFact): SqlValue[] {
    const { time, type, data } = fact;
    const step = stepOfFact(fact);
    return [
      this.#strings.idOf(type),
      time === null ? null : (plainTime(time) ?? time),
      step === null ? null : this.#strings.idOf(step),
      this.#strings.idOf(JSON.stringify(Object.keys(data))),
      // Without the brackets, which every list has.
      JSON.stringify(Object.values(data)).slice(1, -1),
    ];
  }

  /** By rising `seq`. */
  select(sourceId: number, { afterSeq, types, steps, limit }: EventQuery): StoredEvent[] {
    const found = this.#after(sourceId, afterSeq ?? 0).filter(
      ({ type, step }) =>
        (types.length === 0 || types.includes(type)) && (steps.length === 0 || steps.includes(step ?? '')),
    );
    return limit === null ? found : found.slice(0, limit);
  }

  #after(sourceId: number, seq: number): StoredEvent[] {
    return this.#database.snapshot(() => {
      this.#strings.refresh();
      return this.#database
        .prepare(
          'SELECT seq, ordinal, n, type, time, step, names, data FROM run_events WHERE source_id = ? AND seq > ? ORDER BY seq',
        )
        .all([sourceId, seq])
        .map((row) => intact(`an event of source ${sourceId}`, () => this.#eventOf(row)));
    });
  }

  #eventOf([seq, ordinal, n, type, time, step, names, data]: SqlRow): StoredEvent {
    const keys = JSON.parse(this.#strings.textOf(Number(names))) as string[];
    const values = JSON.parse(`[${data}]`) as JsonValue[];
    return {
      seq: Number(seq),
      ordinal: Number(ordinal),
      n: Number(n),
      type: this.#strings.textOf(Number(type)),
      time: typeof time === 'number' ? new Date(time).toISOString() : typeof time === 'string' ? time : null,
      step: step === null || step === undefined ? null : this.#strings.textOf(Number(step)),
      data: Object.fromEntries(keys.map((key, place) => [key, values[place] ?? null])),
    };
  }
}
