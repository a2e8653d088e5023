import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { type SqlDriver, SqlError } from '../sql/database.js';
import { findDriver, NO_DRIVER } from '../sql/find-driver.js';
import { indexLocation } from '../store/index-file.js';
import { backfillState } from '../store/index-state.js';
import { type IndexDatabase, openIndex, removeFormerIndexes } from '../store/open-index.js';
import { note } from './notes.js';

/**
 * Opens the index that the person chose, or the usual one, and makes it where there is none. What earlier versions left is removed when
 * it is closed, if all traces are in it by then.
 * @param file absolute, or null.
 * @throws AiBlameError with exit code 4.
 */
export function openChosenIndex(file: string | null, env: Env): IndexDatabase {
  const location = indexLocation(env, file);
  const index = openIndex(location, { driver: requiredDriver(), now: env.now() });
  for (const sentence of index.notes) note(sentence, env);
  return {
    ...index,
    close() {
      if (location.isOwn && isComplete(index)) removeFormerIndexes(location);
      index.close();
    },
  };
}

function isComplete({ database }: IndexDatabase): boolean {
  try {
    return backfillState(database).status === 'complete';
  } catch (error) {
    // Trouble with the index is told where answers come from it.
    if (error instanceof SqlError) return false;
    throw error;
  }
}

/** @throws AiBlameError NO_SQLITE. */
export function requiredDriver(): SqlDriver {
  const driver = findDriver();
  if (driver === null) throw new AiBlameError('NO_SQLITE', NO_DRIVER.message, { hint: NO_DRIVER.hint });
  return driver;
}
