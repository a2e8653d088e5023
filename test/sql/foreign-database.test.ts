import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SqlDatabase, SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { openForeignDatabase } from '../../src/sql/foreign-database.js';
import { makePipe } from '../support/make-pipe.js';
import { TempDir } from '../support/temp-dir.js';

const driver = findDriver() as SqlDriver;

describe("another program's database", () => {
  let folder: TempDir;
  let path: string;
  let writer: SqlDatabase;
  beforeEach(() => {
    folder = new TempDir();
    path = join(folder.path, 'flows.db');
    writer = driver.open(path, 0);
  });
  afterEach(() => {
    writer.close();
    folder.remove();
  });

  function fill(journal: string): void {
    writer.exec(`PRAGMA journal_mode = ${journal}; PRAGMA wal_autocheckpoint = 0; CREATE TABLE runs (id INTEGER)`);
    for (let id = 1; id <= 50; id++) writer.exec(`INSERT INTO runs VALUES (${id})`);
  }

  function numbers(file: string): unknown[] {
    const { database, close, torn } = openForeignDatabase(file, driver);
    try {
      expect(torn).toBe(false);
      return database
        .prepare('SELECT id FROM runs ORDER BY id')
        .all([])
        .map(([id]) => id);
    } finally {
      close();
    }
  }

  function failureOf(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      return error;
    }
  }

  const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

  test.each([
    ['UTF-8', 'a\ufffdb'],
    ['UTF-16le', '\uff61b'],
    ['UTF-16be', '\u61ffb'],
  ])('%s: texts that are none, in the bytes of a text, and all else as it is', (encoding, damaged) => {
    const damage = encoding === 'UTF-8' ? "x'61ff62'" : encoding === 'UTF-16le' ? "x'61ff6200'" : "x'61ff0062'";
    writer.exec(`PRAGMA encoding = '${encoding}'; CREATE TABLE texts (id INTEGER, title TEXT, data)`);
    writer.exec(`INSERT INTO texts VALUES (2, CAST(${damage} AS TEXT), x'ff00'), (1, '', 0.1), (3, 'ä' || char(0) || '€😀', NULL),
      (4, NULL, 9007199254740991), (5, CAST(x'00d8' AS TEXT), -1)`);
    const { database, close } = openForeignDatabase(path, driver);
    try {
      const rows = [
        [5, damaged === 'a\ufffdb' ? '\0\ufffd' : encoding === 'UTF-16le' ? '\ufffd' : '\u00d8', -1],
        [4, null, 9007199254740991],
        [3, 'ä\0€😀', null],
        [2, damaged, Buffer.from([0xff, 0])],
        [1, '', 0.1],
      ];
      const statement = database.prepare('SELECT id, title, data FROM texts WHERE id <> ? ORDER BY id DESC');
      expect(statement.columns()).toEqual(['id', 'title', 'data']);
      expect(statement.all([0])).toEqual(rows);
      expect([...statement.iterate([3])]).toEqual(rows.filter(([id]) => id !== 3));
      const first = database.prepare('SELECT id, title, data FROM texts WHERE id <> ? ORDER BY id DESC');
      expect([first.get([5]), first.get([0])]).toEqual([rows[1], rows[0]]);
      expect(database.prepare('WITH x AS (SELECT title, title FROM texts) SELECT * FROM x LIMIT 1').all([])).toEqual([
        [damaged, damaged],
      ]);
      expect(database.prepare('SELECT 1 FROM texts WHERE id = 6').get([])).toBe(null);
      const names = database.prepare('PRAGMA table_info(texts)').all([]);
      expect(names.map(([, name]) => name)).toEqual(['id', 'title', 'data']);
    } finally {
      close();
    }
  });

  /** Names, sizes, times and bytes of all files of the folder. */
  function state(): unknown[] {
    return readdirSync(folder.path).map((name) => {
      const file = join(folder.path, name);
      const { size, mtimeMs, ctimeMs, mode } = statSync(file);
      return [name, size, mtimeMs, ctimeMs, mode, readFileSync(file).toString('base64')];
    });
  }

  test('run-history 16: rows that stand only in a live log are read, and no file of the folder is new or changed', () => {
    fill('wal');
    const before = state();
    expect(before.map((file) => (file as unknown[])[0])).toEqual(['flows.db', 'flows.db-shm', 'flows.db-wal']);
    expect(numbers(path)).toEqual(upTo(50));
    expect(state()).toEqual(before);
  });

  test('run-history 16: a copied database with a log gets no file beside it either', () => {
    fill('wal');
    const other = join(folder.path, 'copied');
    mkdirSync(other);
    for (const name of ['flows.db', 'flows.db-wal']) copyFileSync(join(folder.path, name), join(other, name));
    expect(numbers(join(other, 'flows.db'))).toEqual(upTo(50));
    expect(readdirSync(other)).toEqual(['flows.db', 'flows.db-wal']);
  });

  test('of a log that is cut in its last frame all before it is read', () => {
    fill('wal');
    const other = join(folder.path, 'cut.db');
    copyFileSync(path, other);
    copyFileSync(`${path}-wal`, `${other}-wal`);
    truncateSync(`${other}-wal`, statSync(`${other}-wal`).size - 100);
    expect(numbers(other)).toEqual(upTo(49));
  });

  test('files that may only be read, in a folder that may only be read', () => {
    fill('wal');
    const other = join(folder.path, 'still');
    mkdirSync(other);
    for (const name of ['flows.db', 'flows.db-wal']) {
      copyFileSync(join(folder.path, name), join(other, name));
      chmodSync(join(other, name), 0o400);
    }
    chmodSync(other, 0o500);
    expect(numbers(join(other, 'flows.db'))).toEqual(upTo(50));
    chmodSync(other, 0o700);
  });

  test('an open transaction of its writer is not seen, nor waited for', () => {
    fill('delete');
    writer.exec('BEGIN EXCLUSIVE; INSERT INTO runs VALUES (51)');
    expect(numbers(path)).toEqual(upTo(50));
    writer.exec('COMMIT');
    expect(numbers(path)).toEqual(upTo(51));
  });

  test('changes half written by a program that writes in place are taken back in the copy', () => {
    fill('delete');
    writer.exec('PRAGMA cache_size = 1; BEGIN EXCLUSIVE; UPDATE runs SET id = id + 1000');
    writer.exec('CREATE TABLE filler (x); INSERT INTO filler SELECT hex(randomblob(2000)) FROM runs, runs r LIMIT 200');
    expect(readdirSync(folder.path)).toContain('flows.db-journal');
    expect(numbers(path)).toEqual(upTo(50));
    writer.exec('ROLLBACK');
  });

  test.each([
    ['nothing.db', null, 'There is no database PATH'],
    ['text.db', 'no database '.repeat(100), 'PATH is no SQLite database'],
  ])('%s is told', (name, content, message) => {
    const file = join(folder.path, name);
    if (content !== null) folder.write(name, content);
    const opening = expect.objectContaining({ code: 'UNREADABLE', message: message.replace('PATH', file) });
    expect(failureOf(() => openForeignDatabase(file, driver))).toEqual(opening);
  });

  test('a pipe of that name is told, and one beside it is no log', () => {
    fill('delete');
    const pipe = join(folder.path, 'pipe.db');
    for (const name of [pipe, `${path}-wal`, `${path}-journal`]) makePipe(name);
    expect(failureOf(() => openForeignDatabase(pipe, driver))).toMatchObject({
      code: 'UNREADABLE',
      message: `${pipe} is no file`,
    });
    // The writer of this one is not to see them.
    const opened = openForeignDatabase(path, driver);
    expect(opened.database.prepare('SELECT count(*) FROM runs').get([])).toEqual([50]);
    opened.close();
    for (const end of ['-wal', '-journal']) rmSync(path + end);
  });

  test('one whose tables have names that are no text is told', () => {
    fill('delete');
    const text = readFileSync(path).toString('latin1');
    expect(text).toContain('id INTEGER');
    const copy = join(folder.path, 'damaged.db');
    writeFileSync(copy, Buffer.from(text.replaceAll('id INTEGER', 'id INTEGE\xd2'), 'latin1'));
    expect(failureOf(() => openForeignDatabase(copy, driver))).toMatchObject({
      code: 'UNREADABLE',
      message: `${copy} cannot be read: what it tells of its tables is no text`,
    });
  });

  test('a folder of that name, and a database cut short, are told', () => {
    fill('delete');
    expect(failureOf(() => openForeignDatabase(folder.path, driver))).toMatchObject({ code: 'UNREADABLE' });
    const cut = folder.write('cut.db', readFileSync(path).subarray(0, 4096));
    expect(failureOf(() => openForeignDatabase(cut, driver))).toMatchObject({
      code: 'UNREADABLE',
      message: `${cut} cannot be read: database disk image is malformed`,
    });
  });
});
