import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AiBlameError, whyRefused } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import type { LedgerSource } from '../model/ledger.js';
import type { TraceSource } from '../model/session.js';
import { removeDraft } from '../remove-draft.js';
import { digestOfFile } from './artifacts-state.js';
import { type OwnPlace, ownFolder } from './own-folder.js';

const TEMPORARY = '.tmp-';

/** The folder of our own ledgers. Absolute. */
export function ledgerFolder(env: OwnPlace): string {
  return ownFolder(env, 'ledgers');
}

/** What the system says of a path where nothing can lie. */
const NOTHING_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/** What lies there. A link counts as what it leads to. @throws AiBlameError UNREADABLE: that cannot be seen. */
export function kindOfPath(path: string): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (NOTHING_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return 'nothing';
    throw new AiBlameError('UNREADABLE', `${path} cannot be looked at${whyRefused(error)}`, { cause: error });
  }
}

/** @returns null where there is no file. @throws AiBlameError UNREADABLE. */
export function bytesOf(file: string): Buffer | null {
  if (!existsSync(file)) return null;
  try {
    return readFileSync(file);
  } catch (error) {
    throw new AiBlameError('UNREADABLE', `${file} cannot be read`, { cause: error });
  }
}

/** Names of what lies in a folder, sorted by their letters; empty where there is none. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Makes our own folder, and those above it. @throws AiBlameError NOT_WRITABLE. */
export function makeLedgerFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new AiBlameError('NOT_WRITABLE', `The folder ${folder} cannot be made${whyRefused(error)}`, { cause: error });
  }
}

/**
 * Writes a file as a whole or not at all: beside it first, then in its place. What earlier runs left beside it, when they were killed,
 * goes.
 * @param write is given what takes the pieces of the text.
 * @param mode of the file; not given: nobody else may read it.
 * @throws AiBlameError NOT_WRITABLE.
 */
export function replaceFile<T>(file: string, write: (append: (text: string) => void) => T, mode = 0o600): T {
  const temporary = `${file}${TEMPORARY}${process.pid}-${randomBytes(4).toString('hex')}`;
  let handle: number;
  try {
    handle = openSync(temporary, 'wx', mode);
  } catch (error) {
    throw new AiBlameError('NOT_WRITABLE', `Nothing can be written beside ${file}${whyRefused(error)}`, {
      cause: error,
    });
  }
  try {
    const result = write((text) => writeAll(handle, Buffer.from(text, 'utf8')));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(temporary, file);
    removeLeftOvers(file);
    return result;
  } catch (error) {
    removeDraft(temporary);
    if (error instanceof Error && 'syscall' in error) {
      throw new AiBlameError('NOT_WRITABLE', `${file} cannot be written`, { cause: error });
    }
    throw error;
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

/** Removes what runs that were killed left beside a file. */
export function removeLeftOvers(file: string): void {
  const beginning = `${basename(file)}${TEMPORARY}`;
  for (const name of namesIn(dirname(file))) {
    const owner = name.startsWith(beginning) ? /^\d+/.exec(name.slice(beginning.length))?.[0] : undefined;
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(dirname(file), name), { force: true });
  }
}

/** What a process that still runs writes is no left-over: it may be about to put it in its place. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What the files of a source are now; null where they cannot be read. */
export function ledgerSourceOf({ agent, home, path, companions = [] }: TraceSource): LedgerSource | null {
  const own = digestOfFile(join(home, path));
  if (own === null || companions.length === 0) return own === null ? null : { agent, path, ...own };
  const all = [own, ...companions.map((other) => digestOfFile(join(home, other)))];
  const sha256 = createHash('sha256')
    .update(all.map((each) => each?.sha256 ?? '-').join('\n'))
    .digest('hex');
  return { agent, path, bytes: all.reduce((sum, each) => sum + (each?.bytes ?? 0), 0), sha256 };
}
