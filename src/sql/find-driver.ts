import { createRequire } from 'node:module';
import type { SqlDriver } from './database.js';
import { type LibsqlConstructor, libsqlDriver } from './libsql.js';
import { loadLibsqlDirectly } from './libsql-package.js';
import { type NodeSqlite, nodeSqliteDriver } from './node-sqlite.js';

/** What to tell where there is no driver. */
export const NO_DRIVER = {
  message: 'There is no SQLite here: this Node brings none, and the optional package libsql is not installed',
  hint: 'run it with Node 22.16 or newer, or reinstall ai-blame with its optional dependencies',
} as const;

const load = createRequire(import.meta.filename);

let found: SqlDriver | null | undefined;

/** The SQLite that is there: Node's own, else libsql's, else null. Loaded when it is first asked for. */
export function findDriver(): SqlDriver | null {
  found ??= nodesOwn() ?? libsql();
  return found;
}

function nodesOwn(): SqlDriver | null {
  const module = quietly(() => optional<NodeSqlite>(() => load('node:sqlite')));
  return module === null ? null : nodeSqliteDriver(module);
}

function libsql(): SqlDriver | null {
  const Database =
    optional<LibsqlConstructor>(() => loadLibsqlDirectly(load)) ?? optional<LibsqlConstructor>(() => load('libsql'));
  return Database === null ? null : libsqlDriver(Database);
}

/** A package that is there but does not load (another C library, a broken install) is as good as none. */
function optional<T>(from: () => unknown): T | null {
  try {
    return from() as T;
  } catch {
    return null;
  }
}

/** Node 22 says on stderr that its SQLite is experimental: that is nothing a person asked about. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
