import { parseCommit } from '../git/commits.js';
import type { GitObject, GitObjects, ObjectType, Oid, TreeEntry } from '../git/git-objects.js';
import { LooseObjects } from '../git/loose-objects.js';
import { ObjectDatabase } from '../git/object-database.js';
import type { HashName } from '../git/oid.js';
import { PathLookup } from '../git/path-lookup.js';

/** What a file was in many snapshots: the objects that tell it are to be read ahead. */
export interface HistoryTask {
  /** The `objects` folder of the repository. */
  readonly folder: string;
  readonly hash: HashName;
  /** Of the file, relative to the root. */
  readonly path: string;
  /** The snapshots, in any order. */
  readonly commits: readonly Oid[];
}

/** Objects that were read ahead. */
export interface ObjectsMessage {
  readonly objects: readonly { readonly oid: Oid; readonly type: ObjectType; readonly end: number }[];
  /** Their contents, one behind the other: each up to its `end`. The message takes it along. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What stands at the file's path in trees of snapshots; null: nothing. */
  readonly entries: readonly SeenEntry[];
}

export interface SeenEntry {
  readonly tree: Oid;
  readonly entry: TreeEntry | null;
}

/** More commits than this are not read ahead: they are kept until somebody asks for them. */
const MOST_SNAPSHOT_BYTES = 8 * 1024 * 1024;

/** Small objects are sent in pieces of so many bytes. */
const PIECE = 64 * 1024;

/**
 * The reading of the second thread: of commits first, and what their trees have at the path, then of the versions that they show, as they
 * are asked for.
 */
export class HistoryAhead {
  readonly #task: HistoryTask;
  readonly #send: (message: ObjectsMessage) => void;
  readonly #gathered: { readonly oid: Oid; readonly object: GitObject }[] = [];
  #gatheredBytes = 0;
  #entries: SeenEntry[] = [];
  /** Of the versions that are still to be read. */
  #versions: Iterator<Oid> = [][Symbol.iterator]();
  readonly #loose: LooseObjects;

  constructor(task: HistoryTask, send: (message: ObjectsMessage) => void) {
    this.#task = task;
    this.#send = send;
    this.#loose = new LooseObjects(task.folder, task.hash);
  }

  readSnapshots(): void {
    const database = new ObjectDatabase(this.#task.folder, this.#task.hash);
    const stored = database.withoutBorrowed();
    // Agents leave snapshots as files of their own: a look there first costs less than one into the packs, as long as none is in these.
    let areLoose = true;
    const read = (oid: Oid): GitObject | null => (areLoose ? this.#loose.read(oid) : null) ?? stored.read(oid);
    const objects: GitObjects = { ...stored, read };
    const lookup = new PathLookup(objects, this.#task.path);
    const seen: { readonly oid: Oid; readonly time: number }[] = [];
    let bytes = 0;
    for (const oid of new Set(this.#task.commits)) {
      if (bytes > MOST_SNAPSHOT_BYTES) break;
      try {
        const loose: GitObject | null = areLoose ? this.#loose.read(oid) : null;
        const object = loose ?? stored.read(oid);
        if (object?.type !== 'commit') continue;
        areLoose = loose !== null;
        bytes += object.data.length;
        this.#gather(oid, object);
        const { tree, committer } = parseCommit(oid, object.data);
        const entry = lookup.find(tree);
        this.#entries.push({ tree, entry });
        if (entry !== null) seen.push({ oid: entry.oid, time: committer.time });
      } catch {
        // What is damaged, or gone, is for whoever asks for it.
      }
    }
    this.#flush();
    database.close();
    // They are asked for in the order of the timeline.
    const versions = new Set(seen.sort((a, b) => a.time - b.time).map(({ oid }) => oid));
    this.#versions = versions.values();
  }

  /** Reads and sends the next version. @returns how many bytes; null: there is none left. */
  sendVersion(): number | null {
    const { done, value: oid } = this.#versions.next();
    if (done === true) return null;
    let object: GitObject | null = null;
    try {
      object = this.#loose.read(oid);
    } catch {
      // As above.
    }
    if (object === null) return 0;
    // Sent bytes are gone from here.
    const { length } = object.data;
    this.#send({ objects: [{ oid, type: object.type, end: length }], bytes: own(object.data), entries: [] });
    return length;
  }

  #gather(oid: Oid, object: GitObject): void {
    this.#gathered.push({ oid, object });
    this.#gatheredBytes += object.data.length;
    if (this.#gatheredBytes >= PIECE) this.#flush();
  }

  #flush(): void {
    let end = 0;
    const objects = this.#gathered.map(({ oid, object: { type, data } }) => {
      end += data.length;
      return { oid, type, end };
    });
    const bytes = new Uint8Array(this.#gatheredBytes);
    for (const [n, { object }] of this.#gathered.entries()) bytes.set(object.data, objects[n - 1]?.end ?? 0);
    const entries = this.#entries;
    this.#gathered.length = 0;
    this.#gatheredBytes = 0;
    this.#entries = [];
    this.#send({ objects, bytes, entries });
  }
}

/** In memory that nothing else lies in, so that it can be given away; copied only where much else does. */
function own(data: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = data;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength <= length * 2;
  return isAlone ? new Uint8Array(buffer, byteOffset, length) : Uint8Array.from(data);
}
