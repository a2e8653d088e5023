import { join } from 'node:path';
import { readdirSync, statSync } from './disk.js';
import { IgnoreRules } from './ignore-rules.js';
import { readIndex } from './index-file.js';
import type { Repository } from './repository.js';

/**
 * Files of the work tree that git neither tracks nor ignores, as `git ls-files --others --exclude-standard` lists them, in no
 * fixed order. Other repositories inside the work tree are not entered. Folders that cannot be read are passed by.
 */
export function* untrackedFiles(repository: Repository): Generator<string> {
  const tracked = new Set(readIndex(repository.gitDir, repository.objects.hash).map(({ path }) => path));
  const rules = new IgnoreRules(repository);
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(repository.root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) {
        if (!rules.matches(path, true) && !isRepository(join(repository.root, path))) folders.push(path);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !tracked.has(path) && !rules.matches(path, false)) {
        yield path;
      }
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isRepository(folder: string): boolean {
  return statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
}
