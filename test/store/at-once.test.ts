import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { SqlDatabase, SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { distrust } from '../../src/store/distrust.js';
import { bringUpToDate, type PassReport } from '../../src/store/index-pass.js';
import { leaseHolder, takeLease } from '../../src/store/lease.js';
import { setMeta } from '../../src/store/meta.js';
import { type IndexDatabase, keepPreviews, openIndex } from '../../src/store/open-index.js';
import { RunEventTable } from '../../src/store/run-events.js';
import { bringEventsUpToDate } from '../../src/store/run-events-fill.js';
import type { SourceEntry } from '../../src/store/source-row.js';
import { SourceTable } from '../../src/store/source-table.js';
import { TraceRows } from '../../src/store/trace-rows.js';
import { patchOf, Rollout, uuid7 } from '../support/codex-rollout.js';
import { StoreLab } from './store-lab.js';

const driver = findDriver() as SqlDriver;
const adapter = codexAdapter();

let lab: StoreLab;
let home: string;
/** Two processes, as the database sees them. */
let ours: IndexDatabase;
let theirs: IndexDatabase;
beforeEach(() => {
  lab = new StoreLab();
  home = join(lab.path, 'codex');
  ours = lab.open(5000);
  theirs = lab.open(5000);
});
afterEach(() => {
  ours.close();
  theirs.close();
  lab.remove();
});

const fileOf = (n: number): string =>
  join(home, `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${uuid7(n, n)}.jsonl`);

/** A session of so many turns, each with a patch. */
function write(n: number, turns = 1, says = 'Add a max'): void {
  const rollout = new Rollout().meta({ id: uuid7(n, n) });
  for (let turn = 1; turn <= turns; turn++) {
    rollout.task(`t${turn}`).context('gpt-demo').says(`${says} ${turn}`);
    rollout.patched(patchOf(`*** Add File: file${n}_${turn}.js`, '+max'), `c${turn}`).done(`t${turn}`);
  }
  mkdirSync(join(home, 'sessions/2026/01/01'), { recursive: true });
  writeFileSync(fileOf(n), rollout.text());
}

/** A pass in which everything that is there was written long ago. */
function pass(index: IndexDatabase, progress: (done: number) => void = () => {}): PassReport {
  const options = {
    now: () => Date.now() + 10_000,
    full: false,
    retryFailed: false,
    sharing: null,
    progress: ({ sources }: { sources: number }) => progress(sources),
  };
  return bringUpToDate(index, { adapter, homes: [home], ...adapter.discover([home]) }, options);
}

function entry(index: IndexDatabase, n: number): SourceEntry {
  const found = new SourceTable(index.database).entries('codex', home).find(({ path }) => fileOf(n).endsWith(path));
  if (found === undefined) throw new Error(`no row ${n}`);
  return found;
}

function sourceOf(n: number) {
  const source = adapter.discover([home]).sources.find(({ path }) => fileOf(n).endsWith(path));
  if (source === undefined) throw new Error(`no source ${n}`);
  return source;
}

/** Runs `act` once, right before a statement that reads a table is carried out. */
function interrupted(database: SqlDatabase, table: string, act: () => void): SqlDatabase {
  let isDone = false;
  return {
    ...database,
    prepare(sql) {
      const statement = database.prepare(sql);
      const before = (): void => {
        if (isDone || !sql.includes(`FROM ${table}`)) return;
        isDone = true;
        act();
      };
      return {
        ...statement,
        all(values) {
          before();
          return statement.all(values);
        },
        get(values) {
          before();
          return statement.get(values);
        },
      };
    },
  };
}

const count = (sql: string): number => Number(ours.database.prepare(`SELECT count(*) FROM ${sql}`).get([])?.[0]);

describe('K8: while another process writes', () => {
  test('a session is read as it was at one moment', () => {
    write(1, 1);
    pass(ours);
    const row = entry(ours, 1);
    const source = sourceOf(1);
    const before = adapter.read(source);
    write(1, 3);
    for (const table of ['trace_turns', 'trace_events']) {
      const rows = new TraceRows(interrupted(ours.database, table, () => pass(theirs)));
      expect([table, rows.read(row.id, source, row.warnings() ?? [])]).toEqual([table, before]);
      write(1, 1);
      pass(theirs);
    }
  });

  test('a row that is of another session by now is not taken for the one that it was', () => {
    write(1);
    pass(ours);
    const row = entry(ours, 1);
    const source = sourceOf(1);
    theirs.database.exec('DELETE FROM sources');
    write(2);
    theirs.database.exec("DELETE FROM meta WHERE key LIKE 'fingerprint %'");
    pass(theirs);
    theirs.database.exec(`DELETE FROM sources WHERE thread_id = '${uuid7(1, 1)}'`);
    theirs.database.exec(`PRAGMA foreign_keys = OFF; UPDATE sources SET id = ${row.id}`);
    expect(new TraceRows(ours.database).read(row.id, source, row.warnings() ?? [])).toBeNull();
  });

  test('numbers of texts that were given anew meanwhile are not those of before', () => {
    write(1);
    pass(ours);
    const rows = new TraceRows(ours.database);
    const events = new RunEventTable(ours.database);
    const source = sourceOf(1);
    const told = adapter.read(source);
    const read = () => {
      const row = entry(ours, 1);
      expect(rows.read(row.id, source, row.warnings() ?? [])).toEqual(told);
      bringEventsUpToDate(events, row.id, adapter, source, Date.now() + 10_000);
      return events
        .select(row.id, { afterSeq: null, types: [], steps: [], limit: null })
        .map(({ seq, ...rest }) => rest);
    };
    const first = read();
    keepPreviews(theirs, true);
    const table = theirs.database.prepare('INSERT INTO strings (text) VALUES (?)');
    for (let n = 0; n < 50; n++) table.run([`another ${n}`]);
    pass(theirs);
    expect(read()).toEqual(first);
  });

  test.each([
    ['no texts are to be kept any more', () => keepPreviews(theirs, false)],
    ['what it wrote is not to be believed', () => distrust(theirs, [])],
    [
      'another build has taken the index over',
      () => {
        setMeta(theirs.database, 'facts_build', 'another');
        lab.open(5000).close();
      },
    ],
  ])('a pass ends, and writes nothing any more, where %s', (_why, act) => {
    for (let n = 1; n <= 3; n++) write(n);
    const report = pass(ours, (done) => {
      if (done === 1) act();
    });
    expect(report.outcome).toBe('lost');
    expect(count('sources')).toBe(0);
    expect(count('strings')).toBe(0);
    expect(count("meta WHERE key LIKE 'fingerprint %'")).toBe(0);
    expect(pass(theirs)).toMatchObject({ outcome: 'done', read: 3 });
  });

  test('state-index 13: a pass that lost the lease at its end does not say that it is complete', () => {
    write(1);
    let transactions = 0;
    const transaction = <T>(work: () => T): T => {
      // The lease is taken, the batch is written, the end is told.
      if (++transactions === 3) distrust(theirs, [entry(theirs, 1).id]);
      return ours.database.transaction(work);
    };
    const report = pass({ ...ours, database: { ...ours.database, transaction } });
    expect(transactions).toBeGreaterThanOrEqual(3);
    expect(report.outcome).toBe('lost');
    expect(count("meta WHERE key LIKE 'fingerprint %'")).toBe(0);
    expect(pass(theirs)).toMatchObject({ outcome: 'done', read: 1 });
  });

  test('state-index 13: a lease that was taken after we looked at the clock is in force', () => {
    const now = Date.now();
    const lease = takeLease(ours.database, now);
    expect(lease).toHaveProperty('release');
    // We waited for the database, or looked at many files.
    expect(takeLease(theirs.database, now - 7000)).toMatchObject({ pid: process.pid });
    expect(leaseHolder(theirs.database, now - 7000)).toMatchObject({ pid: process.pid });
    if ('release' in lease) lease.release();
    expect(takeLease(theirs.database, now - 7000)).toHaveProperty('release');
  });

  test('run-history 14: what happened in a session is not kept where no texts are to be kept any more, or its source is gone', () => {
    write(1);
    pass(ours);
    const events = new RunEventTable(ours.database);
    const fill = () => bringEventsUpToDate(events, entry(ours, 1).id, adapter, sourceOf(1), Date.now() + 10_000);
    const { id } = entry(ours, 1);
    theirs.database.exec('DELETE FROM sources');
    expect(bringEventsUpToDate(events, id, adapter, sourceOf(1), Date.now() + 10_000)).toBe(false);
    keepPreviews(theirs, false);
    pass({ ...ours, previews: false });
    expect(fill()).toBe(false);
    expect(count('run_events')).toBe(0);
    keepPreviews(theirs, true);
    pass(ours);
    expect(fill()).toBe(true);
    expect(count('run_events')).toBeGreaterThan(0);
  });
});

describe('an index that is being made', () => {
  const location = () => ({ file: join(lab.path, 'new', 'index_1.sqlite'), isOwn: true, below: null });
  const tables = (database: SqlDatabase): unknown[] =>
    database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all([]);

  /** The driver, save that `act` is done before the n-th statement; `outside`: of those that are in no transaction. */
  function delayed(n: number, act: () => void, outside = false): SqlDriver {
    let left = n;
    let isInside = false;
    const step = (): void => {
      if (!(outside && isInside) && left-- === 0) act();
    };
    return {
      name: 'delayed',
      open(path, waitMs) {
        const database = driver.open(path, waitMs);
        return {
          ...database,
          exec(sql) {
            step();
            database.exec(sql);
          },
          prepare(sql) {
            step();
            return database.prepare(sql);
          },
          transaction(work) {
            isInside = true;
            try {
              return database.transaction(work);
            } finally {
              isInside = false;
            }
          },
        };
      },
    };
  }

  test('state-index 13: by another process at the same time is ours, and is made once', () => {
    for (let n = 0; n < 12; n++) {
      const place = { ...location(), file: join(lab.path, `new ${n}`, 'index_1.sqlite') };
      let other: IndexDatabase | null = null;
      const slow = delayed(
        n,
        () => {
          other = openIndex(place, { driver, now: 1, waitMs: 5000 });
        },
        true,
      );
      const index = openIndex(place, { driver: slow, now: 1, waitMs: 5000 });
      const another = (other as IndexDatabase | null) ?? openIndex(place, { driver, now: 1 });
      expect([n, index.storeId]).toEqual([n, another.storeId]);
      expect(index.storeId).toMatch(/^[0-9a-f]{16}$/);
      expect(tables(index.database)).toEqual(tables(ours.database));
      index.close();
      another.close();
    }
  });

  test('state-index 4: and whose maker was killed after any of its steps is made ready by the next one', () => {
    for (let n = 0; n < 60; n++) {
      const place = { ...location(), file: join(lab.path, `killed ${n}`, 'index_1.sqlite') };
      const dies = delayed(n, () => {
        throw new Error('killed');
      });
      let isKilled = false;
      try {
        openIndex(place, { driver: dies, now: 1 }).close();
      } catch (error) {
        isKilled = String(error) === 'Error: killed';
      }
      const index = openIndex(place, { driver, now: 1 });
      expect([n, index.storeId]).toEqual([n, expect.stringMatching(/^[0-9a-f]{16}$/)]);
      expect([n, index.writable, index.previews]).toEqual([n, true, true]);
      expect(tables(index.database)).toEqual(tables(ours.database));
      index.close();
      if (!isKilled) return;
    }
    throw new Error('it was never let finish');
  });
});
