import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { removeDraft } from '../remove-draft.js';

/**
 * Replaces a file of a work tree as a whole, or makes it, or deletes it. Its permissions stay.
 * @param before what it was found to hold; null: it was not there.
 * @param after null: it is deleted.
 * @returns `changed` where it holds something else by now: then nothing is written.
 */
export function replaceWorkFile(
  path: string,
  before: Buffer | null,
  after: Buffer | null,
): 'done' | 'changed' | 'not-writable' {
  const draft = `${path}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    const now = contentOf(path);
    if (before === null ? now !== null : now === null || !now.equals(before)) return 'changed';
    if (after === null) {
      rmSync(path);
      return 'done';
    }
    const mode = before === null ? 0o666 : statSync(path).mode & 0o7777;
    const handle = openSync(draft, 'wx', mode);
    try {
      for (let at = 0; at < after.length; ) at += writeSync(handle, after, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, path);
    return 'done';
  } catch (error) {
    removeDraft(draft);
    if (error instanceof Error && 'syscall' in error) return 'not-writable';
    throw error;
  }
}

function contentOf(path: string): Buffer | null {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path);
}
