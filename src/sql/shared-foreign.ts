import { AiBlameError } from '../errors.js';
import type { SqlDatabase } from './database.js';
import { findDriver, NO_DRIVER } from './find-driver.js';
import { type ForeignDatabase, foreignState, openForeignDatabase } from './foreign-database.js';

interface Shared extends ForeignDatabase {
  /** Of the original, before it was copied. */
  readonly state: string;
}

const shared = new Map<string, Shared>();
let closesAtExit = false;

/**
 * Another program's database, opened once for all that a run asks of it: a copy of a large one takes its time and its room.
 * @param path absolute.
 * @param isFresh whether it has to be as it is now; else what was opened before will do.
 * @throws AiBlameError UNREADABLE, NOT_WRITABLE as `openForeignDatabase`; NO_SQLITE where there is no driver.
 */
export function sharedForeignDatabase(path: string, isFresh: boolean): SqlDatabase & { readonly torn: boolean } {
  const known = shared.get(path);
  if (known !== undefined && !(isFresh && foreignState(path) !== known.state)) return withTorn(known);
  const driver = findDriver();
  if (driver === null) throw new AiBlameError('NO_SQLITE', NO_DRIVER.message, { hint: NO_DRIVER.hint });
  const state = foreignState(path);
  const opened = { ...openForeignDatabase(path, driver), state };
  known?.close();
  shared.set(path, opened);
  closeAtExit();
  return withTorn(opened);
}

function withTorn({ database, torn }: Shared): SqlDatabase & { readonly torn: boolean } {
  return { ...database, torn };
}

/** Where open files keep their names the copies would stay behind. */
function closeAtExit(): void {
  if (closesAtExit) return;
  closesAtExit = true;
  process.once('exit', closeSharedDatabases);
}

/** Closes them all; whoever asks again opens them anew. */
function closeSharedDatabases(): void {
  for (const one of shared.values()) one.close();
  shared.clear();
}
