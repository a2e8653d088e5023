import { resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import { unquoteC } from './c-quoting.js';
import { existsSync, noteStat, readdirSync, readFileSync, realpathSync, statSync } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import type { GitObject, GitObjects, Oid, TreeEntry } from './git-objects.js';
import { LooseObjects } from './loose-objects.js';
import { LruCache } from './lru-cache.js';
import { readMultiPackIndex } from './multi-pack-index.js';
import { type HashName, hashObject, isOid } from './oid.js';
import { type BaseCache, Pack } from './pack.js';
import { type PackIndex, readPackIndex } from './pack-index.js';

const DELTA_BASE_BYTES = 48 * 1024 * 1024;
const TREE_BYTES = 32 * 1024 * 1024;
const MAX_ALTERNATES = 100;
const MAX_OPEN_PACKS = 64;
const MANY_PACKS = 16;
/** As git (2.39, replace-object.c, MAXREPLACEDEPTH). */
const MAX_REPLACEMENTS = 5;
const NONE: ReadonlyMap<Oid, Oid> = new Map();
const NO_GRAFTS: ReadonlyMap<Oid, readonly Oid[]> = new Map();

/** One `objects` folder: the repository's own, or one that it borrows from. */
interface Store {
  readonly dir: string;
  readonly loose: LooseObjects;
  /** When the pack folder was listed: its modification time in nanoseconds, -1n for none. */
  listed: bigint;
}

/** Objects of a repository's own that were read before they are asked for, by their ids, and are what these promise. */
export interface ObjectsAhead {
  take(oid: Oid): GitObject | null;
  /** What stands at a path of a tree, as it is stored; undefined: that was not looked up. */
  entry(tree: Oid, path: string): TreeEntry | null | undefined;
}

/** All objects of a repository: loose, packed, and those of its alternates. */
export class ObjectDatabase implements GitObjects {
  readonly hash: HashName;
  readonly shallow: ReadonlySet<Oid>;
  /** git knows it without storing it. */
  readonly #emptyTree: Oid;
  readonly #stores: Store[] = [];
  /** The pack that last had an object comes first. */
  #packs: Pack[] = [];
  #packNumber = 0;
  #lastWasLoose = true;
  #blobsRead = 0;
  readonly #bases: BaseCache = new LruCache(DELTA_BASE_BYTES);
  /** Only trees are asked for again and again: two successive snapshots share most of them. */
  readonly #trees = new LruCache<Oid, GitObject>(TREE_BYTES);
  /** For the bases of deltas, in whose place nothing stands. */
  readonly #readThis = (oid: Oid): GitObject | null => this.#readOwn(oid) ?? this.#readBorrowed(oid);
  /** Real paths of the `objects` folders of all stores. */
  readonly #seen: Set<string>;
  /** Databases of others, in the order in which they were borrowed. */
  readonly #borrowed: ObjectDatabase[] = [];
  #ahead: ObjectsAhead | null = null;
  #standIns: () => ReadonlyMap<Oid, Oid> = () => NONE;
  #grafts: () => ReadonlyMap<Oid, readonly Oid[]> = () => NO_GRAFTS;

  /**
   * @param objectsDir the `objects` folder of the common git directory
   * @param shallow commits whose parents were not fetched
   * @param elsewhere folders that are looked into by another database already; those found here are added
   */
  constructor(
    objectsDir: string,
    hash: HashName,
    shallow: ReadonlySet<Oid> = new Set(),
    elsewhere: Set<string> = new Set(),
  ) {
    this.hash = hash;
    this.shallow = shallow;
    this.#seen = elsewhere;
    this.#addStore(objectsDir, this.#seen);
    this.#emptyTree = hashObject(hash, 'tree', Buffer.alloc(0));
    for (const store of this.#stores) {
      this.#listPacks(store);
    }
  }

  /**
   * Objects that are not stored here are looked for there too: an agent may keep the objects of its snapshots in a git directory of
   * its own, or in several below one folder. What of it is damaged or cannot be read is as good as not there. `looseIds`, `looseTime`,
   * `among` and `expand` tell of the repository's own objects only, as `withoutBorrowed` does.
   * @param folder absolute
   */
  borrow(folder: string): void {
    for (const dir of objectFolders(folder)) {
      const known = this.#seen.size;
      const database = new ObjectDatabase(dir, this.hash, new Set(), this.#seen);
      if (this.#seen.size > known) this.#borrowed.push(database);
    }
  }

  /**
   * From now on `read` gives other objects for some, as git does, and commits have other parents. Both are asked for when first
   * needed. What `withoutBorrowed` gives is what is stored.
   */
  standIn(objects: () => ReadonlyMap<Oid, Oid>, grafts: () => ReadonlyMap<Oid, readonly Oid[]>): void {
    this.#standIns = once(objects);
    this.#grafts = once(grafts);
  }

  /** The `objects` folder of the repository itself; null where there is none. */
  get folder(): string | null {
    return this.#stores[0]?.dir ?? null;
  }

  /**
   * From now on objects are taken from there where they are.
   * @param begin has reading begin. All files that it may read are noted before that (`git/disk.ts`), since it notes none itself.
   */
  takeFrom(begin: () => ObjectsAhead): void {
    for (const { loose } of this.#stores) loose.noteAll();
    for (const { file } of this.#packs) noteStat(file);
    this.#ahead = begin();
  }

  entryAhead(tree: Oid, path: string): TreeEntry | null | undefined {
    // Where others stand in for objects, that is not what `read` gives.
    return this.#standIns().size > 0 ? undefined : this.#ahead?.entry(tree, path);
  }

  /** Other parents of commits; they count more than those before. Only while no commit was read. */
  graft(commits: ReadonlyMap<Oid, readonly Oid[]>): void {
    const before = this.#grafts;
    this.#grafts = once(() => new Map([...before(), ...commits]));
  }

  get grafts(): ReadonlyMap<Oid, readonly Oid[]> {
    return this.#grafts();
  }

  /** The repository's own objects, and those of its alternates: what git knows of. */
  withoutBorrowed(): GitObjects {
    return {
      hash: this.hash,
      shallow: this.shallow,
      has: (oid) => this.#hasOwn(oid),
      read: (oid) => this.#readOwn(oid),
      expand: (prefix, limit) => this.expand(prefix, limit),
    };
  }

  has(oid: Oid): boolean {
    return this.#hasOwn(oid) || this.#borrowed.some((other) => orElse(() => other.has(oid), false));
  }

  #hasOwn(oid: Oid): boolean {
    if (!this.#isIdHere(oid)) {
      return false;
    }
    const id = Buffer.from(oid, 'hex');
    const here = (): boolean =>
      this.#packs.some((pack) => pack.find(id) >= 0) || this.#stores.some((store) => store.loose.has(oid));
    return oid === this.#emptyTree || here() || (this.#packsChanged() && here());
  }

  /**
   * Those of many ids that may be stored here: no other one is, so that nothing has to be looked for. A trace of another repository
   * names thousands that are not.
   */
  among(oids: Iterable<Oid>): Set<Oid> {
    const asked = [...new Set(oids)].filter((oid) => this.#isIdHere(oid));
    const found = this.#here(asked);
    return found.size < asked.length && this.#packsChanged() ? this.#here(asked) : found;
  }

  #here(asked: readonly Oid[]): Set<Oid> {
    const found = new Set(asked.filter((oid) => oid === this.#emptyTree || this.#mayBePacked(oid)));
    for (const { loose } of this.#stores) {
      for (const oid of loose.among(asked.filter((each) => !found.has(each)))) found.add(oid);
    }
    return found;
  }

  #mayBePacked(oid: Oid): boolean {
    const id = Buffer.from(oid, 'hex');
    try {
      return this.#packs.some((pack) => pack.find(id) >= 0);
    } catch {
      // Taken away by a repack, or damaged: that is for `read` to tell.
      return true;
    }
  }

  /** When an object was last written as a file of its own: milliseconds since 1970; null where it is only in packs. */
  looseTime(oid: Oid): number | null {
    const times = this.#isIdHere(oid) ? this.#stores.map((store) => store.loose.time(oid) ?? 0) : [];
    return Math.max(0, ...times) || null;
  }

  read(asked: Oid): GitObject | null {
    const oid = this.#inPlaceOf(asked);
    const known = this.#trees.get(oid);
    if (known !== undefined) {
      return known;
    }
    if (!this.#isIdHere(oid)) {
      return null;
    }
    const object = this.#readOwn(oid) ?? this.#readBorrowed(oid);
    if (object?.type === 'blob') {
      this.#blobsRead++;
    }
    if (object?.type === 'tree') {
      this.#trees.set(oid, object, object.data.length + 200);
    }
    return object;
  }

  #inPlaceOf(asked: Oid): Oid {
    let oid = asked;
    for (let depth = 0; depth < MAX_REPLACEMENTS; depth++) {
      const other = this.#standIns().get(oid);
      if (other === undefined) break;
      oid = other;
    }
    return oid;
  }

  /** How many contents of files were read so far. */
  get blobsRead(): number {
    return this.#blobsRead;
  }

  #readOwn(oid: Oid): GitObject | null {
    if (!this.#isIdHere(oid)) {
      return null;
    }
    return this.#ahead?.take(oid) ?? this.#find(oid) ?? (this.#packsChanged() ? this.#find(oid) : null);
  }

  #readBorrowed(oid: Oid): GitObject | null {
    for (const other of this.#borrowed) {
      const object = orElse(() => other.read(oid), null);
      if (object !== null) {
        return object;
      }
    }
    return null;
  }

  expand(prefix: string, limit: number): Oid[] {
    if (!/^[0-9a-f]{4,64}$/.test(prefix) || prefix.length > this.#emptyTree.length) {
      return [];
    }
    const found = new Set<Oid>();
    for (const oids of [
      ...this.#packs.map((pack) => pack.expand(prefix, limit)),
      ...this.#stores.map((store) => store.loose.expand(prefix)),
    ]) {
      for (const oid of oids) {
        found.add(oid);
      }
    }
    return [...found].sort().slice(0, limit);
  }

  /** How many objects are in packs, those that are in several counted as often. */
  get packedCount(): number {
    return this.#packs.reduce((sum, pack) => sum + pack.count, 0);
  }

  /** Ids of objects that have a file of their own here, of at most so many bytes; not those of alternates. In no order. */
  looseIds(mostBytes: number): Iterable<Oid> {
    return this.#stores[0]?.loose.ids(mostBytes) ?? [];
  }

  /** Closes the files that are held open. Reading opens them again. */
  close(): void {
    for (const pack of this.#packs) {
      pack.close();
    }
    for (const other of this.#borrowed) {
      other.close();
    }
  }

  #isIdHere(oid: Oid): boolean {
    return isOid(oid) && oid.length === this.#emptyTree.length;
  }

  #find(oid: Oid): GitObject | null {
    // A search in a few packs costs less than a file that is not there.
    const looseFirst = this.#lastWasLoose && this.#packs.length > MANY_PACKS;
    const object = looseFirst ? this.#readLoose(oid) : this.#readPacked(oid);
    if (object !== null) {
      this.#lastWasLoose = looseFirst;
      return object;
    }
    const other = looseFirst ? this.#readPacked(oid) : this.#readLoose(oid);
    if (other !== null) {
      this.#lastWasLoose = !looseFirst;
      return other;
    }
    return oid === this.#emptyTree ? { type: 'tree', data: Buffer.alloc(0) } : null;
  }

  #readLoose(oid: Oid): GitObject | null {
    for (const store of this.#stores) {
      const object = store.loose.read(oid);
      if (object !== null) {
        return object;
      }
    }
    return null;
  }

  #readPacked(oid: Oid): GitObject | null {
    const id = Buffer.from(oid, 'hex');
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
        return pack.read(offset, this.#readThis);
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

  #limitOpen(next: Pack): void {
    if (next.isOpen || this.#packs.length <= MAX_OPEN_PACKS) {
      return;
    }
    const open = this.#packs.filter((pack) => pack.isOpen);
    if (open.length >= MAX_OPEN_PACKS) {
      open.at(-1)?.close();
    }
  }

  /** Lists the packs again where their folder changed since: a `git gc` may have run. */
  #packsChanged(): boolean {
    let changed = false;
    for (const store of this.#stores) {
      if (modified(`${store.dir}/pack`) !== store.listed) {
        this.#listPacks(store);
        changed = true;
      }
    }
    return changed;
  }

  #listPacks(store: Store): void {
    const dir = `${store.dir}/pack`;
    store.listed = modified(dir);
    const names = new Set(store.listed < 0n ? [] : namesIn(dir));
    const known = new Set(this.#packs.map((pack) => pack.file));
    let multi: Map<string, PackIndex> | null = null;
    for (const name of names) {
      const stem = name.endsWith('.pack') ? name.slice(0, -5) : null;
      if (stem === null || known.has(`${dir}/${name}`)) {
        continue;
      }
      let load: () => PackIndex = () => readPackIndex(`${dir}/${stem}.idx`, this.hash);
      if (!names.has(`${stem}.idx`)) {
        multi ??= names.has('multi-pack-index') ? readMultiPackIndex(`${dir}/multi-pack-index`, this.hash) : new Map();
        const index = multi.get(stem);
        if (index === undefined) {
          // Half written, or half removed: git does not read it either.
          continue;
        }
        load = () => index;
      }
      this.#packs.push(new Pack(`${dir}/${name}`, load, this.hash, this.#bases, this.#packNumber++));
    }
  }

  #addStore(objectsDir: string, seen: Set<string>): void {
    let dir: string;
    try {
      dir = realpathSync(objectsDir);
    } catch {
      return;
    }
    if (seen.has(dir)) {
      return;
    }
    if (seen.size >= MAX_ALTERNATES) {
      throw new AiBlameError(
        'UNSUPPORTED_REPOSITORY',
        `The repository borrows objects from over ${MAX_ALTERNATES} others`,
      );
    }
    seen.add(dir);
    this.#stores.push({ dir, loose: new LooseObjects(dir, this.hash), listed: -1n });
    for (const alternate of readAlternates(dir)) {
      this.#addStore(alternate, seen);
    }
  }
}

/** The `objects` folders of a git directory, and of those right below it. */
function objectFolders(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const below = names.sort().map((name) => `${folder}/${name}/objects`);
  return [...(names.includes('objects') ? [`${folder}/objects`] : []), ...below].filter(existsSync);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function orElse<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AiBlameError) return otherwise;
    throw error;
  }
}

/** Absolute paths of the `objects` folders that `objects/info/alternates` names, one in each line. */
function readAlternates(objectsDir: string): string[] {
  let text: string;
  try {
    text = readFileSync(`${objectsDir}/info/alternates`, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(objectsDir, unquoteC(line) ?? line));
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
