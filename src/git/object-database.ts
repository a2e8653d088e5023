import { AiBlameError } from '../errors.js';
import { withAlternates } from './alternates.js';
import { existsSync, readdirSync } from './disk.js';
import type { GitObject, GitObjects, Oid, TreeEntry } from './git-objects.js';
import { LooseObjects } from './loose-objects.js';
import { LruCache } from './lru-cache.js';
import { type HashName, hashObject, isOid } from './oid.js';
import { PackList } from './pack-list.js';

const TREE_BYTES = 32 * 1024 * 1024;
const MANY_PACKS = 16;
/** As git (2.39, replace-object.c, MAXREPLACEDEPTH). */
const MAX_REPLACEMENTS = 5;
const NONE: ReadonlyMap<Oid, Oid> = new Map();
const NO_GRAFTS: ReadonlyMap<Oid, readonly Oid[]> = new Map();

/** One `objects` folder: the repository's own, or one that it borrows from. */
interface Store {
  readonly dir: string;
  readonly loose: LooseObjects;
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
  readonly #stores: readonly Store[];
  readonly #packs: PackList;
  #lastWasLoose = true;
  #blobsRead = 0;
  /** Only trees are asked for again and again: two successive snapshots share most of them. */
  readonly #trees = new LruCache<Oid, GitObject>(TREE_BYTES);
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
    const folders = withAlternates(objectsDir, this.#seen);
    this.#stores = folders.map((dir) => ({ dir, loose: new LooseObjects(dir, hash) }));
    this.#emptyTree = hashObject(hash, 'tree', Buffer.alloc(0));
    // Nothing stands in the place of the bases of deltas.
    this.#packs = new PackList(folders, hash, (oid) => this.#readOwn(oid) ?? this.#readBorrowed(oid));
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
    this.#packs.note();
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
    const here = (): boolean => this.#packs.has(id) || this.#stores.some(({ loose }) => loose.has(oid));
    return oid === this.#emptyTree || here() || (this.#packs.listAgain() && here());
  }

  /**
   * Those of many ids that may be stored here: no other one is, so that nothing has to be looked for. A trace of another repository
   * names thousands that are not.
   */
  among(oids: Iterable<Oid>): Set<Oid> {
    const asked = [...new Set(oids)].filter((oid) => this.#isIdHere(oid));
    const found = this.#here(asked);
    return found.size < asked.length && this.#packs.listAgain() ? this.#here(asked) : found;
  }

  #here(asked: readonly Oid[]): Set<Oid> {
    const found = new Set(
      asked.filter((oid) => oid === this.#emptyTree || this.#packs.mayHave(Buffer.from(oid, 'hex'))),
    );
    for (const { loose } of this.#stores) {
      for (const oid of loose.among(asked.filter((each) => !found.has(each)))) found.add(oid);
    }
    return found;
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
    return this.#ahead?.take(oid) ?? this.#find(oid) ?? (this.#packs.listAgain() ? this.#find(oid) : null);
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
      ...this.#packs.expand(prefix, limit),
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
    return this.#packs.objectCount;
  }

  /** Ids of objects that have a file of their own here, of at most so many bytes; not those of alternates. In no order. */
  looseIds(mostBytes: number): Iterable<Oid> {
    return this.#stores[0]?.loose.ids(mostBytes) ?? [];
  }

  /** Closes the files that are held open. Reading opens them again. */
  close(): void {
    this.#packs.close();
    for (const other of this.#borrowed) {
      other.close();
    }
  }

  #isIdHere(oid: Oid): boolean {
    return isOid(oid) && oid.length === this.#emptyTree.length;
  }

  #find(oid: Oid): GitObject | null {
    // A search in a few packs costs less than a file that is not there.
    const looseFirst = this.#lastWasLoose && this.#packs.count > MANY_PACKS;
    const object = looseFirst ? this.#readLoose(oid) : this.#packs.read(Buffer.from(oid, 'hex'));
    if (object !== null) {
      this.#lastWasLoose = looseFirst;
      return object;
    }
    const other = looseFirst ? this.#packs.read(Buffer.from(oid, 'hex')) : this.#readLoose(oid);
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
