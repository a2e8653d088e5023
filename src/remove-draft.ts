import { rmSync } from 'node:fs';

/**
 * Removes what was to take a file's place, after writing it failed. Where it cannot be removed either that is no trouble of its own: from
 * Node 24 on `force` is not enough where something on the way to it is no folder.
 */
export function removeDraft(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The first failure is told.
  }
}
