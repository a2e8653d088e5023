import { AiBlameError } from '../errors.js';
import { textOfBytes } from '../model/raw-bytes.js';
import { withoutBlanksBehind } from './blanks.js';
import { isSameEncoding, reencode } from './character-encoding.js';
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
  const parents = objects.shallow?.has(oid) === true ? [] : objects.grafts?.get(oid);
  const commit = parents === undefined ? parsed : { ...parsed, parents };
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
  const raw = data.toString('utf8');
  const encoding = encodingOf(raw);
  return parseText(oid, encoding === null || isUtf8(encoding) ? raw : decode(data, encoding), encoding);
}

/**
 * A commit's names and message in another encoding, as git's own formats tell them (2.39, pretty.c, repo_logmsg_reencode): as they
 * are stored where they are in that one already, or cannot be put into it.
 * @param output null: nothing is put into another one.
 * @returns texts of bytes (`textOfBytes`); null where the commit is not stored.
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function commitInEncoding(objects: GitObjects, oid: Oid, output: string | null): Commit | null {
  const object = objects.read(oid);
  if (object === null || object.type !== 'commit') return null;
  const encoding = encodingOf(object.data.toString('utf8'));
  const own = encoding ?? 'utf-8';
  const other = output === null || isSameEncoding(own, output) ? null : reencode(object.data, own, output);
  return parseText(oid, textOfBytes(other ?? object.data), encoding);
}

function encodingOf(text: string): string | null {
  const header = text.slice(0, headerLength(text));
  return header.includes('encoding ') ? (/^encoding (.+)$/m.exec(header)?.[1] ?? null) : null;
}

function parseText(oid: Oid, text: string, encoding: string | null): Commit {
  const end = headerLength(text);
  const parents: Oid[] = [];
  let tree = '';
  let author = '';
  let committer = '';
  for (let at = 0; at < end; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline > end ? end : newline;
    // A line that begins with a blank goes on with the header before it (`gpgsig`, `mergetag`), so it has no key.
    if (text.startsWith('tree ', at)) {
      tree ||= text.slice(at + 5, next);
    } else if (text.startsWith('parent ', at)) {
      parents.push(text.slice(at + 7, next));
    } else if (text.startsWith('author ', at)) {
      author ||= text.slice(at + 7, next);
    } else if (text.startsWith('committer ', at)) {
      committer ||= text.slice(at + 10, next);
    }
    at = next + 1;
  }
  if (!isOid(tree) || !parents.every(isOid)) {
    throw new AiBlameError('OBJECT_CORRUPT', `The commit ${oid} is damaged`, { hint: 'Run `git fsck`' });
  }
  const message = text.slice(end + 2);
  return {
    oid,
    tree,
    parents,
    author: parseSignature(author),
    committer: parseSignature(committer),
    message,
    encoding,
  };
}

/** Up to the first empty line, which the message follows. */
function headerLength(text: string): number {
  const end = text.indexOf('\n\n');
  return end < 0 ? text.length : end;
}

/** `Name <mail> 1700000000 +0100`; a missing or damaged time is 0, a missing zone `+0000`. */
export function parseSignature(text: string): Signature {
  const open = text.indexOf('<');
  const close = text.indexOf('>', open);
  if (open < 0 || close < 0) {
    return { name: withoutBlanksBehind(text), email: '', time: 0, zone: '+0000' };
  }
  // As git: the mail ends at the first `>`, the time follows the last one; blanks are taken off behind the name alone.
  const when = /^\s*(-?\d+)(?:\s+([+-]\d{1,6}))?/.exec(text.slice(text.lastIndexOf('>') + 1));
  return {
    name: withoutBlanksBehind(text.slice(0, open)),
    email: text.slice(open + 1, close),
    time: withinTimes(Number(when?.[1] ?? 0)),
    zone: when?.[2] ?? '+0000',
  };
}

/** As git, for which what is too large is the largest number of 64 bits. */
function withinTimes(seconds: number): number {
  return Math.max(-(2 ** 64), Math.min(seconds, 2 ** 64));
}

function isUtf8(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding.trim());
}

/** An encoding that is not known is read as UTF-8. */
function decode(bytes: Buffer, encoding: string): string {
  const label = encoding.trim().toLowerCase();
  // `TextDecoder` takes these for windows-1252, which differs in 0x80..0x9f.
  if (/^(iso-?8859-1|latin-?1)$/.test(label)) {
    return bytes.toString('latin1');
  }
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

/** The years that ISO 8601 tells without an agreement of its own: 0000 to 9999. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z') / 1000;
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** Seconds since 1970 as ISO 8601 UTC. What a commit says may lie beyond what that, and a `Date`, can tell: the nearest that they can. */
export function instantOf(seconds: number): string {
  const told = Math.max(FIRST_INSTANT, Math.min(seconds, LAST_INSTANT));
  return new Date(told * 1000).toISOString().replace('.000Z', 'Z');
}
