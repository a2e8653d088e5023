import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { AiBlameError } from '../errors.js';
import { errorCode } from './error-code.js';
import type { GitObject, ObjectType, Oid } from './git-objects.js';
import { inflate, MAX_OBJECT_BYTES, objectTooLarge } from './inflate.js';
import { type HashName, oidBytes } from './oid.js';

const TYPES: ReadonlySet<string> = new Set<ObjectType>(['commit', 'tree', 'blob', 'tag']);
const HEADER_BYTES = 32;

/** Objects that have a file of their own: `objects/ab/cdef…`, each a zlib stream of `<type> <size>\0<content>`. */
export class LooseObjects {
  readonly #dir: string;
  readonly #hash: HashName;
  /** Reused for every file that fits: `inflate` is done with it when it returns. */
  #scratch = Buffer.allocUnsafeSlow(64 * 1024);

  constructor(objectsDir: string, hash: HashName) {
    this.#dir = objectsDir;
    this.#hash = hash;
  }

  has(oid: Oid): boolean {
    return statSync(this.#file(oid), { throwIfNoEntry: false }) !== undefined;
  }

  /** @throws AiBlameError OBJECT_CORRUPT when the file does not hold the object that its name promises. */
  read(oid: Oid): GitObject | null {
    const compressed = this.#readFile(this.#file(oid));
    if (compressed === null) {
      return null;
    }
    const guess = compressed.length < 2048 ? compressed.length * 3 : compressed.length * 4;
    const content = inflate(compressed, guess, MAX_OBJECT_BYTES + HEADER_BYTES);
    if (content === 'large') {
      throw objectTooLarge(`Object ${oid}`);
    }
    if (typeof content === 'string') {
      throw corrupt(oid, content === 'cut' ? 'it ends too early' : 'it cannot be decompressed');
    }
    if (createHash(this.#hash).update(content).digest('hex') !== oid) {
      throw corrupt(oid, 'its content does not have this id');
    }
    return parseLoose(oid, content);
  }

  /** Ids that begin with `prefix` (2 digits at least), in no order. */
  expand(prefix: string): Oid[] {
    const folder = prefix.slice(0, 2);
    const rest = prefix.slice(2);
    const length = oidBytes(this.#hash) * 2 - 2;
    let names: string[];
    try {
      names = readdirSync(`${this.#dir}/${folder}`);
    } catch {
      return [];
    }
    return names
      .filter((name) => name.length === length && name.startsWith(rest) && /^[0-9a-f]+$/.test(name))
      .map((name) => folder + name);
  }

  #file(oid: Oid): string {
    return `${this.#dir}/${oid.slice(0, 2)}/${oid.slice(2)}`;
  }

  #readFile(file: string): Buffer | null {
    // A stat that misses costs a fifth of an open that throws.
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      return null;
    }
    if (stat.size > MAX_OBJECT_BYTES) {
      throw objectTooLarge(`The file ${file}`);
    }
    const buffer = stat.size <= this.#scratch.length ? this.#scratch : Buffer.allocUnsafeSlow(stat.size);
    let fd: number;
    try {
      fd = openSync(file, 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return null;
      }
      throw new AiBlameError('UNREADABLE', `Cannot read ${file}`, { cause: error });
    }
    try {
      return buffer.subarray(0, readSync(fd, buffer, 0, Math.min(stat.size, buffer.length), 0));
    } finally {
      closeSync(fd);
    }
  }
}

function parseLoose(oid: Oid, content: Buffer): GitObject {
  const end = content.indexOf(0);
  const [type = '', size = ''] = end < 0 || end > HEADER_BYTES ? [] : content.toString('latin1', 0, end).split(' ');
  if (!TYPES.has(type) || Number(size) !== content.length - end - 1) {
    throw corrupt(oid, 'its header is damaged');
  }
  const data = content.subarray(end + 1);
  // A view of a large chunk keeps the whole chunk alive; small objects are copied out of it.
  const loose = data.length < 8192 && data.buffer.byteLength > 2 * data.length + 1024;
  return { type: type as ObjectType, data: loose ? Buffer.from(data) : data };
}

function corrupt(oid: Oid, why: string): AiBlameError {
  return new AiBlameError('OBJECT_CORRUPT', `Object ${oid} is damaged: ${why}`, { hint: 'Run `git fsck`' });
}
