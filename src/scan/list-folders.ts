import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths of `<folder>/<any>/<name>` that are folders, sorted; none where the folder cannot be looked into. */
export function foldersNamed(folder: string, name: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return [];
  }
  return entries
    .sort()
    .map((entry) => join(folder, entry, name))
    .filter(isFolder);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
