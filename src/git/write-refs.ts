import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AiBlameError, whyRefused } from '../errors.js';
import { errorCode } from './error-code.js';
import { FileRefs } from './file-refs.js';
import type { Oid } from './git-objects.js';
import { isOid } from './oid.js';
import { isRefName, resolveRef } from './ref-store.js';
import type { Repository } from './repository.js';

/**
 * The one place that writes refs of a repository: those that all work trees share, as files of the common git directory.
 *
 * They are written as git writes them (git 2.39, `refs/files-backend.c`, `lockfile.c`): `<ref>.lock` is made where none is,
 * filled, and renamed; so a git that runs at the same time waits or is waited for, and nobody ever reads half a ref. A ref is
 * deleted while its lock and that of `packed-refs` are held, from there first.
 */

/** How often a lock is tried that fails for what passes: git takes folders away that are empty, and locks that it is done with. */
const MOST_TRIES = 10;

/** @throws AiBlameError UNSUPPORTED_REPOSITORY where refs are not files. */
function checkRefsAreFiles({ config, root }: Repository): void {
  const storage = (config.get('extensions.refstorage') ?? 'files').toLowerCase();
  if (storage !== 'files') {
    throw new AiBlameError('UNSUPPORTED_REPOSITORY', `${root} keeps its refs as ${storage}, which only git can write`, {
      hint: 'with --dry-run the refs are listed: `git update-ref REF COMMIT` writes one, `git update-ref -d REF` deletes it',
    });
  }
}

/**
 * Makes refs that do not exist yet.
 * @param refs ids by full name
 * @throws AiBlameError UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE; refs made before that stay.
 */
export function createRefs(repository: Repository, refs: ReadonlyMap<string, Oid>): void {
  checkRefsAreFiles(repository);
  for (const [name, oid] of refs) {
    const file = fileOf(repository, name, oid);
    const lock = lockFile(file);
    try {
      if (repository.readRef(name) === null) lock.replaceBy(Buffer.from(`${oid}\n`));
    } finally {
      lock.release();
    }
  }
}

/** Who changed a ref, and why: what its log tells. */
export interface RefChange {
  /** `Ada <ada@example.org>` */
  readonly by: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly reason: string;
}

/**
 * Gives a ref another value, if it still has the one that it is known to have; and tells of it in the ref's log, where git would.
 * @param before null: it does not exist.
 * @returns whether it was given.
 * @throws AiBlameError UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE.
 */
export function replaceRef(
  repository: Repository,
  name: string,
  before: Oid | null,
  after: Oid,
  change: RefChange,
): boolean {
  checkRefsAreFiles(repository);
  const file = fileOf(repository, name, after);
  const lock = lockFile(file);
  try {
    // Not what the repository remembers of `packed-refs`: another process may have packed the ref meanwhile.
    const refs = new FileRefs(repository.gitDir, repository.commonDir);
    if (resolveRef(refs, name).oid !== before) return false;
    if (repository.config.get('core.logallrefupdates')?.toLowerCase() !== 'false') {
      const from = before ?? '0'.repeat(after.length);
      const log = `${repository.commonDir}/logs/${name}`;
      attempt(log, () => {
        makeFolders(dirname(log));
        appendFileSync(log, `${from} ${after} ${change.by} ${change.time} +0000\t${change.reason}\n`);
      });
    }
    lock.replaceBy(Buffer.from(`${after}\n`));
    return true;
  } finally {
    lock.release();
  }
}

/**
 * Deletes refs that still hold what they are known to hold; others stay.
 * @param refs ids by full name
 * @returns the names of those that were deleted.
 * @throws AiBlameError UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE; then none is deleted.
 */
export function deleteRefs(repository: Repository, refs: ReadonlyMap<string, Oid>): string[] {
  checkRefsAreFiles(repository);
  const locks: Lock[] = [];
  const folders = new Set<string>();
  try {
    for (const [name, oid] of refs) locks.push(lockFile(fileOf(repository, name, oid)));
    const packed = lockFile(realOf(`${repository.commonDir}/packed-refs`));
    locks.push(packed);
    const unchanged = [...refs].filter(([name, oid]) => repository.readRef(name) === oid).map(([name]) => name);
    const before = readOrNull(packed.file);
    const after = before === null ? null : withoutRefs(before, new Set(unchanged));
    if (before !== null && after !== null && after.length < before.length) packed.replaceBy(after);
    for (const name of unchanged) {
      const file = `${repository.commonDir}/${name}`;
      attempt(file, () => rmSync(file, { force: true }));
      folders.add(dirname(file));
    }
    return unchanged;
  } finally {
    for (const lock of locks) lock.release();
    for (const folder of folders) removeEmpty(folder, `${repository.commonDir}/refs`);
  }
}

interface Lock {
  readonly file: string;
  /** At most once. */
  replaceBy(content: Buffer): void;
  release(): void;
}

function lockFile(file: string): Lock {
  const path = `${file}.lock`;
  let fd: number | null = openLock(path);
  let isHeld = true;
  const close = (): void => {
    if (fd !== null) closeSync(fd);
    fd = null;
  };
  return {
    file,
    replaceBy(content) {
      attempt(file, () => {
        if (fd === null) return;
        for (let at = 0; at < content.length; ) at += writeSync(fd, content, at);
        fsyncSync(fd);
        close();
        renameSync(path, file);
        isHeld = false;
      });
    },
    release() {
      close();
      if (isHeld) unlinkSync(path);
      isHeld = false;
    },
  };
}

/** One by one: where the system refuses one, Node's way for all of them at once tells that the next one is not there. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function openLock(path: string): number {
  for (let tries = 1; ; tries++) {
    try {
      makeFolders(dirname(path));
      return openSync(path, 'wx');
    } catch (error) {
      if (errorCode(error) === 'EEXIST' && existsSync(path)) {
        throw new AiBlameError('LOCKED', `Another git process is at work: ${path} exists`, {
          hint: 'try again when it is done; if none runs, delete that file',
        });
      }
      const mayPass = errorCode(error) === 'ENOENT' || errorCode(error) === 'EEXIST';
      if (!mayPass || tries >= MOST_TRIES) throw notWritable(error, path);
    }
  }
}

function fileOf({ commonDir }: Repository, name: string, oid: Oid): string {
  if (!isRefName(name) || !isOid(oid)) throw new Error(`no ref can be ${name} ${oid}`);
  return `${commonDir}/${name}`;
}

/** @param packed lines of `packed-refs`: `<id> <name>`, and `^<id>` below a tag for what it names. */
function withoutRefs(packed: Buffer, names: ReadonlySet<string>): Buffer {
  const kept: string[] = [];
  let isDropped = false;
  for (const line of packed.toString('latin1').split(/(?<=\n)/)) {
    const name = /^[0-9a-f]{40,64} (.+)\n?$/.exec(line)?.[1];
    if (name !== undefined) isDropped = names.has(Buffer.from(name, 'latin1').toString('utf8'));
    else if (!line.startsWith('^')) isDropped = false;
    if (!isDropped) kept.push(line);
  }
  return Buffer.from(kept.join(''), 'latin1');
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw notWritable(error, file);
  }
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Takes empty folders away, from one upwards to below another. */
function removeEmpty(folder: string, below: string): void {
  for (let at = folder; at.startsWith(`${below}/`); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}

function attempt(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw notWritable(error, file);
  }
}

function notWritable(error: unknown, file: string): AiBlameError {
  if (error instanceof AiBlameError) return error;
  return new AiBlameError('NOT_WRITABLE', `Cannot write ${file}${whyRefused(error)}`, { cause: error });
}
