import { statSync } from 'node:fs';

/** Whether there is a folder at an absolute path; false where nobody may look. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
