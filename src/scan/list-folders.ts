import { join } from 'node:path';
import type { Disk } from './disk.js';

/** Absolute paths of `<folder>/<any>/<name>` that are folders, sorted; none where the folder cannot be looked into. */
export function foldersNamed(disk: Disk, folder: string, name: string): string[] {
  return namesIn(disk, folder)
    .map((entry) => join(folder, entry, name))
    .filter((path) => isFolder(disk, path));
}

/** Names of what lies in a folder, in the order of code units; none where there is no such folder, or nobody may look. */
export function namesIn(disk: Disk, folder: string): readonly string[] {
  const names = disk.namesIn(folder);
  return names === 'unreadable' ? [] : (names ?? []);
}

function isFolder(disk: Disk, path: string): boolean {
  const seen = disk.at(path, 'type');
  return seen !== null && seen !== 'unreadable' && seen.isDirectory();
}
