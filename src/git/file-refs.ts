import { closeSync, fstatSync, readSync } from 'node:fs';
import { parseSignature } from './commits.js';
import { openSync, readdirSync, readFileSync } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import { isOid, isZeroOid } from './oid.js';
import { isPerWorkTree, isRefName, type ReflogEntry, type RefStore, type RefValue } from './ref-store.js';

const MAX_LOG_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 64;

/** Refs as files below `refs/`, or as lines of `packed-refs`. */
export class FileRefs implements RefStore {
  readonly #gitDir: string;
  readonly #commonDir: string;
  #packed: Buffer | null = null;

  constructor(gitDir: string, commonDir: string) {
    this.#gitDir = gitDir;
    this.#commonDir = commonDir;
  }

  read(name: string): RefValue | null {
    if (!isRefName(name)) {
      return null;
    }
    const text = readText(`${this.#dirOf(name)}/${name}`);
    return (text === null ? null : parseRef(text)) ?? this.#readPacked(name);
  }

  list(folder = 'refs'): Map<string, RefValue> {
    const refs = new Map<string, RefValue>();
    const bytes = this.#packedRefs();
    // A large file need not become a text where it has none of them.
    const packed = bytes.includes(` ${folder}/`) ? bytes.toString('utf8') : '';
    for (const match of packed.matchAll(/^([0-9a-f]{40,64}) (refs\/.+)$/gm)) {
      const [, oid = '', name = ''] = match;
      if (isOid(oid) && isRefName(name) && name.startsWith(`${folder}/`)) {
        refs.set(name, { oid });
      }
    }
    for (const dir of new Set([this.#commonDir, this.#gitDir])) {
      for (const name of filesBelow(dir, folder, 0)) {
        const value = isRefName(name) && this.#dirOf(name) === dir ? parseRef(readText(`${dir}/${name}`) ?? '') : null;
        if (value !== null) {
          refs.set(name, value);
        }
      }
    }
    return refs;
  }

  reflog(name: string): ReflogEntry[] {
    const text = isRefName(name) ? readTail(`${this.#dirOf(name)}/logs/${name}`) : '';
    return text.split('\n').flatMap((line) => parseLogLine(line) ?? []);
  }

  #dirOf(name: string): string {
    return isPerWorkTree(name) ? this.#gitDir : this.#commonDir;
  }

  /** Searched as bytes: a large file need not be parsed for one ref. */
  #readPacked(name: string): RefValue | null {
    const packed = this.#packedRefs();
    const wanted = Buffer.from(` ${name}\n`);
    for (let at = packed.indexOf(wanted); at >= 0; at = packed.indexOf(wanted, at + 1)) {
      const oid = packed.toString('latin1', packed.lastIndexOf(0x0a, at) + 1, at);
      if (isOid(oid)) {
        return { oid };
      }
    }
    return null;
  }

  #packedRefs(): Buffer {
    if (this.#packed === null) {
      this.#packed = readBytes(`${this.#commonDir}/packed-refs`) ?? Buffer.alloc(0);
    }
    return this.#packed;
  }
}

function parseRef(text: string): RefValue | null {
  const target = /^ref:\s*(\S.*?)\s*$/s.exec(text)?.[1];
  if (target !== undefined) {
    return { target };
  }
  // FETCH_HEAD goes on after the id.
  const oid = /^[0-9a-f]{40,64}(?=\s|$)/.exec(text)?.[0] ?? '';
  return isOid(oid) ? { oid } : null;
}

/** `<before> <after> Name <mail> <time> <zone>\t<message>` */
function parseLogLine(line: string): ReflogEntry | null {
  const match = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([^\t]*)(?:\t(.*))?$/.exec(line);
  if (match === null) {
    return null;
  }
  const [, before = '', after = '', who = '', message = ''] = match;
  if (!isOid(before) || !isOid(after)) {
    return null;
  }
  return {
    before: isZeroOid(before) ? null : before,
    after: isZeroOid(after) ? null : after,
    ...parseSignature(who),
    message,
  };
}

function* filesBelow(dir: string, path: string, depth: number): Generator<string> {
  let entries: { name: string; isDirectory(): boolean }[] = [];
  try {
    entries = readdirSync(`${dir}/${path}`, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'EACCES') throw unreadable(error, `${dir}/${path}`);
    return;
  }
  for (const entry of entries) {
    const below = `${path}/${entry.name}`;
    if (!entry.isDirectory()) {
      yield below;
    } else if (depth < MAX_DEPTH) {
      yield* filesBelow(dir, below, depth + 1);
    }
  }
}

function readText(file: string): string | null {
  return readBytes(file)?.toString('utf8') ?? null;
}

/** It may not be read, or is no file: a pipe, a device, a socket. */
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENOTSUP', 'ENXIO']);

/**
 * @returns null where there is no such file.
 * @throws AiBlameError UNREADABLE: a ref that may not be read is not one that is not there.
 */
function readBytes(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (REFUSED.has(errorCode(error) ?? '')) throw unreadable(error, file);
    return null;
  }
}

/** The last `MAX_LOG_BYTES` of a file, from the beginning of a line. */
function readTail(file: string): string {
  let fd: number;
  try {
    fd = openSync(file);
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.allocUnsafe(Math.min(size, MAX_LOG_BYTES));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    const start = size > MAX_LOG_BYTES ? buffer.indexOf(0x0a) + 1 : 0;
    return buffer.toString('utf8', start, read);
  } catch {
    return '';
  } finally {
    closeSync(fd);
  }
}
