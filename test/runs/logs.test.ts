import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SqlDatabase, SqlDriver, SqlValue } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { Rollout, uuid7 } from '../support/codex-rollout.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

const LAYOUTS = {
  newer: `CREATE TABLE logs (id INTEGER PRIMARY KEY AUTOINCREMENT, ts INTEGER NOT NULL, ts_nanos INTEGER NOT NULL,
    level TEXT NOT NULL, target TEXT NOT NULL, feedback_log_body TEXT, module_path TEXT, file TEXT, line INTEGER,
    thread_id TEXT, process_uuid TEXT, estimated_bytes INTEGER NOT NULL DEFAULT 0)`,
  older: `CREATE TABLE logs (id INTEGER PRIMARY KEY AUTOINCREMENT, ts INTEGER NOT NULL, ts_nanos INTEGER NOT NULL,
    level TEXT NOT NULL, target TEXT NOT NULL, message TEXT, module_path TEXT, file TEXT, line INTEGER)`,
};

let dir: TempDir;
let open: SqlDatabase[];

beforeEach(() => {
  dir = new TempDir();
  open = [];
});

afterEach(() => {
  for (const database of open) database.close();
  dir.remove();
});

function databaseAt(path: string, layout: keyof typeof LAYOUTS = 'newer'): SqlDatabase {
  const database = (findDriver() as SqlDriver).open(path, 5000);
  open.push(database);
  database.exec(`PRAGMA journal_mode = WAL; ${LAYOUTS[layout]}`);
  return database;
}

/** A record of the second `ts`, said by `mod::a` about no session where nothing else is given. */
function log(database: SqlDatabase, ts: number, more: Record<string, SqlValue> = {}): void {
  const row = { ts, ts_nanos: 0, level: 'INFO', target: 'codex', module_path: 'mod::a', file: 'src/a.rs', ...more };
  const names = Object.keys(row);
  database
    .prepare(`INSERT INTO logs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(Object.values(row));
}

const path = () => join(dir.path, 'logs_2.sqlite');

async function ids(...argv: string[]): Promise<number[]> {
  const { exitCode, stdout } = await answerTo(['logs', '--db', path(), '--no-follow', '--ndjson', ...argv]);
  expect(exitCode).toBe(0);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]));
}

describe('state-index 24: logs --db', () => {
  test("the agent's own layout", async () => {
    const database = databaseAt(path());
    log(database, 1_772_600_000, {
      ts_nanos: 120_000_000,
      level: 'WARN',
      feedback_log_body: 'a slow\tturn',
      line: 7,
      thread_id: '0199',
      process_uuid: 'p1',
    });
    const { stdout } = await answerTo(['logs', '--db', path(), '--no-follow', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'ai-blame/logs@1',
      database: path(),
      logs: [
        {
          id: 1,
          time: '2026-03-04T04:53:20.120Z',
          level: 'warn',
          target: 'codex',
          module: 'mod::a',
          file: 'src/a.rs',
          line: 7,
          thread: '0199',
          process: 'p1',
          message: 'a slow\tturn',
        },
      ],
      warnings: [],
    });
    expect((await answerTo(['logs', '--db', path(), '--no-follow'])).stdout).toBe(
      '2026-03-04 04:53:20.120  WARN   codex  0199  a slow␉turn\n',
    );
  });

  test('an older layout', async () => {
    log(databaseAt(path(), 'older'), 1, { message: 'old' });
    const { stdout } = await answerTo(['logs', '--db', path(), '--no-follow', '--ndjson']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, message: 'old', thread: null, process: null });
  });

  test('nothing beside the database changes', async () => {
    const folder = join(dir.path, 'home');
    mkdirSync(folder);
    const database = databaseAt(join(folder, 'logs_2.sqlite'));
    log(database, 1, { feedback_log_body: 'x' });
    const state = () => readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
    const before = state();
    await answerTo(['logs', '--db', join(folder, 'logs_2.sqlite'), '--no-follow']);
    expect(state()).toEqual(before);
  });

  test('what holds no log', async () => {
    const database = (findDriver() as SqlDriver).open(path(), 0);
    open.push(database);
    database.exec('CREATE TABLE notes (id INTEGER)');
    expect(await answerTo(['logs', '--db', path(), '--no-follow'])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `${path()} holds no log: it has no table logs`,
    });
    expect((await answerTo(['logs', '--db', join(dir.path, 'none'), '--no-follow'])).exitCode).toBe(4);
  });

  test('our own is empty where nothing was indexed yet', async () => {
    const variables = { AI_BLAME_HOME: join(dir.path, 'ours') };
    expect(await answerTo(['logs', '--no-follow'], { variables })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(dir.path)).toEqual([]);
  });
});

test('state-index 24: our own tells what indexing did, and what it could not read', async () => {
  const id = uuid7(1000);
  const name = `rollout-2026-01-01T12-00-00-${id}.jsonl`;
  const text = new Rollout().meta({ id }).says('Go').raw('{"damaged').text();
  dir.write(`home/sessions/2026/01/01/${name}`, text + new Rollout().says('More').text());
  const index = join(dir.path, 'index.sqlite');
  await answerTo(['sessions', '--codex-home', join(dir.path, 'home'), '--index', index]);
  const { stdout } = await answerTo(['logs', '--no-follow', '--ndjson', '--index', index]);
  const told = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  expect(told.map(({ level, target, thread, message }) => ({ level, target, thread, message }))).toEqual([
    {
      level: 'warn',
      target: 'index',
      thread: id,
      message: expect.stringMatching(new RegExp(`^sessions/2026/01/01/${name} was read in part: `)),
    },
    {
      level: 'info',
      target: 'index',
      thread: null,
      message: '1 sources read, 0 of them from where they had grown; 0 gone',
    },
  ]);
});

describe('state-index 25: filters', () => {
  beforeEach(() => {
    const database = databaseAt(path());
    log(database, 100, { level: 'DEBUG', feedback_log_body: 'one' });
    log(database, 200, { level: 'INFO', feedback_log_body: '100% done', module_path: 'mod::b_c', thread_id: 't1' });
    log(database, 300, { level: 'warn', feedback_log_body: 'Two words', file: 'src/b.rs', thread_id: 't2' });
    log(database, 400, { level: 'ERROR', feedback_log_body: 'four', module_path: null });
  });

  test.each<[string, number[]]>([
    ['', [1, 2, 3, 4]],
    ['--level warn', [3, 4]],
    ['--level WARN', [3, 4]],
    ['--level =warn', [3]],
    ['--level trace', [1, 2, 3, 4]],
    ['--from 200 --to 300', [2, 3]],
    ['--from 1970-01-01T00:03:20Z --to 1970-01-01T01:03:20+01:00', [2]],
    ['--module mod::a', [1, 3]],
    ['--module b_c --module mod::a', [1, 2, 3]],
    ['--module b%c', []],
    ['--module b_', [2]],
    ['--module _', [2]],
    ['--file b.rs', [3]],
    ['--thread-id t1 --thread-id t2', [2, 3]],
    ['--threadless', [1, 4]],
    ['--thread-id t1 --threadless', [1, 2, 4]],
    ['--search %', [2]],
    ['--search two', [3]],
    ['--level info --search o --threadless', [4]],
    ['--backfill 2', [3, 4]],
    ['--backfill 0', []],
  ])('%s', async (options, expected) => {
    expect(await ids(...options.split(' ').filter((word) => word !== ''))).toEqual(expected);
  });

  test.each([
    ['--from yesterday', '--from expects a time as 2026-03-04T05:06:07Z, or seconds since 1970, not "yesterday"'],
    ['--to 2026-03-04', '--to expects a time as 2026-03-04T05:06:07Z, or seconds since 1970, not "2026-03-04"'],
    ['--to 1.5', '--to expects a time as 2026-03-04T05:06:07Z, or seconds since 1970, not "1.5"'],
    ['--from 2 --to 1', '--from 2 is later than --to 1'],
    ['--level loud', '--level expects one of trace, debug, info, warn, error, not "loud"'],
    ['--backfill -1', '--backfill expects a number from 0 to 100000, not "-1"'],
    ['--poll-ms x', '--poll-ms expects a number from 1 to 60000, not "x"'],
  ])('%s', async (options, message) => {
    const { exitCode, stderr } = await answerTo(['logs', '--db', path(), ...options.split(' ')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: message });
  });
});

describe('state-index 26: following', () => {
  /** Follows the log through `steps`, one at each waiting, and returns the messages that were told. */
  async function follow(steps: (() => void)[], ...argv: string[]) {
    const waiting = [...steps];
    const patience = () => ({
      async wait() {
        const step = waiting.shift();
        step?.();
        return step !== undefined;
      },
      end() {},
    });
    const { exitCode, stdout, stderr } = await answerTo(['logs', '--db', path(), '--json', ...argv], { patience });
    const told = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).message]));
    return { exitCode, told, stderr };
  }

  test('the past oldest first, then each record once', async () => {
    const database = databaseAt(path());
    for (const n of [1, 2, 3]) log(database, n, { feedback_log_body: `past ${n}` });
    const later = (n: number) => () => log(database, 10 + n, { feedback_log_body: `later ${n}` });
    const steps = [later(1), () => {}, later(2), later(3), () => {}];
    expect(await follow(steps, '--backfill', '2')).toEqual({
      exitCode: 0,
      told: ['past 2', 'past 3', 'later 1', 'later 2', 'later 3'],
      stderr: '',
    });
  });

  test('from now on', async () => {
    const database = databaseAt(path());
    log(database, 1, { feedback_log_body: 'past' });
    const steps = [() => log(database, 2, { feedback_log_body: 'later' }), () => {}];
    expect((await follow(steps, '--backfill', '0')).told).toEqual(['later']);
  });

  test('Ctrl-C ends it with exit code 0', async () => {
    databaseAt(path());
    expect((await follow([])).exitCode).toBe(0);
  });

  test('a database that takes its place is read from its beginning', async () => {
    const database = databaseAt(path());
    for (const n of [1, 2, 3]) log(database, n, { feedback_log_body: `old ${n}` });
    const replace = () => {
      const other = join(dir.path, 'other.sqlite');
      const fresh = databaseAt(other);
      for (let n = 1; n <= 5; n++) log(fresh, n, { feedback_log_body: `new ${n}` });
      fresh.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
      for (const suffix of ['', '-wal', '-shm']) renameSync(`${path()}${suffix}`, `${path()}.old${suffix}`);
      renameSync(other, path());
    };
    expect((await follow([replace, () => {}], '--backfill', '1')).told).toEqual([
      'old 3',
      'new 1',
      'new 2',
      'new 3',
      'new 4',
      'new 5',
    ]);
  });

  test('one that goes away ends it with exit code 4', async () => {
    const database = databaseAt(path());
    log(database, 1, { feedback_log_body: 'past' });
    const remove = () => {
      for (const suffix of ['', '-wal', '-shm']) renameSync(`${path()}${suffix}`, `${path()}.old${suffix}`);
    };
    expect(await follow([remove, () => {}])).toEqual({
      exitCode: 4,
      told: ['past'],
      stderr: `There is no database ${path()}`,
    });
  });
});
