/** What a column can hold. Integers beyond 2^53 lose precision: we store none. */
export type SqlValue = null | number | string | Uint8Array;

/** A row, its values in the order of the columns that were asked for. Blobs come as `Buffer`. */
export type SqlRow = readonly (null | number | string | Buffer)[];

export interface SqlStatement {
  /** @returns how many rows were changed. */
  run(values: readonly SqlValue[]): number;
  /** The first row, or null. */
  get(values: readonly SqlValue[]): SqlRow | null;
  all(values: readonly SqlValue[]): SqlRow[];
  /** Row by row. No other statement of the database may be run before it is read to its end. */
  iterate(values: readonly SqlValue[]): IterableIterator<SqlRow>;
  /** Names of the columns of a row. */
  columns(): string[];
}

/** An open database. Every call throws `SqlError` where SQLite refuses. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; takes all back where it throws. Not to be nested. */
  transaction<T>(work: () => T): T;
  /** Runs `work`, which only reads, on the database as it is now, whatever others write meanwhile. Not to be nested. */
  snapshot<T>(work: () => T): T;
  close(): void;
}

/** One way to reach SQLite. */
export interface SqlDriver {
  readonly name: string;
  /**
   * Opens a file, which is created where it is not there.
   * @param waitMs how long to wait for another process's lock.
   * @throws SqlError.
   */
  open(path: string, waitMs: number): SqlDatabase;
}

/** SQLite's result codes that callers tell apart. */
export type SqlTrouble =
  | 'busy'
  | 'read-only'
  | 'io'
  | 'corrupt'
  | 'full'
  | 'cannot-open'
  | 'constraint'
  | 'not-a-database'
  | 'other';

/** SQLite's code for a damaged database. */
export const CORRUPT = 11;

/** Primary result codes: https://sqlite.org/rescode.html */
const TROUBLES: Readonly<Record<number, SqlTrouble>> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'io',
  [CORRUPT]: 'corrupt',
  13: 'full',
  14: 'cannot-open',
  19: 'constraint',
  26: 'not-a-database',
};

export class SqlError extends Error {
  readonly trouble: SqlTrouble;

  /** @param resultCode primary or extended; null where the driver does not tell it. */
  constructor(message: string, resultCode: number | null, cause: unknown) {
    super(message, { cause });
    this.name = 'SqlError';
    this.trouble = TROUBLES[(resultCode ?? 0) & 0xff] ?? 'other';
  }
}
