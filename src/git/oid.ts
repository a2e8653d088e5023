import { createHash } from 'node:crypto';
import type { ObjectType, Oid } from './git-objects.js';

export type HashName = 'sha1' | 'sha256';

/** Whether `text` is a full object id: 40 or 64 lower-case hex digits. */
export function isOid(text: string): boolean {
  return (text.length === 40 || text.length === 64) && /^[0-9a-f]+$/.test(text);
}

/** Bytes of an id: 20 or 32. */
export function oidBytes(hash: HashName): 20 | 32 {
  return hash === 'sha1' ? 20 : 32;
}

/** The id that git gives an object with this content. */
export function hashObject(hash: HashName, type: ObjectType, data: Uint8Array): Oid {
  return createHash(hash).update(objectHeader(type, data)).update(data).digest('hex');
}

/** What git writes before an object's content. */
export function objectHeader(type: ObjectType, data: Uint8Array): Buffer {
  return Buffer.from(`${type} ${data.length}\0`);
}

/** The id of an absent side in reflogs and diffs: all zeros. */
export function isZeroOid(oid: string): boolean {
  return /^0+$/.test(oid);
}
