import type { HistoryFact } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import { type SqlDatabase, SqlError, type SqlRow, type SqlStatement } from '../sql/database.js';
import { whenRun } from '../sql/when-run.js';
import { intact, isDamage } from './intact.js';
import { requiredMeta, setMeta } from './meta.js';
import { keepsTexts } from './open-index.js';
import { plainTime } from './plain-time.js';
import type { EventQuery } from './runs-foreign.js';
import { restored, Strings, storable } from './strings.js';
import { asBytes, asNumber, checkSum, sumOfTexts, textsIn } from './sums.js';

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

/** An event as it is written. */
interface EventTexts {
  readonly ordinal: number;
  readonly n: number;
  readonly type: string;
  /** Milliseconds where it is of our own form; else as it was recorded. */
  readonly time: number | string | null;
  readonly step: string | null;
  /** JSON of the names of the data. */
  readonly names: string;
  /** JSON of the data, without the brackets, which every list has. */
  readonly data: string;
}

interface NumberedEvent extends EventTexts {
  readonly seq: number;
}

/** All of a row in one value, which is read fastest. */
const ROW = asBytes('seq', 'ordinal', 'n', 'type', 'typeof(time)', 'time', 'step', 'names', 'data');

/** The table `run_events`. Over those of a source a sum stands in `run_fills`. */
export class RunEventTable {
  readonly #database: SqlDatabase;
  readonly #strings: Strings;
  readonly #filled: SqlStatement;
  readonly #setFilled: SqlStatement;
  readonly #rows: SqlStatement;
  readonly #write: SqlStatement;
  readonly #remove: SqlStatement;
  readonly #removeAll: SqlStatement;
  readonly #unfill: SqlStatement;

  constructor(database: SqlDatabase) {
    const prepare = (sql: string): SqlStatement => whenRun(database, sql);
    this.#database = database;
    this.#strings = new Strings(database);
    this.#filled = prepare(`SELECT ${asBytes('filled')}, ${asNumber('sum')} FROM run_fills WHERE source_id = ?`);
    this.#setFilled = prepare('INSERT OR REPLACE INTO run_fills (source_id, filled, sum) VALUES (?,?,?)');
    this.#rows = prepare(`SELECT ${ROW} FROM run_events WHERE source_id = ? ORDER BY seq`);
    this.#write = prepare(
      'INSERT OR REPLACE INTO run_events (source_id, ordinal, n, seq, type, time, step, names, data) VALUES (?,?,?,?,?,?,?,?,?)',
    );
    this.#remove = prepare('DELETE FROM run_events WHERE source_id = ? AND ordinal = ? AND n = ?');
    this.#removeAll = prepare('DELETE FROM run_events WHERE source_id = ?');
    this.#unfill = prepare('DELETE FROM run_fills WHERE source_id = ?');
  }

  /** Whether the events of a source are those of this state of its file. */
  isFilled(sourceId: number, state: string): boolean {
    return this.#filled.get([sourceId])?.[0]?.toString() === state;
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
        const events = this.#replace(sourceId, facts);
        this.#setFilled.run([sourceId, state ?? '', sumOfEvents(events)]);
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
   * @throws SqlError `corrupt` where they are not as they were written.
   */
  differing(sourceId: number, facts: readonly HistoryFact[]): number | null {
    const kept = this.#keptAlone(sourceId);
    const isSame = kept.length === facts.length && facts.every((fact, n) => isSameEvent(kept[n], textsOf(fact, 0)));
    return isSame ? null : kept.length;
  }

  /** Within a transaction: they are read anew; those that are told as before keep their `seq`. */
  outdate(sourceId: number): void {
    this.#strings.refresh();
    const events = this.#keptOrNone(sourceId);
    if (events.length > 0) this.#setFilled.run([sourceId, '', sumOfEvents(events)]);
  }

  /** @throws SqlError `corrupt` where those of a source are not as they were written. */
  check(sourceId: number): void {
    this.#keptAlone(sourceId);
  }

  /** @returns all that there are now, by rising `seq`. */
  #replace(sourceId: number, facts: readonly HistoryFact[]): NumberedEvent[] {
    const known = new Map(this.#keptOrNone(sourceId).map((event) => [placeOf(event), event]));
    let next = Number(requiredMeta(this.#database, NEXT_SEQ));
    let isAsBefore = true;
    const events = facts.map((fact) => {
      const event = textsOf(fact, next);
      // Mostly there was nothing before.
      const before = known.size === 0 ? undefined : known.get(placeOf(event));
      isAsBefore &&= isSameEvent(before, event);
      if (before !== undefined) known.delete(placeOf(event));
      if (isAsBefore && before !== undefined) return before;
      next++;
      this.#writeEvent(sourceId, event);
      return event;
    });
    for (const { ordinal, n } of known.values()) this.#remove.run([sourceId, ordinal, n]);
    setMeta(this.#database, NEXT_SEQ, String(next));
    return events;
  }

  #writeEvent(sourceId: number, { ordinal, n, seq, type, time, step, names, data }: NumberedEvent): void {
    const id = (text: string): number => this.#strings.idOf(text);
    const at = typeof time === 'string' ? storable(time) : time;
    this.#write.run([sourceId, ordinal, n, seq, id(type), at, step === null ? null : id(step), id(names), data]);
  }

  /** By rising `seq`. */
  select(sourceId: number, { afterSeq, types, steps, limit }: EventQuery): StoredEvent[] {
    const found = this.#keptAlone(sourceId).filter(
      ({ seq, type, step }) =>
        seq > (afterSeq ?? 0) &&
        (types.length === 0 || types.includes(type)) &&
        (steps.length === 0 || steps.includes(step ?? '')),
    );
    const wanted = limit === null ? found : found.slice(0, limit);
    return wanted.map((event) => intact(nameOf(sourceId), () => eventOf(event)));
  }

  #keptAlone(sourceId: number): NumberedEvent[] {
    return this.#database.snapshot(() => {
      this.#strings.refresh();
      return this.#kept(sourceId);
    });
  }

  /** By rising `seq`. Within a transaction or snapshot. @throws SqlError `corrupt`. */
  #kept(sourceId: number): NumberedEvent[] {
    const rows = this.#rows.all([sourceId]);
    const events = intact(nameOf(sourceId), () => rows.map((row) => this.#textsOfRow(row)));
    const [, sum] = this.#filled.get([sourceId]) ?? [];
    if (sum !== undefined || events.length > 0) checkSum(nameOf(sourceId), sumOfEvents(events), sum);
    return events;
  }

  /** What is damaged goes: it is read anew. */
  #keptOrNone(sourceId: number): NumberedEvent[] {
    try {
      return this.#kept(sourceId);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#removeAll.run([sourceId]);
      this.#unfill.run([sourceId]);
      return [];
    }
  }

  #textsOfRow([row]: SqlRow): NumberedEvent {
    const [seq, ordinal, n, type, kind, time = '', step, names, data = ''] = textsIn(row);
    const text = (id: string | undefined): string => this.#strings.textOf(Number(id));
    return {
      seq: Number(seq),
      ordinal: Number(ordinal),
      n: Number(n),
      type: text(type),
      time: kind === 'null' ? null : kind === 'text' ? restored(time) : Number(time),
      step: step === '' ? null : text(step),
      names: text(names),
      data,
    };
  }
}

function nameOf(sourceId: number): string {
  return `an event of source ${sourceId}`;
}

function placeOf({ ordinal, n }: EventTexts): string {
  return `${ordinal}.${n}`;
}

function textsOf(fact: HistoryFact, seq: number): NumberedEvent {
  const { ordinal, n, time, type, data } = fact;
  return {
    seq,
    ordinal,
    n,
    type,
    time: time === null ? null : (plainTime(time) ?? time),
    step: stepOfFact(fact),
    names: JSON.stringify(Object.keys(data)),
    data: JSON.stringify(Object.values(data)).slice(1, -1),
  };
}

function isSameEvent(a: EventTexts | undefined, b: EventTexts): boolean {
  return (
    a !== undefined &&
    a.ordinal === b.ordinal &&
    a.n === b.n &&
    a.type === b.type &&
    a.time === b.time &&
    a.step === b.step &&
    a.names === b.names &&
    a.data === b.data
  );
}

export function sumOfEvents(events: readonly NumberedEvent[]): number {
  return sumOfTexts(
    events.map(({ seq, ordinal, n, type, time, step, names, data }) => {
      const at = typeof time === 'string' ? `"${time}` : time;
      const place = step === null ? '' : `"${step}`;
      return `${seq} ${ordinal} ${n} ${at}\0${type}\0${place}\0${names}\0${data}`;
    }),
  );
}

function eventOf({ seq, ordinal, n, type, time, step, names, data }: NumberedEvent): StoredEvent {
  const keys = JSON.parse(names) as string[];
  const values = JSON.parse(`[${data}]`) as JsonValue[];
  return {
    seq,
    ordinal,
    n,
    type,
    time: typeof time === 'number' ? new Date(time).toISOString() : time,
    step,
    data: Object.fromEntries(keys.map((key, place) => [key, values[place] ?? null])),
  };
}
