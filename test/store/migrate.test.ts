import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SqlDatabase, SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { migrate, schemaState } from '../../src/store/migrate.js';
import { openIndex } from '../../src/store/open-index.js';
import { MIGRATIONS, type Migration } from '../../src/store/schema.js';
import { SourceTable } from '../../src/store/source-table.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
let file: string;
let database: SqlDatabase;
beforeEach(() => {
  dir = new TempDir();
  file = join(dir.path, 'index.sqlite');
  database = (findDriver() as SqlDriver).open(file, 1000);
});
afterEach(() => {
  database.close();
  dir.remove();
});

const FIRST: Migration = { n: 1, sql: "CREATE TABLE kept (x); INSERT INTO kept VALUES ('of before')" };
const SECOND: Migration = { n: 2, sql: "CREATE TABLE more (y); UPDATE kept SET x = 'of now'" };
const BROKEN: Migration = {
  n: 2,
  sql: "CREATE TABLE more (y); UPDATE kept SET x = 'half'; INSERT INTO nowhere VALUES (1)",
};

const all = (sql: string): unknown[] => database.prepare(sql).all([]).flat();
const tables = (): unknown[] => all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");

describe('state-index 3: migrations', () => {
  test('are applied in order, each once, and recorded', () => {
    migrate(database, 5, [FIRST]);
    expect(schemaState(database, file, [FIRST, SECOND])).toBe('older');
    migrate(database, 7, [FIRST, SECOND]);
    migrate(database, 9, [FIRST, SECOND]);
    expect(schemaState(database, file, [FIRST, SECOND])).toBe('current');
    expect(all('SELECT n, applied_at FROM migrations ORDER BY n')).toEqual([1, 5, 2, 7]);
    expect(all('SELECT x FROM kept')).toEqual(['of now']);
  });

  test('one that fails leaves the version before, from which a better one goes on', () => {
    migrate(database, 5, [FIRST]);
    expect(() => migrate(database, 7, [FIRST, BROKEN])).toThrow(/nowhere/);
    expect(tables()).toEqual(['kept', 'migrations']);
    expect(all('SELECT x FROM kept')).toEqual(['of before']);
    expect(all('SELECT n FROM migrations')).toEqual([1]);
    migrate(database, 9, [FIRST, SECOND]);
    expect(all('SELECT x FROM kept')).toEqual(['of now']);
    expect(schemaState(database, file, [FIRST])).toBe('newer');
  });

  test('one that was another one when it was applied is no version of ours', () => {
    migrate(database, 5, [FIRST]);
    const other = { ...FIRST, sql: `${FIRST.sql} ` };
    expect(() => schemaState(database, file, [other])).toThrow(/was made by another build/);
  });
});

describe('an index from before there were sums in it', () => {
  test.each([
    ['0', false],
    ['1', true],
    [null, true],
  ])('knows of its traces nothing any more; but whether texts are to be kept: %p', (previews, kept) => {
    database.exec('PRAGMA application_id = 0x6169626c');
    migrate(
      database,
      1,
      MIGRATIONS.filter(({ n }) => n < 4),
    );
    database.exec("INSERT INTO meta VALUES ('store_id', 'of before'), ('changes', '7'), ('facts_build', 'source')");
    if (previews !== null) database.prepare("INSERT INTO meta VALUES ('previews', ?)").run([previews]);
    database.exec(`
      INSERT INTO sources (id, agent, home, watermark, kind, size, mtime_ms, ctime_ms, inode, byte_offset, ordinal, state, attempts, indexed_at, begun_at, has_trace)
      VALUES (1, 'codex', '/home', 'sessions/a.jsonl', 'jsonl', 1, 1, 1, 1, 1, 1, 'ok', 1, 1, 1, 1);
      INSERT INTO trace_turns VALUES (1, 0, '[]');
      INSERT INTO strings VALUES (1, 'tool_call');
      INSERT INTO run_events VALUES (1, 1, 0, 1, 1, NULL, NULL, 1, '');
      INSERT INTO run_fills VALUES (1, 'filled')`);
    const index = openIndex(
      { file, isOwn: false, below: null },
      { driver: findDriver() as SqlDriver, now: 2, waitMs: 1000 },
    );
    expect([index.writable, index.previews]).toEqual([true, kept]);
    expect(index.storeId).toMatch(/^[0-9a-f]{16}$/);
    expect(new SourceTable(index.database).rows('codex', '/home')).toEqual([]);
    expect(
      ['strings', 'trace_turns', 'run_events', 'run_fills'].map((name) => all(`SELECT count(*) FROM ${name}`)),
    ).toEqual([[0], [0], [0], [0]]);
    index.close();
  });
});
