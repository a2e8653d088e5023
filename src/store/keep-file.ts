import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { removeDraft } from '../remove-draft.js';

/** `grown`: what was kept before is the beginning of what is kept now. */
export type KeptAs = 'written' | 'grown' | 'unchanged';

/**
 * Keeps a text in a folder, which is made where it is missing. What is kept already is never cut: a text that is no continuation of
 * it lies beside, under a name with a number. Written as a whole, or not at all.
 * @param name without the ending.
 * @param ending with its dot.
 * @returns the file's name.
 * @throws AiBlameError NOT_WRITABLE.
 */
export function keepFile(folder: string, name: string, ending: string, text: string): { file: string; as: KeptAs } {
  const bytes = Buffer.from(text, 'utf8');
  for (let n = 1; ; n++) {
    const file = `${name}${n === 1 ? '' : `-${n}`}${ending}`;
    const kept = contentOf(join(folder, file));
    if (kept?.subarray(0, bytes.length).equals(bytes)) return { file, as: 'unchanged' };
    if (kept !== null && !bytes.subarray(0, kept.length).equals(kept)) continue;
    write(folder, file, bytes);
    return { file, as: kept === null ? 'written' : 'grown' };
  }
}

function contentOf(path: string): Buffer | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path);
  } catch (cause) {
    throw new AiBlameError('NOT_WRITABLE', `Cannot read ${path}`, { cause });
  }
}

function write(folder: string, file: string, bytes: Buffer): void {
  const path = join(folder, file);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    // Others have no business with what was said in a session.
    makeFolder(folder, 0o700);
    const handle = openSync(draft, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, path);
  } catch (cause) {
    removeDraft(draft);
    throw new AiBlameError('NOT_WRITABLE', `Cannot write ${path}`, { cause });
  }
}
