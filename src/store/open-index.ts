import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { withAnyText } from '../sql/any-text.js';
import { type SqlDatabase, type SqlDriver, SqlError, type SqlTrouble } from '../sql/database.js';
import { checkSchema } from '../sql/sound-schema.js';
import { Answers } from './answers.js';
import { FACTS_BUILD } from './facts-build.js';
import { FORMER_INDEX, INDEX_NAME, type IndexLocation } from './index-file.js';
import { foreignIndex, withIndexTrouble } from './index-trouble.js';
import { endLease } from './lease.js';
import { addFirstMeta, addMeta, metaValue, requiredMeta, setMeta } from './meta.js';
import { migrate, schemaState } from './migrate.js';
import { SourceTable } from './source-table.js';

/** `aibl`: SQLite keeps four bytes for a program to mark its files with. */
const APPLICATION_ID = 0x6169626c;

const ELSEWHERE = 'set AI_BLAME_HOME, name a file with --index, or use --no-index';

/** Keys of `meta`. */
const STORE_ID = 'store_id';
const FACTS_BUILD_KEY = 'facts_build';
const PREVIEWS = 'previews';

/** How long a writer waits for another one. */
const WAIT_MS = 5000;

/** An open index. */
export interface IndexDatabase {
  readonly file: string;
  readonly database: SqlDatabase;
  /** Random, once for each database: what is numbered in one means nothing in another. */
  readonly storeId: string;
  /** False where a newer version made it: it is read, and left as it is. */
  readonly writable: boolean;
  /** Whether it holds texts of persons and commands. */
  readonly previews: boolean;
  /** Sentences for the person. */
  readonly notes: readonly string[];
  close(): void;
}

export interface OpenOptions {
  readonly driver: SqlDriver;
  readonly now: number;
  /** For tests. */
  readonly waitMs?: number;
}

/**
 * Opens the index, makes it where there is none, and brings its tables up to date.
 * @throws AiBlameError with exit code 4: LOCKED, UNREADABLE (damaged, foreign), NOT_WRITABLE.
 */
export function openIndex(location: IndexLocation, { driver, now, waitMs = WAIT_MS }: OpenOptions): IndexDatabase {
  const { file } = location;
  makePlace(location);
  return withIndexTrouble(file, () => {
    const database = driver.open(file, waitMs);
    try {
      checkOwner(database, file);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
      database.exec('PRAGMA temp_store = MEMORY');
      const state = schemaState(database, file);
      if (state === 'older') prepare(database, now);
      if (state !== 'newer') identify(database);
      const writable = state !== 'newer' && useBuild(database);
      if (!writable) database.exec('PRAGMA query_only = 1');
      return {
        file,
        database,
        storeId: requiredMeta(database, STORE_ID),
        writable,
        previews: keepsTexts({ database }),
        notes: writable ? [] : [`The index ${file} was made by a newer ai-blame: it is only read`],
        close: () => database.close(),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether texts of persons and commands are to be kept, as of now: another process may have been told so since it was opened. */
export function keepsTexts({ database }: Pick<IndexDatabase, 'database'>): boolean {
  return requiredMeta(database, PREVIEWS) !== '0';
}

/** As `a`, but that the opening of a pipe does not wait for somebody who reads it. */
const MAKE_AT_ONCE = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);

/** Titles and previews are private: 0700 and 0600. */
function makePlace({ file, below }: IndexLocation): void {
  if (below !== null && !isFolder(below)) {
    throw new AiBlameError('NOT_WRITABLE', `There is no place for the index: ${below} is no folder`, {
      hint: ELSEWHERE,
    });
  }
  try {
    makeFolder(dirname(file), 0o700);
    closeSync(openSync(file, MAKE_AT_ONCE, 0o600));
  } catch (cause) {
    throw isFolder(file)
      ? new AiBlameError('UNREADABLE', `The index ${file} is a folder`, { hint: 'name a file with --index', cause })
      : new AiBlameError('NOT_WRITABLE', `The index ${file} cannot be written`, {
          hint: ELSEWHERE,
          cause,
        });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A database that has tables, and is not marked as ours, is somebody's. */
function checkOwner(database: SqlDatabase, file: string): void {
  // In this order: another process that makes the index right now marks it before it makes tables.
  const tables = checkSchema(database);
  const mark = database.prepare('PRAGMA application_id').get([])?.[0];
  if (mark !== APPLICATION_ID && (mark !== 0 || tables !== 0)) throw foreignIndex(file);
}

function prepare(database: SqlDatabase, now: number): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  migrate(database, now);
}

/** What an index needs beside its tables: one whose maker was killed may lack it. */
function identify(database: SqlDatabase): void {
  if (metaValue(database, STORE_ID) !== null) return;
  database.transaction(() => {
    addMeta(database, STORE_ID, randomBytes(8).toString('hex'));
    addMeta(database, FACTS_BUILD_KEY, FACTS_BUILD);
    addFirstMeta(database);
  });
}

/** What another build read from the traces is as good as never read. @returns true. */
function useBuild(database: SqlDatabase): boolean {
  if (metaValue(database, FACTS_BUILD_KEY) === FACTS_BUILD) return true;
  database.transaction(() => {
    endLease(database);
    new SourceTable(database).outdateAll();
    database.exec("DELETE FROM meta WHERE key LIKE 'fingerprint %'");
    setMeta(database, FACTS_BUILD_KEY, FACTS_BUILD);
  });
  return true;
}

/**
 * Removes what earlier versions left in our folder, sidecars first (formats/state-index.md, "What ours must do" 2). What is not
 * exactly theirs is not touched; what cannot be removed stays.
 */
export function removeFormerIndexes({ file, isOwn }: IndexLocation): void {
  if (!isOwn) return;
  const folder = dirname(file);
  const former = readdirSync(folder).filter((name) => FORMER_INDEX.test(name) && !name.startsWith(INDEX_NAME));
  for (const name of former.sort((a, b) => Number(a.endsWith('.sqlite')) - Number(b.endsWith('.sqlite')))) {
    try {
      rmSync(join(folder, name));
    } catch {
      // On Windows another process may have it open: next time.
    }
  }
}

/** What no waiting and no room mends. `other`: its tables are not what they were made as. */
const DAMAGE: ReadonlySet<SqlTrouble> = new Set<SqlTrouble>(['corrupt', 'not-a-database', 'constraint', 'other']);

/**
 * Takes everything out of an index of ours, so that it can be made anew. Where it is damaged its file is deleted; else it stays: other
 * processes may have it open, and would go on with a file that is no more.
 * @returns whether it kept texts; null where that cannot be told any more.
 * @throws AiBlameError LOCKED, NOT_WRITABLE.
 */
export function clearIndex(file: string, driver: SqlDriver): boolean | null {
  try {
    new Answers(file).forgetAll();
    const database = driver.open(file, WAIT_MS);
    try {
      return dropTables(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof SqlError && DAMAGE.has(error.trouble)) {
      deleteIndex(file);
      return null;
    }
    return withIndexTrouble(file, () => {
      throw error;
    });
  }
}

function dropTables(database: SqlDatabase): boolean | null {
  checkSchema(database);
  const tables = (): string[] =>
    withAnyText(database)
      .prepare(
        "SELECT type || ' \"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite_%' ORDER BY type DESC",
      )
      .all([])
      .map(([name]) => String(name));
  const previews = tables().includes('table "meta"') ? metaValue(database, PREVIEWS) : null;
  database.exec('PRAGMA foreign_keys = OFF');
  database.transaction(() => {
    for (const name of tables()) database.exec(`DROP ${name}`);
  });
  database.exec('VACUUM');
  return previews === null ? null : previews !== '0';
}

/** Deletes an index of ours whatever its state. @throws AiBlameError. */
function deleteIndex(file: string): void {
  try {
    for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(`${file}${suffix}`, { force: true });
  } catch (cause) {
    throw new AiBlameError('NOT_WRITABLE', `The index ${file} cannot be deleted`, { cause });
  }
}

/**
 * Whether a file that is to be made anew is an index of ours, in whatever state: it bears our mark, or is no database at all under
 * the name of one.
 * @throws AiBlameError UNREADABLE where it is another program's database; LOCKED.
 */
export function isOurIndex(file: string, driver: SqlDriver): boolean {
  try {
    const database = driver.open(file, WAIT_MS);
    try {
      checkOwner(database, file);
    } finally {
      database.close();
    }
    return true;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    // Damaged: that is what it is made anew for. A file of another kind than a database is told by its first bytes.
    if (error.trouble === 'corrupt') return true;
    if (error.trouble === 'not-a-database' && !looksLikeIndex(file)) throw foreignIndex(file);
    if (error.trouble === 'not-a-database') return true;
    return withIndexTrouble(file, () => {
      throw error;
    });
  }
}

/** Of a damaged file the name still tells that it was ours. */
function looksLikeIndex(file: string): boolean {
  return FORMER_INDEX.test(basename(file));
}

/** From now on free text is kept, or not: what is there has to be read anew, and what is not to be kept is gone. */
export function keepPreviews({ database, file }: IndexDatabase, previews: boolean): void {
  // Also where there is no room to write the file anew.
  database.exec('PRAGMA secure_delete = ON');
  database.transaction(() => {
    endLease(database);
    database.exec("DELETE FROM sources; DELETE FROM strings; DELETE FROM meta WHERE key LIKE 'fingerprint %'");
    setMeta(database, PREVIEWS, previews ? '1' : '0');
  });
  new Answers(file).forgetAll();
  // Deleted rows stay in the file's free pages until it is written anew.
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}
