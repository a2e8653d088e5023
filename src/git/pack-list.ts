import { noteStat, readdirSync, statSync } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import type { GitObject, Oid } from './git-objects.js';
import { LruCache } from './lru-cache.js';
import { readMultiPackIndex } from './multi-pack-index.js';
import type { HashName } from './oid.js';
import { type BaseCache, Pack } from './pack.js';
import { type PackIndex, readPackIndex } from './pack-index.js';

const DELTA_BASE_BYTES = 48 * 1024 * 1024;
const MAX_OPEN_PACKS = 64;

interface PackFolder {
  readonly dir: string;
  /** When it was listed: its modification time in nanoseconds, -1n for none. */
  listed: bigint;
}

/** The packs of some `objects` folders. */
export class PackList {
  readonly #hash: HashName;
  readonly #readBase: (oid: Oid) => GitObject | null;
  readonly #folders: readonly PackFolder[];
  /** The one that last had an object comes first. */
  readonly #packs: Pack[] = [];
  /** How many were ever listed. */
  #listed = 0;
  readonly #bases: BaseCache = new LruCache(DELTA_BASE_BYTES);

  /**
   * @param objectFolders real paths.
   * @param readBase reads an object that a delta builds on, wherever it is stored.
   */
  constructor(objectFolders: readonly string[], hash: HashName, readBase: (oid: Oid) => GitObject | null) {
    this.#hash = hash;
    this.#readBase = readBase;
    this.#folders = objectFolders.map((folder) => ({ dir: `${folder}/pack`, listed: -1n }));
    for (const folder of this.#folders) this.#list(folder);
  }

  get count(): number {
    return this.#packs.length;
  }

  /** How many objects are in them, those that are in several counted as often. */
  get objectCount(): number {
    return this.#packs.reduce((sum, pack) => sum + pack.count, 0);
  }

  /** @param id as bytes. */
  has(id: Buffer): boolean {
    return this.#packs.some((pack) => pack.find(id) >= 0);
  }

  /** As `has`, but true where that cannot be told. */
  mayHave(id: Buffer): boolean {
    try {
      return this.has(id);
    } catch {
      // Taken away by a repack, or damaged: that is for `read` to tell.
      return true;
    }
  }

  /** @param id as bytes. @returns null where no pack has it. @throws AiBlameError where a pack cannot be read, or is damaged. */
  read(id: Buffer): GitObject | null {
    for (let i = 0; i < this.#packs.length; i++) {
      const pack = this.#packs[i] as Pack;
      try {
        const offset = pack.find(id);
        if (offset < 0) {
          continue;
        }
        if (i > 0) {
          this.#packs.splice(i, 1);
          this.#packs.unshift(pack);
        }
        this.#limitOpen(pack);
        return pack.read(offset, this.#readBase);
      } catch (error) {
        // A repack took the file away: its objects are in another one, found when the folder is listed again.
        if (errorCode(error) !== 'ENOENT') {
          throw unreadable(error, pack.file);
        }
        this.#packs.splice(this.#packs.indexOf(pack), 1);
        i--;
      }
    }
    return null;
  }

  /** For each pack, ids that begin with the hex digits `prefix`, sorted, at most `limit`. */
  expand(prefix: string, limit: number): Oid[][] {
    return this.#packs.map((pack) => pack.expand(prefix, limit));
  }

  /** Notes that an answer rests on all of them (`git/disk.ts`). */
  note(): void {
    for (const { file } of this.#packs) noteStat(file);
  }

  /** Lists those of folders that changed since they were listed: a `git gc` may have run. @returns whether any did. */
  listAgain(): boolean {
    let changed = false;
    for (const folder of this.#folders) {
      if (modified(folder.dir) !== folder.listed) {
        this.#list(folder);
        changed = true;
      }
    }
    return changed;
  }

  /** Closes the files that are held open. Reading opens them again. */
  close(): void {
    for (const pack of this.#packs) pack.close();
  }

  #limitOpen(next: Pack): void {
    if (next.isOpen || this.#packs.length <= MAX_OPEN_PACKS) {
      return;
    }
    const open = this.#packs.filter((pack) => pack.isOpen);
    if (open.length >= MAX_OPEN_PACKS) {
      open.at(-1)?.close();
    }
  }

  #list(folder: PackFolder): void {
    const { dir } = folder;
    folder.listed = modified(dir);
    const names = new Set(folder.listed < 0n ? [] : namesIn(dir));
    const known = new Set(this.#packs.map((pack) => pack.file));
    let multi: Map<string, PackIndex> | null = null;
    for (const name of names) {
      const stem = name.endsWith('.pack') ? name.slice(0, -5) : null;
      if (stem === null || known.has(`${dir}/${name}`)) {
        continue;
      }
      let load: () => PackIndex = () => readPackIndex(`${dir}/${stem}.idx`, this.#hash);
      if (!names.has(`${stem}.idx`)) {
        multi ??= names.has('multi-pack-index') ? readMultiPackIndex(`${dir}/multi-pack-index`, this.#hash) : new Map();
        const index = multi.get(stem);
        if (index === undefined) {
          // Half written, or half removed: git does not read it either.
          continue;
        }
        load = () => index;
      }
      this.#packs.push(new Pack(`${dir}/${name}`, load, this.#hash, this.#bases, this.#listed++));
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw unreadable(error, dir);
  }
}

function modified(dir: string): bigint {
  try {
    return statSync(dir, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? -1n;
  } catch (error) {
    throw unreadable(error, dir);
  }
}
