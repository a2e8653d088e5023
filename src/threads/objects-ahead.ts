import type { GitObject, Oid, TreeEntry } from '../git/git-objects.js';
import type { ObjectsMessage } from './history-ahead.js';

/** So many bytes of versions are read before they are asked for, at most. */
const MOST_AHEAD = 4 * 1024 * 1024;

/** The other thread is told to go on whenever so many of them are no longer waited with. */
const GO_ON = MOST_AHEAD / 8;

/** Versions are not always asked for in their order: one that so many later ones have passed is given up. */
const SLACK = 8;

/** Objects that the other thread read, until they are asked for: each is given once. And what it saw at the path of a file. */
export class ObjectsAhead {
  readonly #path: string;
  readonly #receive: () => void;
  readonly #goOn: (bytes: number) => void;
  readonly #ready = new Map<Oid, GitObject>();
  /** Versions among them, in the order in which they came. */
  readonly #versions: Oid[] = [];
  /** Those that were asked for before they came. */
  readonly #missed = new Set<Oid>();
  /** What trees have at the path. */
  readonly #entries = new Map<Oid, TreeEntry | null>();
  #freed = 0;

  /**
   * @param path of the file, relative to the root.
   * @param receive has all that came meanwhile given to `receive`.
   * @param goOn has so many bytes of versions read.
   */
  constructor(path: string, receive: () => void, goOn: (bytes: number) => void) {
    this.#path = path;
    this.#receive = receive;
    this.#goOn = goOn;
    goOn(MOST_AHEAD);
  }

  /** null: it has not come, or was given before. */
  take(oid: Oid): GitObject | null {
    if (!this.#ready.has(oid)) this.#receive();
    const object = this.#ready.get(oid) ?? null;
    if (object === null) this.#missed.add(oid);
    else if (object.type === 'blob') this.#passTo(oid);
    this.#ready.delete(oid);
    return object;
  }

  /** What a tree of a snapshot has at a path, null: nothing; undefined: that was not seen. */
  entry(tree: Oid, path: string): TreeEntry | null | undefined {
    if (path !== this.#path) return undefined;
    if (!this.#entries.has(tree)) this.#receive();
    return this.#entries.get(tree);
  }

  receive({ objects, bytes, entries }: ObjectsMessage): void {
    for (const { tree, entry } of entries) this.#entries.set(tree, entry);
    let start = 0;
    for (const { oid, type, end } of objects) {
      const data = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
      start = end;
      if (this.#missed.has(oid)) {
        if (type === 'blob') this.#free(data.length);
        continue;
      }
      this.#ready.set(oid, { type, data });
      if (type === 'blob') this.#versions.push(oid);
    }
  }

  #passTo(oid: Oid): void {
    const place = this.#versions.indexOf(oid);
    const passed = this.#versions.splice(0, Math.max(0, place - SLACK));
    this.#versions.splice(this.#versions.indexOf(oid), 1);
    for (const each of [...passed, oid]) {
      this.#free(this.#ready.get(each)?.data.length ?? 0);
      this.#ready.delete(each);
    }
  }

  #free(bytes: number): void {
    this.#freed += bytes;
    if (this.#freed < GO_ON) return;
    this.#goOn(this.#freed);
    this.#freed = 0;
  }
}
