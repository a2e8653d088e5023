import type { SqlDatabase, SqlRow } from '../sql/database.js';

/** A session as Codex's own database tells it (formats/state-index.md, 2). */
export interface AgentThread {
  readonly id: string;
  /** Absolute. */
  readonly path: string | null;
  readonly archived: boolean;
  readonly model: string | null;
  readonly cwd: string | null;
  readonly cliVersion: string | null;
}

/** Columns that came with later migrations are told as null by a database without them. */
const COLUMNS = ['id', 'rollout_path', 'archived', 'model', 'cwd', 'cli_version'] as const;
const REQUIRED: readonly string[] = ['id', 'rollout_path'];

/** @returns null where the database has no table that this could be. */
export function agentThreads(database: SqlDatabase): AgentThread[] | null {
  const known = new Set(
    database
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(['threads'])
      .map(([name]) => String(name)),
  );
  if (REQUIRED.some((name) => !known.has(name))) return null;
  const columns = COLUMNS.map((name) => (known.has(name) ? name : 'NULL'));
  return database
    .prepare(`SELECT ${columns.join(', ')} FROM threads ORDER BY id`)
    .all([])
    .map(threadOf);
}

function threadOf([id, path, archived, model, cwd, version]: SqlRow): AgentThread {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return {
    id: String(id),
    path: text(path),
    archived: Number(archived) === 1,
    model: text(model),
    cwd: text(cwd),
    cliVersion: text(version),
  };
}
