import type { SqlDatabase, SqlRow, SqlStatement } from './database.js';

/** What a text is in bytes, by the encoding of its database. */
const TEXT_OF: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'UTF-8': (bytes) => bytes.toString(),
  'UTF-16le': (bytes) => bytes.toString('utf16le').toWellFormed(),
  'UTF-16be': (bytes) => littleEndian(bytes).toString('utf16le').toWellFormed(),
};

/**
 * A database whose texts may hold any bytes, as SQLite lets them: what is no text is U+FFFD. libsql ends the whole process over such a
 * text, so that texts are read as bytes.
 */
export function withAnyText(database: SqlDatabase): SqlDatabase {
  const textOf = TEXT_OF[String(database.prepare('PRAGMA encoding').get([])?.[0])];
  if (textOf === undefined) return database;
  return {
    ...database,
    prepare(sql) {
      const plain = database.prepare(sql);
      return /^\s*(?:SELECT|WITH)\b/i.test(sql) ? withBytes(database, sql, plain.columns(), textOf) : plain;
    },
  };
}

/** The same rows in the same order. What comes first in each tells which of its values are texts. */
function withBytes(
  database: SqlDatabase,
  sql: string,
  columns: readonly string[],
  textOf: (bytes: Buffer) => string,
): SqlStatement {
  const names = columns.map((_, n) => `c${n}`);
  const kinds = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN 't' ELSE '-' END`);
  const values = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  // The two limits are none: they keep SQLite from working out each value anew wherever it is named.
  const statement = database.prepare(
    `WITH told(${names.join(', ')}) AS (SELECT * FROM (${sql}) LIMIT -1)
     SELECT ${kinds.join(' || ')}, ${values.join(', ')} FROM told LIMIT -1`,
  );
  const rowOf = ([kinds, ...row]: SqlRow): SqlRow =>
    row.map((value, n) => (String(kinds)[n] === 't' && Buffer.isBuffer(value) ? textOf(value) : value));
  return {
    run: (given) => statement.run(given),
    get(given) {
      const row = statement.get(given);
      return row === null ? null : rowOf(row);
    },
    all: (given) => statement.all(given).map(rowOf),
    *iterate(given) {
      for (const row of statement.iterate(given)) yield rowOf(row);
    },
    columns: () => [...columns],
  };
}

function littleEndian(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}
