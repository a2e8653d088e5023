import { type FileStamp, stampFrom } from '../model/file-stamp.js';
import type { Disk } from './disk.js';

/** What tells whether the file or folder at an absolute path was changed; null where nothing is, or nobody may look. */
export function stampAt(disk: Disk, path: string): FileStamp | null {
  const seen = disk.at(path, 'file');
  return seen === null || seen === 'unreadable' ? null : stampFrom(seen);
}
