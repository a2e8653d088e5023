import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SqlDriver, SqlError } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { type LibsqlConstructor, libsqlDriver } from '../../src/sql/libsql.js';
import { loadLibsqlDirectly } from '../../src/sql/libsql-package.js';
import { type NodeSqlite, nodeSqliteDriver } from '../../src/sql/node-sqlite.js';
import { TempDir } from '../support/temp-dir.js';

const load = createRequire(import.meta.url);

function nodesOwn(): SqlDriver | null {
  try {
    return nodeSqliteDriver(load('node:sqlite') as NodeSqlite);
  } catch {
    return null;
  }
}

const folderless = join(import.meta.dirname, 'not-there');
const own = nodesOwn();
const direct = loadLibsqlDirectly(load) as LibsqlConstructor | null;
const drivers: [string, SqlDriver][] = [
  ['libsql', libsqlDriver(load('libsql') as LibsqlConstructor)],
  ...(direct === null ? [] : [['libsql without its helpers', libsqlDriver(direct)] satisfies [string, SqlDriver]]),
  ...(own === null ? [] : [['node:sqlite', own] satisfies [string, SqlDriver]]),
];

test('there is a driver on every Node that we support', () => {
  expect(findDriver()?.name).toBe(own === null ? 'libsql' : 'node:sqlite');
});

test('libsql is loaded without its helpers where Node itself tells the C library, and by itself elsewhere', () => {
  const { platform, arch } = process;
  expect(direct !== null).toBe(platform === 'linux' && ['x64', 'arm64'].includes(arch));
  const nowhere = Object.assign(() => null, { resolve: Object.assign(() => '', { paths: () => [folderless] }) });
  expect(loadLibsqlDirectly(nowhere as unknown as NodeJS.Require)).toBeNull();
});

describe.each(drivers)('%s', (_name, driver) => {
  let folder: TempDir;
  let path: string;
  beforeEach(() => {
    folder = new TempDir();
    path = join(folder.path, 'a.sqlite');
  });
  afterEach(() => folder.remove());

  function troubleOf(work: () => unknown): string {
    try {
      work();
    } catch (error) {
      return error instanceof SqlError ? error.trouble : `no SqlError: ${error}`;
    }
    return 'none';
  }

  (existsSync('/proc/self/fd') ? test : test.skip)('files of closed databases are let go of', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let n = 0; n < 400; n++) {
      const database = driver.open(path, 0);
      database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (a)');
      database.prepare('SELECT a FROM t').all([]);
      database.close();
      await new Promise(setImmediate);
    }
    expect(open() - before).toBeLessThan(300);
  });

  test('values come back as they were given', () => {
    const database = driver.open(path, 0);
    database.exec('CREATE TABLE t (a, b, c, d, e)');
    const row = [null, 2 ** 53 - 1, -0.5, 'é€😀', Buffer.from([0, 255, 7])];
    expect(database.prepare('INSERT INTO t VALUES (?,?,?,?,?)').run(row)).toBe(1);
    const statement = database.prepare('SELECT * FROM t');
    expect(statement.columns()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(statement.all([])).toEqual([row]);
    expect(statement.get([])).toEqual(row);
    expect([...statement.iterate([])]).toEqual([row]);
    expect(Buffer.isBuffer(statement.get([])?.[4])).toBe(true);
    expect(database.prepare('SELECT a FROM t WHERE b = ?').get([1])).toBeNull();
    database.close();
  });

  test('columns of the same name do not hide each other; a single blob is a value', () => {
    const database = driver.open(path, 0);
    expect(database.prepare('SELECT 1 AS x, 2 AS x').get([])).toEqual([1, 2]);
    expect(database.prepare('SELECT length(?)').get([Buffer.alloc(5)])).toEqual([5]);
    database.close();
  });

  test('more than a hundred rows are all there', () => {
    const database = driver.open(path, 0);
    const numbers = database.prepare(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n',
    );
    for (const count of [99, 100, 101, 200, 1000]) {
      const expected = Array.from({ length: count }, (_, i) => [i + 1]);
      expect(numbers.all([count])).toEqual(expected);
      expect([...numbers.iterate([count])]).toEqual(expected);
    }
    database.close();
  });

  test('a statement may be asked in every way, one after another, each time with other values', () => {
    const database = driver.open(path, 0);
    database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)');
    const from = database.prepare('SELECT a FROM t WHERE a >= ? ORDER BY a');
    expect(from.all([1])).toEqual([[1], [2], [3]]);
    expect(from.get([3])).toEqual([3]);
    expect([...from.iterate([2])]).toEqual([[2], [3]]);
    expect(from.get([1])).toEqual([1]);
    expect(from.get([4])).toBeNull();
    expect(from.all([3])).toEqual([[3]]);
    expect(from.get([2])).toEqual([2]);
    const insert = database.prepare('INSERT INTO t VALUES (?) RETURNING a');
    expect(insert.all([7])).toEqual([[7]]);
    expect(insert.get([8])).toEqual([8]);
    expect(insert.get([9])).toEqual([9]);
    expect(from.all([4])).toEqual([[7], [8], [9]]);
    database.close();
  });

  test('a transaction is done whole or not at all', () => {
    const database = driver.open(path, 0);
    database.exec('CREATE TABLE t (a)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    expect(database.transaction(() => insert.run([1]))).toBe(1);
    expect(() =>
      database.transaction(() => {
        insert.run([2]);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(database.prepare('SELECT a FROM t').all([])).toEqual([[1]]);
    database.close();
  });

  test('trouble is told apart', () => {
    expect(troubleOf(() => driver.open(join(folder.path, 'no', 'folder.sqlite'), 0))).toBe('cannot-open');
    folder.write('text.sqlite', 'This is no database, though it is long enough to be one. '.repeat(20));
    const text = driver.open(join(folder.path, 'text.sqlite'), 0);
    expect(troubleOf(() => text.prepare('SELECT * FROM sqlite_master').all([]))).toBe('not-a-database');
    text.close();
    const database = driver.open(path, 0);
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a UNIQUE)');
    expect(troubleOf(() => database.prepare('SELECT * FROM nothing'))).toBe('other');
    database.exec('INSERT INTO t VALUES (1)');
    expect(troubleOf(() => database.exec('INSERT INTO t VALUES (1)'))).toBe('constraint');
    database.exec('PRAGMA max_page_count = 1');
    expect(troubleOf(() => database.prepare('INSERT INTO t VALUES (?)').run([Buffer.alloc(20_000)]))).toBe('full');
    database.exec('PRAGMA query_only = 1');
    expect(troubleOf(() => database.exec('INSERT INTO t VALUES (2)'))).toBe('read-only');
    database.exec('PRAGMA query_only = 0');
    database.transaction(() => {
      const other = driver.open(path, 0);
      expect(troubleOf(() => other.exec('BEGIN IMMEDIATE'))).toBe('busy');
      // What others have committed can be read all the while.
      expect(other.prepare('SELECT a FROM t').all([])).toEqual([[1]]);
      other.close();
    });
    database.close();
  });
});
