import { join, resolve } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { AgentDatabaseCheck, AgentDatabaseDifference } from '../model/index-result.js';
import { SqlError } from '../sql/database.js';
import { openForeignDatabase } from '../sql/foreign-database.js';
import { type AgentThread, agentThreads } from '../store/agent-threads.js';
import type { IndexDatabase } from '../store/open-index.js';
import type { SourceEntry } from '../store/source-row.js';
import { SourceTable } from '../store/source-table.js';
import type { TracesOfHomes } from '../store/verify-index.js';
import { requiredDriver } from './index-opening.js';
import { sentenceOf } from './notes.js';

/** The one that Codex writes since 2026-02-12 (formats/state-index.md, 1). Older ones may lie beside it. */
const DATABASE = 'state_5.sqlite';

/**
 * Compares the index with the database that Codex keeps of its sessions. Nothing of ours ever comes from there; that it is not
 * there, locked or of another form is told, and is no trouble.
 */
export function compareAgentDatabase(
  index: IndexDatabase,
  found: readonly TracesOfHomes[],
  env: Env,
): AgentDatabaseCheck {
  const codex = found.find(({ adapter }) => adapter.id === 'codex');
  const { CODEX_SQLITE_HOME = '' } = env.variables;
  const home = CODEX_SQLITE_HOME === '' ? (codex?.homes[0] ?? env.home) : resolve(env.cwd, CODEX_SQLITE_HOME);
  const file = join(home, DATABASE);
  const threads = read(file);
  if (codex === undefined || typeof threads === 'string') {
    return { file, note: typeof threads === 'string' ? threads : null, threads: 0, differences: [] };
  }
  const table = new SourceTable(index.database);
  const rows = codex.homes.flatMap((each) => table.entries('codex', each));
  return { file, note: null, threads: threads.length, differences: compared(threads, rows) };
}

/** @returns a sentence where it cannot be read. */
function read(file: string): AgentThread[] | string {
  try {
    const { database, close } = openForeignDatabase(file, requiredDriver());
    try {
      return agentThreads(database) ?? `${file} has no table of threads that is known`;
    } finally {
      close();
    }
  } catch (error) {
    if (error instanceof AiBlameError) return sentenceOf(error);
    if (error instanceof SqlError) return `${file} cannot be read: ${error.message}`;
    throw error;
  }
}

function compared(threads: readonly AgentThread[], rows: readonly SourceEntry[]): AgentDatabaseDifference[] {
  const byId = new Map(rows.flatMap((row) => (row.threadId === null ? [] : [[row.threadId, row] as const])));
  const differences: AgentDatabaseDifference[] = [];
  for (const thread of threads) {
    const row = byId.get(thread.id);
    byId.delete(thread.id);
    if (row === undefined) {
      differences.push({ thread: thread.id, field: 'gone', indexed: null, found: thread.path });
      continue;
    }
    const summary = row.summary();
    const session = row.session();
    const fields = [
      ['path', join(row.home, row.path), thread.path],
      ['archived', String(summary?.archived), String(thread.archived)],
      ['model', summary?.model ?? null, thread.model],
      ['cwd', session?.cwd ?? null, thread.cwd],
      ['cli_version', session?.agentVersion ?? null, thread.cliVersion],
    ] as const;
    for (const [field, indexed, told] of fields) {
      // Columns that the database does not have, or never filled, tell nothing.
      if (told !== null && indexed !== told) differences.push({ thread: thread.id, field, indexed, found: told });
    }
  }
  for (const [thread, row] of byId) {
    differences.push({ thread, field: 'missing', indexed: join(row.home, row.path), found: null });
  }
  return differences.sort((a, b) => (a.thread < b.thread ? -1 : a.thread > b.thread ? 1 : 0));
}
