import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { SqlDriver } from '../sql/database.js';
import { findDriver, NO_DRIVER } from '../sql/find-driver.js';
import { indexLocation } from '../store/index-file.js';
import { type IndexDatabase, openIndex, removeFormerIndexes } from '../store/open-index.js';
import { note } from './notes.js';

/**
 * Opens the index that the person chose, or the usual one, and makes it where there is none.
 * @param file absolute, or null.
 * @throws AiBlameError with exit code 4.
 */
export function openChosenIndex(file: string | null, env: Env): IndexDatabase {
  const location = indexLocation(env, file);
  const index = openIndex(location, { driver: requiredDriver(), now: env.now() });
  removeFormerIndexes(location);
  for (const sentence of index.notes) note(sentence, env);
  return index;
}

/** @throws AiBlameError NO_SQLITE. */
export function requiredDriver(): SqlDriver {
  const driver = findDriver();
  if (driver === null) throw new AiBlameError('NO_SQLITE', NO_DRIVER.message, { hint: NO_DRIVER.hint });
  return driver;
}
