import type { TraceFinder } from '../agent-adapter.js';
import { isAbsolutePath } from '../paths.js';

/**
 * OpenCode's data folder: by the rule of XDG on every system; and a database of its own that the person named
 * (formats/opencode.md, 1). A home that ends in `.db` is such a database alone.
 */
export function openCodeHomes(env: Parameters<TraceFinder['homes']>[0], given: readonly string[]): string[] {
  if (given.length > 0) return [...given];
  const { XDG_DATA_HOME: data, OPENCODE_DB: database } = env.variables;
  const folder = `${data === undefined || data === '' ? `${env.home}/.local/share` : data}/opencode`;
  if (database === undefined || database === '' || database === ':memory:') return [folder];
  const named = isAbsolutePath(database) ? database : `${folder}/${database}`;
  return named.endsWith('.db') && !USUAL.test(named.slice(folder.length + 1)) ? [folder, named] : [folder];
}

/** Names of the databases of OpenCode's release channels. */
export const USUAL = /^opencode(?:-[^/\\]+)?\.db$/;

/** Whether a home is a database, not a folder. */
export function isDatabase(home: string): boolean {
  return home.endsWith('.db');
}
