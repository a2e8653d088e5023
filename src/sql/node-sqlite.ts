import { type SqlDatabase, type SqlDriver, SqlError, type SqlRow, type SqlStatement } from './database.js';
import { inTransaction } from './transaction.js';

/** The part of `node:sqlite` that we use, as of Node 22.16. */
export interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): NodeStatement;
    close(): void;
  };
  readonly StatementSync: { readonly prototype: object };
}

interface NodeStatement {
  setReturnArrays(enabled: boolean): void;
  run(...values: readonly unknown[]): { readonly changes: number | bigint };
  get(...values: readonly unknown[]): unknown[] | undefined;
  all(...values: readonly unknown[]): unknown[][];
  iterate(...values: readonly unknown[]): IterableIterator<unknown[]>;
  columns(): readonly { readonly name: string }[];
}

/** SQLite as it comes with Node; null where it cannot give rows as lists yet (before Node 22.16). */
export function nodeSqliteDriver({ DatabaseSync, StatementSync }: NodeSqlite): SqlDriver | null {
  if (!('setReturnArrays' in StatementSync.prototype)) return null;
  return {
    name: 'node:sqlite',
    open(path, waitMs) {
      const database = guarded(() => new DatabaseSync(path));
      const exec = (sql: string): void => guarded(() => database.exec(sql));
      exec(`PRAGMA busy_timeout = ${Math.floor(waitMs)}`);
      return {
        exec,
        prepare: (sql) => statementOf(guarded(() => database.prepare(sql))),
        transaction: (work) => inTransaction(exec, 'BEGIN IMMEDIATE', work),
        snapshot: (work) => inTransaction(exec, 'BEGIN', work),
        close: () => guarded(() => database.close()),
      } satisfies SqlDatabase;
    },
  };
}

function statementOf(statement: NodeStatement): SqlStatement {
  statement.setReturnArrays(true);
  return {
    run: (values) => Number(guarded(() => statement.run(...values)).changes),
    get(values) {
      const row = guarded(() => statement.get(...values));
      return row === undefined ? null : rowOf(row);
    },
    // Where code runs in a realm of its own (tests), lists that Node made are not equal to its own.
    all: (values) =>
      Array.from(
        guarded(() => statement.all(...values)),
        rowOf,
      ),
    *iterate(values) {
      const rows = guarded(() => statement.iterate(...values));
      for (let next = guarded(() => rows.next()); next.done !== true; next = guarded(() => rows.next())) {
        yield rowOf(next.value);
      }
    },
    columns: () => statement.columns().map(({ name }) => name),
  };
}

/** Blobs come as Uint8Array. */
function rowOf(row: unknown[]): SqlRow {
  for (let n = 0; n < row.length; n++) {
    const value = row[n];
    if (typeof value === 'object' && value !== null) {
      const { buffer, byteOffset, byteLength } = value as Uint8Array;
      row[n] = Buffer.from(buffer, byteOffset, byteLength);
    }
  }
  return row as unknown as SqlRow;
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const { message = '', errcode } = error as { message?: string; errcode?: unknown };
    throw new SqlError(message, typeof errcode === 'number' ? errcode : null, error);
  }
}
