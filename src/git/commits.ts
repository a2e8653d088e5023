import { AiBlameError } from '../errors.js';
import type { Commit, GitObjects, Oid, Signature } from './git-objects.js';
import { LruCache } from './lru-cache.js';
import { isOid } from './oid.js';

const REMEMBERED = 8192;
const caches = new WeakMap<GitObjects, LruCache<Oid, Commit>>();

/**
 * Reads a commit. Parents that a shallow clone left out (`objects.shallow`) are not listed.
 * @returns null when it is not stored, or is no commit
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function readCommit(objects: GitObjects, oid: Oid): Commit | null {
  let cache = caches.get(objects);
  if (cache === undefined) {
    cache = new LruCache(REMEMBERED);
    caches.set(objects, cache);
  }
  const known = cache.get(oid);
  if (known !== undefined) {
    return known;
  }
  const object = objects.read(oid);
  if (object === null || object.type !== 'commit') {
    return null;
  }
  const parsed = parseCommit(oid, object.data);
  const commit = objects.shallow?.has(oid) === true ? { ...parsed, parents: [] } : parsed;
  cache.set(oid, commit);
  return commit;
}

/**
 * Follows tags to what they name.
 * @returns null when `oid`, or what a tag names, is not stored
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function peelTag(objects: GitObjects, oid: Oid): Oid | null {
  let at = oid;
  for (let depth = 0; depth < 64; depth++) {
    const object = objects.read(at);
    if (object?.type !== 'tag') {
      return object === null ? null : at;
    }
    const target = /^object ([0-9a-f]+)\n/.exec(object.data.toString('latin1', 0, 80))?.[1] ?? '';
    if (!isOid(target)) {
      throw new AiBlameError('OBJECT_CORRUPT', `The tag ${at} is damaged`);
    }
    at = target;
  }
  throw new AiBlameError('OBJECT_CORRUPT', `The tag ${oid} names too many tags in a row`);
}

/**
 * @param data raw content of a commit
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function parseCommit(oid: Oid, data: Buffer): Commit {
  let tree: Oid | null = null;
  const parents: Oid[] = [];
  let author: Buffer | null = null;
  let committer: Buffer | null = null;
  let encoding = 'utf-8';
  let at = 0;
  while (at < data.length && data[at] !== 0x0a) {
    const end = lineEnd(data, at);
    // A line that begins with a blank goes on with the header before it (`gpgsig`, `mergetag`).
    const space = data[at] === 0x20 ? -1 : data.indexOf(0x20, at);
    const key = space < 0 || space > end ? '' : data.toString('latin1', at, space);
    if (key === 'tree' && tree === null) {
      tree = data.toString('latin1', space + 1, end);
    } else if (key === 'parent') {
      parents.push(data.toString('latin1', space + 1, end));
    } else if (key === 'author') {
      author ??= data.subarray(space + 1, end);
    } else if (key === 'committer') {
      committer ??= data.subarray(space + 1, end);
    } else if (key === 'encoding') {
      encoding = data.toString('latin1', space + 1, end);
    }
    at = end + 1;
  }
  if (tree === null || !isOid(tree) || !parents.every(isOid)) {
    throw new AiBlameError('OBJECT_CORRUPT', `The commit ${oid} is damaged`, { hint: 'Run `git fsck`' });
  }
  const decode = decoder(encoding);
  return {
    oid,
    tree,
    parents,
    author: parseSignature(decode(author ?? Buffer.alloc(0))),
    committer: parseSignature(decode(committer ?? Buffer.alloc(0))),
    message: decode(data.subarray(at + 1)),
  };
}

/** `Name <mail> 1700000000 +0100`; a missing or damaged time is 0, a missing zone `+0000`. */
export function parseSignature(text: string): Signature {
  const open = text.indexOf('<');
  const close = text.indexOf('>', open);
  if (open < 0 || close < 0) {
    return { name: text.trim(), email: '', time: 0, zone: '+0000' };
  }
  // As git: the mail ends at the first `>`, the time follows the last one.
  const when = /^\s*(-?\d{1,15})(?:\s+([+-]\d{1,6}))?/.exec(text.slice(text.lastIndexOf('>') + 1));
  return {
    name: text.slice(0, open).trim(),
    email: text.slice(open + 1, close).trim(),
    time: Number(when?.[1] ?? 0),
    zone: when?.[2] ?? '+0000',
  };
}

function lineEnd(data: Buffer, from: number): number {
  const end = data.indexOf(0x0a, from);
  return end < 0 ? data.length : end;
}

function decoder(encoding: string): (bytes: Buffer) => string {
  const label = encoding.trim().toLowerCase();
  if (label === 'utf-8' || label === 'utf8') {
    return (bytes) => bytes.toString('utf8');
  }
  // `TextDecoder` takes these for windows-1252, which differs in 0x80..0x9f.
  if (label === 'iso-8859-1' || label === 'iso8859-1' || label === 'latin1' || label === 'latin-1') {
    return (bytes) => bytes.toString('latin1');
  }
  try {
    const text = new TextDecoder(label);
    return (bytes) => text.decode(bytes);
  } catch {
    return (bytes) => bytes.toString('utf8');
  }
}
