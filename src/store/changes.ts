import type { SqlDatabase } from '../sql/database.js';
import { requiredMeta, setMeta } from './meta.js';

const KEY = 'changes';

/** How many transactions wrote facts of sources: what changed after a moment is what bears a greater number. */
export function changesOf(database: SqlDatabase): number {
  return Number(requiredMeta(database, KEY));
}

/** Within a transaction. @returns its number. */
export function countChange(database: SqlDatabase): number {
  const next = changesOf(database) + 1;
  setMeta(database, KEY, String(next));
  return next;
}
