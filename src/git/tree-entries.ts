import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeEntry } from './git-objects.js';

export const MODE_TREE = 0o40000;
/** git's `core.maxTreeDepth`. */
export const MAX_TREE_DEPTH = 2048;

/** Walks over the raw content of a tree: `<octal mode> <name>\0<id>`, sorted as if the names of trees ended in `/`. */
export class TreeCursor {
  readonly data: Buffer;
  readonly #idLength: number;
  readonly #tree: Oid;
  mode = 0;
  /** Offset of the entry. */
  start = 0;
  nameStart = 0;
  /** Offset of the NUL after the name; the id follows. */
  nameEnd = 0;
  /** Offset after the entry. */
  end = 0;

  /** @param tree its id, for messages */
  constructor(data: Buffer, idLength: number, tree: Oid) {
    this.data = data;
    this.#idLength = idLength;
    this.#tree = tree;
  }

  /** Goes to the next entry. @returns false at the end. */
  next(): boolean {
    return this.moveTo(this.end);
  }

  /** Goes to the entry that begins at an offset. @returns false when that is the end. */
  moveTo(start: number): boolean {
    const data = this.data;
    this.start = start;
    if (start >= data.length) {
      return false;
    }
    let at = start;
    let mode = 0;
    for (let byte = data[at] as number; byte !== 0x20; byte = data[++at] as number) {
      if (!(byte >= 0x30 && byte <= 0x37) || at - start > 7) {
        throw this.corrupt();
      }
      mode = mode * 8 + byte - 0x30;
    }
    this.mode = canonical(mode);
    this.nameStart = ++at;
    while (data[at] !== 0) {
      if (++at >= data.length) {
        throw this.corrupt();
      }
    }
    this.nameEnd = at;
    this.end = at + 1 + this.#idLength;
    if (at === this.nameStart || this.end > data.length) {
      throw this.corrupt();
    }
    return true;
  }

  get isTree(): boolean {
    return this.mode === MODE_TREE;
  }

  get name(): string {
    return this.data.toString('utf8', this.nameStart, this.nameEnd);
  }

  get oid(): Oid {
    return this.data.toString('hex', this.nameEnd + 1, this.end);
  }

  get entry(): TreeEntry {
    return { mode: this.mode, oid: this.oid };
  }

  nameIs(name: Buffer): boolean {
    if (this.nameEnd - this.nameStart !== name.length) {
      return false;
    }
    const { data, nameStart } = this;
    for (let i = name.length - 1; i >= 0; i--) {
      if (data[nameStart + i] !== name[i]) {
        return false;
      }
    }
    return true;
  }

  corrupt(): AiBlameError {
    return new AiBlameError('OBJECT_CORRUPT', `The tree ${this.#tree} is damaged`, { hint: 'Run `git fsck`' });
  }
}

/** Old trees hold modes like 0o100664; git reads them as one of five. */
function canonical(mode: number): number {
  switch (mode & 0o170000) {
    case 0o100000:
      return (mode & 0o100) === 0 ? 0o100644 : 0o100755;
    case 0o120000:
      return 0o120000;
    case MODE_TREE:
      return MODE_TREE;
    default:
      return 0o160000;
  }
}

/**
 * @returns a cursor before the first entry.
 * @throws AiBlameError OBJECT_MISSING, or OBJECT_CORRUPT when the object is no tree.
 */
export function openTree(objects: GitObjects, tree: Oid): TreeCursor {
  const object = objects.read(tree);
  if (object === null) {
    throw new AiBlameError('OBJECT_MISSING', `The tree ${tree} is not in the repository`);
  }
  if (object.type !== 'tree') {
    throw new AiBlameError('OBJECT_CORRUPT', `Object ${tree} is a ${object.type}, not a tree`);
  }
  return new TreeCursor(object.data, tree.length / 2, tree);
}
