import type { SqlDatabase, SqlRow } from '../../src/sql/database.js';
import { metaSum } from '../../src/store/meta.js';
import { sumOfEvents } from '../../src/store/run-events.js';
import { LIGHT, SEALED } from '../../src/store/source-row.js';
import { sumOf } from '../../src/store/sums.js';
import { sumOfBundles, sumOfParts } from '../../src/store/trace-rows.js';

/** Makes what a test wrote into an index itself something that the index could have written: all its sums are made anew. */
export function reseal(database: SqlDatabase): void {
  const all = (sql: string, ...values: readonly number[]): SqlRow[] => database.prepare(sql).all(values);
  const run = (sql: string, ...values: readonly (number | string | null)[]) => database.prepare(sql).run(values);
  for (const [key, value] of all('SELECT key, value FROM meta')) {
    run('UPDATE meta SET sum = ? WHERE key = ?', metaSum(String(key), String(value)), String(key));
  }
  for (const [first] of all('SELECT id FROM sources')) {
    const id = Number(first);
    const [light = []] = all(`SELECT ${LIGHT} FROM sources WHERE id = ?`, id);
    const [sealed = []] = all(`SELECT ${SEALED} FROM sources WHERE id = ?`, id);
    const texts = (table: string) => all(`SELECT data FROM ${table} WHERE source_id = ? ORDER BY n`, id).map(String);
    const bundles = all('SELECT events, data FROM trace_events WHERE source_id = ? ORDER BY n', id).map(
      ([count, data]) => ({ count: Number(count), data: data as Buffer }),
    );
    run(
      'UPDATE sources SET (sum, told_sum, parts_sum, events_sum) = (?,?,?,?) WHERE id = ?',
      sumOf(light.slice(2)),
      sumOf(sealed.slice(1)),
      sumOfParts(texts('trace_sessions'), texts('trace_turns')),
      sumOfBundles(bundles),
      id,
    );
    run('UPDATE run_fills SET sum = ? WHERE source_id = ?', sumOfEvents(eventsOf(database, id)), id);
  }
}

function eventsOf(database: SqlDatabase, id: number): Parameters<typeof sumOfEvents>[0] {
  const text = (column: string) => `(SELECT text FROM strings WHERE strings.id = ${column})`;
  return database
    .prepare(
      `SELECT seq, ordinal, n, ${text('type')}, time, ${text('step')}, ${text('names')}, data
       FROM run_events WHERE source_id = ? ORDER BY seq`,
    )
    .all([id])
    .map(([seq, ordinal, n, type, time, step, names, data]) => ({
      seq: Number(seq),
      ordinal: Number(ordinal),
      n: Number(n),
      type: String(type),
      time: time as number | string | null,
      step: step as string | null,
      names: String(names),
      data: String(data),
    }));
}
