import { join } from 'node:path';
import { lstatSync } from './disk.js';
import { errorCode } from './error-code.js';

/** Whether something lies at a path of the work tree. @param path relative to the root, `/` inside */
export function isInWorkTree(root: string, path: string): boolean {
  try {
    return lstatSync(join(root, ...path.split('/')), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}
