import {
  chmodSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { AiBlameError, whyRefused } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { removeDraft } from '../remove-draft.js';

/** What stands at a path, of a link the link itself. */
export interface FileState {
  readonly kind: 'missing' | 'file' | 'symlink' | 'folder' | 'other';
  /** Of a file. */
  readonly content: Buffer;
  /** Permissions. */
  readonly mode: number;
}

/** One step of a change that was planned. Paths are absolute. */
export type FileStep =
  | { readonly do: 'write'; readonly path: string; readonly content: Buffer; readonly mode: number }
  | { readonly do: 'move'; readonly path: string; readonly to: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'make-folder'; readonly path: string }
  /** Where it is empty. */
  | { readonly do: 'remove-folder'; readonly path: string };

const MOST_BYTES = 16 * 1024 * 1024;
const NOTHING = { content: Buffer.alloc(0), mode: 0 };

/** @throws AiBlameError UNREADABLE. */
export function lookAtFile(path: string): FileState {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return { ...NOTHING, kind: 'symlink' };
    if (stat.isDirectory()) return { ...NOTHING, kind: 'folder', mode: stat.mode & 0o7777 };
    // What waits for a writer, as a pipe does, is not read.
    if (!stat.isFile() || stat.size > MOST_BYTES) return { ...NOTHING, kind: 'other' };
    return { kind: 'file', content: readFileSync(path), mode: stat.mode & 0o7777 };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ...NOTHING, kind: 'missing' };
    throw new AiBlameError('UNREADABLE', `${path} cannot be read: ${message}`, { cause: error });
  }
}

/** Where a link leads in the end; the path itself where it is none. @returns null where it leads nowhere. */
export function realFile(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return lookAtFile(path).kind === 'symlink' ? null : path;
  }
}

/**
 * Carries out steps, one after the other: each is done whole or not at all.
 * @throws AiBlameError NOT_WRITABLE; what was done before stays.
 */
export function carryOut(steps: readonly FileStep[]): void {
  for (const step of steps) {
    try {
      carryOutOne(step);
    } catch (error) {
      throw new AiBlameError('NOT_WRITABLE', `${step.path} cannot be changed${whyRefused(error)}`, { cause: error });
    }
  }
}

function carryOutOne(step: FileStep): void {
  switch (step.do) {
    case 'write': {
      // Written beside and renamed: a commit at the same moment finds the one or the other.
      const beside = `${step.path}.ai-blame-new`;
      try {
        rmSync(beside, { force: true });
        writeFileSync(beside, step.content, { mode: step.mode, flag: 'wx' });
        // A new one has what the person's umask leaves of it.
        if (lookAtFile(step.path).kind === 'file') chmodSync(beside, step.mode);
        renameSync(beside, step.path);
      } catch (error) {
        removeDraft(beside);
        throw error;
      }
      break;
    }
    case 'move':
      renameSync(step.path, step.to);
      break;
    case 'remove':
      rmSync(step.path);
      break;
    case 'make-folder':
      makeFolder(step.path);
      break;
    case 'remove-folder':
      try {
        rmdirSync(step.path);
      } catch (error) {
        if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
      break;
  }
}

/** Whether a folder is there, or a link to one. */
export function isFolder(path: string): boolean {
  const real = realFile(path);
  return real !== null && lookAtFile(real).kind === 'folder';
}
