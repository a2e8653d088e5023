import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { markLeftOpen } from '../left-open.js';
import type { SqlDatabase, SqlDriver, SqlRow, SqlStatement, SqlValue } from './database.js';
import { SqlError } from './database.js';
import { inTransaction } from './transaction.js';

/** The part of the package `libsql` that we use (better-sqlite3's interface, where it keeps to it). */
export type LibsqlConstructor = new (
  path: string,
  options: { readonly timeout: number },
) => {
  exec(sql: string): void;
  prepare(sql: string): LibsqlStatement;
  close(): void;
};

interface LibsqlStatement {
  readonly reader: boolean;
  raw(): LibsqlStatement;
  run(values: readonly unknown[]): { readonly changes: number };
  get(values: readonly unknown[]): unknown[] | undefined;
  iterate(values: readonly unknown[]): IterableIterator<unknown[]>;
  columns(): readonly { readonly name: string }[];
}

/** SQLite by the package libsql. */
export function libsqlDriver(Database: LibsqlConstructor): SqlDriver {
  return {
    name: 'libsql',
    open(path, waitMs) {
      const database = guarded(() => new Database(path, { timeout: waitMs }));
      // Its log is brought into the database when the last statement goes, which may be at the very end.
      markLeftOpen();
      const exec = (sql: string): void => guarded(() => database.exec(sql));
      return {
        exec,
        prepare: (sql) => statementOf(guarded(() => rawRows(database.prepare(sql)))),
        transaction: (work) => inTransaction(exec, 'BEGIN IMMEDIATE', work),
        snapshot: (work) => inTransaction(exec, 'BEGIN', work),
        close() {
          guarded(() => database.close());
          letGo();
        },
      } satisfies SqlDatabase;
    },
  };
}

/** So many closed connections may hold their files open; each has two or three. */
const MOST_CLOSED = 50;

let closed = 0;

/**
 * libsql lets go of the files of a closed connection only when the statements that were prepared on it are collected as garbage. A
 * program that follows a run opens a database again and again, and else does so little that it would run out of file handles first.
 */
function letGo(): void {
  closed++;
  if (closed < MOST_CLOSED) return;
  closed = 0;
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
}

/** Rows as lists: two columns of one name do not hide each other. */
function rawRows(statement: LibsqlStatement): LibsqlStatement {
  return statement.reader ? statement.raw() : statement;
}

function statementOf(statement: LibsqlStatement): SqlStatement {
  // `get` does not begin a statement anew that was gone through before: it answers for the values of that time (libsql 0.5.29).
  let wasIterated = false;
  const iterate = function* (values: readonly SqlValue[]): Generator<SqlRow, void> {
    wasIterated = true;
    const rows = guarded(() => statement.iterate(values));
    for (let next = guarded(() => rows.next()); next.done !== true; next = guarded(() => rows.next())) {
      yield rowOf(next.value);
    }
  };
  const all = (values: readonly SqlValue[]): SqlRow[] => {
    wasIterated = true;
    const found: SqlRow[] = [];
    guarded(() => {
      for (const row of statement.iterate(values)) found.push(rowOf(row));
    });
    return found;
  };
  return {
    run: (values) => guarded(() => statement.run(values)).changes,
    get(values) {
      if (wasIterated) return all(values)[0] ?? null;
      const row = guarded(() => statement.get(values));
      return row === undefined ? null : rowOf(row);
    },
    all,
    iterate,
    columns: () => statement.columns().map(({ name }) => name),
  };
}

/** Blobs come as ArrayBuffer. */
function rowOf(row: unknown[]): SqlRow {
  for (let n = 0; n < row.length; n++) {
    const value = row[n];
    if (typeof value === 'object' && value !== null) row[n] = Buffer.from(value as ArrayBuffer);
  }
  return row as unknown as SqlRow;
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw sqlError(error);
  }
}

function sqlError(error: unknown): SqlError {
  const { message = '', rawCode } = error as { message?: string; rawCode?: unknown };
  // What opening came to stands at the end of the message only: `… local database /x: 14")`.
  const told = /ConnectionFailed\(.*: (\d+)"\)$/s.exec(message)?.[1];
  const code = typeof rawCode === 'number' ? rawCode : told === undefined ? null : Number(told);
  return new SqlError(told === undefined ? message : 'unable to open database file', code, error);
}
