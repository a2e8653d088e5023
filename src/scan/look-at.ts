import { type FileStamp, stampFrom } from '../model/file-stamp.js';
import type { Disk } from './disk.js';

/**
 * What tells whether the file or folder at an absolute path was changed; null where nothing is, or something else (a pipe, a device), or
 * nobody may look.
 */
export function stampAt(disk: Disk, path: string): FileStamp | null {
  const seen = disk.at(path, 'file');
  if (seen === null || seen === 'unreadable') return null;
  return seen.isFile() || seen.isDirectory() ? stampFrom(seen) : null;
}
