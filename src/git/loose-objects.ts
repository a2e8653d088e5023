import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { AiBlameError } from '../errors.js';
import { READ_AT_ONCE } from '../open-regular.js';
import { noteStat } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import type { GitObject, ObjectType, Oid } from './git-objects.js';
import { inflate } from './inflate.js';
import { MAX_OBJECT_BYTES, objectTooLarge } from './object-size.js';
import { type HashName, oidBytes } from './oid.js';

const HEADER_BYTES = 32;

/** Files of so many bytes are no commits, and mostly no trees. */
const LARGE = 2048;

/** Of texts: what is guessed is put aside in memory, and one file may say of another what it likes. */
const MOST_RATIO = 8;

/** From so many files on a list of their folder costs less than a look at each. */
const WORTH_A_LIST = 4;

/** Objects that have a file of their own: `objects/ab/cdef…`, each a zlib stream of `<type> <size>\0<content>`. */
export class LooseObjects {
  readonly #dir: string;
  readonly #hash: HashName;
  /** Reused for every file that fits: `inflate` is done with it when it returns. */
  #scratch = Buffer.allocUnsafeSlow(64 * 1024);
  /** How many times as large as its file the last large object was: the next one is mostly another version of it. */
  #ratio = 4;

  constructor(objectsDir: string, hashName: HashName) {
    this.#dir = objectsDir;
    this.#hash = hashName;
  }

  /** Notes every folder that an object may lie in (`noteStat`). */
  noteAll(): void {
    for (let first = 0; first < 256; first++) noteStat(this.#folder(first.toString(16).padStart(2, '0')));
  }

  has(oid: Oid): boolean {
    noteStat(this.#folder(oid));
    return statSync(this.#file(oid), { throwIfNoEntry: false }) !== undefined;
  }

  /**
   * Those of many ids that may have a file here: by the list of a folder, where it is asked about several. None is left out that has
   * one; what may not be listed is for `read` to tell.
   */
  among(oids: Iterable<Oid>): Oid[] {
    const byFolder = new Map<string, Oid[]>();
    for (const oid of oids) {
      const folder = this.#folder(oid);
      const known = byFolder.get(folder);
      if (known === undefined) byFolder.set(folder, [oid]);
      else known.push(oid);
    }
    return [...byFolder].flatMap(([folder, asked]) => {
      noteStat(folder);
      try {
        if (asked.length < WORTH_A_LIST) return asked.filter((oid) => this.has(oid));
        const names = new Set(readdirSync(folder));
        return asked.filter((oid) => names.has(oid.slice(2)));
      } catch (error) {
        return errorCode(error) === 'ENOENT' ? [] : asked;
      }
    });
  }

  /** When its file was last written: milliseconds since 1970; null where there is none. */
  time(oid: Oid): number | null {
    noteStat(this.#folder(oid));
    return statSync(this.#file(oid), { throwIfNoEntry: false })?.mtimeMs ?? null;
  }

  /** @throws AiBlameError OBJECT_CORRUPT when the file does not hold the object that its name promises. */
  read(oid: Oid): GitObject | null {
    noteStat(this.#folder(oid));
    const compressed = this.#readFile(this.#file(oid));
    if (compressed === null) {
      return null;
    }
    const isLarge = compressed.length >= LARGE;
    // Where the guess is too small, what was inflated is copied into one piece: of large objects a third of the time.
    const guess = Math.ceil(compressed.length * (isLarge ? this.#ratio * 1.1 : 3));
    const content = inflate(compressed, guess, MAX_OBJECT_BYTES + HEADER_BYTES);
    if (content === 'large') {
      throw objectTooLarge(`Object ${oid}`);
    }
    if (typeof content === 'string') {
      throw corrupt(oid, content === 'cut' ? 'it ends too early' : 'it cannot be decompressed');
    }
    if (hash(this.#hash, content, 'hex') !== oid) {
      throw corrupt(oid, 'its content does not have this id');
    }
    if (isLarge) {
      this.#ratio = Math.min(MOST_RATIO, content.length / compressed.length);
    }
    return parseLoose(oid, content);
  }

  /** Ids that begin with `prefix` (2 digits at least), in no order. */
  expand(prefix: string): Oid[] {
    const folder = prefix.slice(0, 2);
    const rest = prefix.slice(2);
    const length = oidBytes(this.#hash) * 2 - 2;
    let names: string[];
    noteStat(`${this.#dir}/${folder}`);
    try {
      names = readdirSync(`${this.#dir}/${folder}`);
    } catch {
      return [];
    }
    return names
      .filter((name) => name.length === length && name.startsWith(rest) && /^[0-9a-f]+$/.test(name))
      .map((name) => folder + name);
  }

  /** Ids of all objects whose files have at most so many bytes, in no order. */
  *ids(mostBytes: number): Generator<Oid> {
    for (let first = 0; first < 256; first++) {
      for (const oid of this.expand(first.toString(16).padStart(2, '0'))) {
        const size = statSync(this.#file(oid), { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
        if (size <= mostBytes) yield oid;
      }
    }
  }

  #folder(oid: Oid): string {
    return `${this.#dir}/${oid.slice(0, 2)}`;
  }

  #file(oid: Oid): string {
    return `${this.#dir}/${oid.slice(0, 2)}/${oid.slice(2)}`;
  }

  /** Valid until the next call. */
  #readFile(file: string): Buffer | null {
    let fd: number;
    try {
      fd = openSync(file, READ_AT_ONCE);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return null;
      }
      throw unreadable(error, file);
    }
    try {
      const read = readSync(fd, this.#scratch, 0, this.#scratch.length, 0);
      if (read < this.#scratch.length) {
        return this.#scratch.subarray(0, read);
      }
      const { size } = fstatSync(fd);
      if (size > MAX_OBJECT_BYTES) {
        throw objectTooLarge(`The file ${file}`);
      }
      const buffer = Buffer.allocUnsafeSlow(size);
      return buffer.subarray(0, readSync(fd, buffer, 0, size, 0));
    } catch (error) {
      // Of a pipe nothing is read at a place.
      throw unreadable(error, file);
    } finally {
      closeSync(fd);
    }
  }
}

const TYPES: readonly ObjectType[] = ['blob', 'tree', 'commit', 'tag'];

/** `<type> <size>\0<content>` */
function parseLoose(oid: Oid, content: Buffer): GitObject {
  const type = TYPES.find((name) => name.charCodeAt(0) === content[0] && name.charCodeAt(1) === content[1]);
  let at = type === undefined ? content.length : type.length;
  let size = content[at] === 0x20 ? 0 : Number.NaN;
  for (let byte = content[++at] ?? 0; byte !== 0; byte = content[++at] ?? 0) {
    size = size * 10 + (byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : Number.NaN);
  }
  if (type === undefined || size !== content.length - at - 1) {
    throw corrupt(oid, 'its header is damaged');
  }
  const data = content.subarray(at + 1);
  // A view of a large chunk keeps the whole chunk alive; small objects are copied out of it.
  const wasteful = data.length < 8192 && data.buffer.byteLength > 2 * data.length + 1024;
  return { type, data: wasteful ? Buffer.from(data) : data };
}

function corrupt(oid: Oid, why: string): AiBlameError {
  return new AiBlameError('OBJECT_CORRUPT', `Object ${oid} is damaged: ${why}`, { hint: 'Run `git fsck`' });
}
