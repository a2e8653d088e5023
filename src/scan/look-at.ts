import { readdirSync, statSync } from 'node:fs';
import { type FileStamp, stampFrom } from '../model/file-stamp.js';

/** What tells whether the file or folder at an absolute path was changed; null where nothing is, or nobody may look. */
export function stampAt(path: string): FileStamp | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : stampFrom(stat);
  } catch {
    return null;
  }
}

/** Names in a folder, in the order of code units; none where there is no such folder, or nobody may look. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
