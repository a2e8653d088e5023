import { createHash } from 'node:crypto';
import type { SqlDatabase } from '../sql/database.js';
import { changedIndex } from './index-trouble.js';
import { MIGRATIONS, type Migration } from './schema.js';
import { asBytes, asNumber } from './sums.js';

/** What a database's table of migrations tells. */
export type SchemaState = 'current' | 'older' | 'newer';

/**
 * Compares what was applied to a database with what this version knows.
 * @throws AiBlameError UNREADABLE where one that both know was another one then.
 */
export function schemaState(database: SqlDatabase, file: string, known = MIGRATIONS): SchemaState {
  const applied = appliedMigrations(database);
  for (const migration of known) {
    const checksum = applied.get(migration.n);
    if (checksum !== undefined && checksum !== checksumOf(migration)) throw changedIndex(file);
  }
  const last = known.at(-1)?.n ?? 0;
  if ([...applied.keys()].some((n) => n > last)) return 'newer';
  return known.every(({ n }) => applied.has(n)) ? 'current' : 'older';
}

/** Applies what is missing, each migration in a transaction of its own: one that fails leaves the version before. */
export function migrate(database: SqlDatabase, now: number, known = MIGRATIONS): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (n INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER)',
  );
  for (const migration of known) {
    database.transaction(() => {
      // Another process may have been quicker.
      if (appliedMigrations(database).has(migration.n)) return;
      database.exec(migration.sql);
      database
        .prepare('INSERT INTO migrations (n, checksum, applied_at) VALUES (?,?,?)')
        .run([migration.n, checksumOf(migration), now]);
    });
  }
}

function appliedMigrations(database: SqlDatabase): Map<number, string> {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").get([]);
  if (table === null) return new Map();
  const rows = database.prepare(`SELECT ${asNumber('n')}, ${asBytes('checksum')} FROM migrations`).all([]);
  return new Map(rows.map(([n, checksum]) => [Number(n), String(checksum)]));
}

function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}
