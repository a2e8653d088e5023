import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths of `<folder>/<any>/<name>` that are folders, sorted; none where the folder cannot be looked into. */
export function foldersNamed(folder: string, name: string): string[] {
  return namesIn(folder)
    .map((entry) => join(folder, entry, name))
    .filter(isFolder);
}

/** Names of what lies in a folder, sorted; none where it cannot be looked into. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
