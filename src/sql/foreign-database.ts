import {
  chmodSync,
  closeSync,
  copyFileSync,
  constants as fsConstants,
  mkdtempSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { openRegular } from '../open-regular.js';
import { withAnyText } from './any-text.js';
import { type SqlDatabase, type SqlDriver, SqlError } from './database.js';
import { checkSchema } from './sound-schema.js';

/** A database of another program, read from a copy. */
export interface ForeignDatabase {
  /** May be written: it is ours. */
  readonly database: SqlDatabase;
  /** The other program wrote into it all the while: what was read may lack its last changes, or mix two states. */
  readonly torn: boolean;
  /** Closes the database and removes the copy. */
  close(): void;
}

const TRIES = 3;

/**
 * Opens a database that another program may be writing, with what its write-ahead log holds. Nothing in its folder is created,
 * locked or changed: it is copied into a private folder, and the copy is opened (formats/run-history.md, 3).
 *
 * @param path absolute.
 * @throws AiBlameError UNREADABLE where it is not there, cannot be read, or is no SQLite database; NOT_WRITABLE where it cannot be
 *   copied.
 */
export function openForeignDatabase(path: string, driver: SqlDriver): ForeignDatabase {
  const folder = privateFolder();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  let database: SqlDatabase | null = null;
  try {
    const copy = join(folder, basename(path));
    const torn = copyWhole(path, copy);
    database = driver.open(copy, 0);
    // A first look makes SQLite open the log as well, and tells whether it is a database at all.
    checkSchema(database);
    // Open files outlive their names, save on Windows: even a killed process leaves nothing behind.
    if (process.platform !== 'win32') remove();
    return { database: withAnyText(database), torn, close: closing(database, remove) };
  } catch (error) {
    closeQuietly(database);
    remove();
    throw error instanceof SqlError ? notReadable(path, error) : error;
  }
}

function closing(database: SqlDatabase, remove: () => void): () => void {
  return () => {
    closeQuietly(database);
    remove();
  };
}

function closeQuietly(database: SqlDatabase | null): void {
  try {
    database?.close();
  } catch {
    // It is a copy that nobody needs any more.
  }
}

function privateFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'ai-blame-'));
  } catch (cause) {
    throw new AiBlameError('NOT_WRITABLE', `No folder can be made in ${tmpdir()} to read a database from`, { cause });
  }
}

function notReadable(path: string, error: SqlError): AiBlameError {
  const isForeign = error.trouble === 'not-a-database';
  const message = isForeign ? `${path} is no SQLite database` : `${path} cannot be read: ${error.message}`;
  return new AiBlameError('UNREADABLE', message, { cause: error });
}

/** @returns whether the original changed under every try. */
function copyWhole(path: string, copy: string): boolean {
  for (let n = 0; n < TRIES; n++) {
    const before = foreignState(path);
    copyFile(path, copy);
    copyIfThere(`${path}-wal`, `${copy}-wal`);
    // Of a program without a log: what a crash left half done is taken back, in the copy.
    copyIfThere(`${path}-journal`, `${copy}-journal`);
    if (foreignState(path) === before) return false;
  }
  return true;
}

/**
 * What changes whenever the main file is written, or the log is begun anew. Frames that are added to the log do no harm: of those
 * SQLite takes whole transactions only.
 */
export function foreignState(path: string): string {
  const stat = statOrNull(path);
  if (stat === null) throw new AiBlameError('UNREADABLE', `There is no database ${path}`);
  // Copying a pipe would wait for its writer.
  if (!stat.isFile()) throw new AiBlameError('UNREADABLE', `${path} is no file`);
  return [
    stat.ino,
    stat.size,
    stat.mtimeNs,
    // The file change counter (https://sqlite.org/fileformat2.html, 1.3.7), and the log's header with its salts (4.1).
    headOf(path, 100).toString('hex', 24, 28),
    headOf(`${path}-wal`, 32).toString('hex'),
    statOrNull(`${path}-journal`)?.mtimeNs,
  ].join(' ');
}

function statOrNull(path: string) {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (cause) {
    throw new AiBlameError('UNREADABLE', `${path} cannot be read`, { cause });
  }
}

/** The first bytes of a file; none where it is not there. */
function headOf(path: string, length: number): Buffer {
  if (statOrNull(path)?.isFile() !== true) return Buffer.alloc(0);
  try {
    const { handle } = openRegular(path);
    try {
      const head = Buffer.alloc(length);
      return head.subarray(0, readSync(handle, head, 0, length, 0));
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw new AiBlameError('UNREADABLE', `${path} cannot be read`, { cause });
  }
}

function copyIfThere(path: string, copy: string): void {
  rmSync(copy, { force: true });
  const stat = statOrNull(path);
  if (stat?.isFile() && stat.size > 0n) copyFile(path, copy);
}

function copyFile(path: string, copy: string): void {
  try {
    copyFileSync(path, copy, fsConstants.COPYFILE_FICLONE);
    // A copy of a file that may only be read could not take up its log.
    chmodSync(copy, 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // The log may be gone by now: its writer has put it into the main file, which the check notices.
    if (code === 'ENOENT' && path.endsWith('-wal')) return;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new AiBlameError('NOT_WRITABLE', `There is no room in ${tmpdir()} for a copy of ${path}`, { cause });
    }
    throw new AiBlameError('UNREADABLE', `${path} cannot be read`, { cause });
  }
}
