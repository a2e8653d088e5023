import { join } from 'node:path';
import { lstatSync } from './disk.js';
import { isNothingThere, unreadable } from './error-code.js';

/** Whether something lies at a path of the work tree. @param path relative to the root, `/` inside */
export function isInWorkTree(root: string, path: string): boolean {
  try {
    return lstatSync(join(root, ...path.split('/')), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isNothingThere(error)) return false;
    throw unreadable(error, path);
  }
}

/** Bytes of the file at a path of the work tree; null where there is none. @param path relative to the root, `/` inside */
export function workTreeSize({ root }: { readonly root: string }, path: string): number | null {
  try {
    const stat = lstatSync(join(root, ...path.split('/')), { throwIfNoEntry: false });
    return stat?.isFile() ? stat.size : null;
  } catch (error) {
    if (isNothingThere(error)) return null;
    throw unreadable(error, path);
  }
}
