import { dirname, join } from 'node:path';
import { Disk } from '../../scan/disk.js';
import { foldersNamed } from '../../scan/list-folders.js';

/**
 * Private homes that Codex Autorunner gives to the Codex that it runs (formats/run-history.md, 3.3): in its own folder of the
 * person's home, and in that of a repository.
 *
 * @param directory absolute; the repository is it, or a folder above it.
 */
export function carHomes(home: string, directory: string): string[] {
  const disk = new Disk();
  const own = foldersNamed(disk, join(home, '.codex-autorunner', 'workspaces'), 'codex_home');
  return [...own, ...above(directory).flatMap((folder) => foldersNamed(disk, placeIn(folder), 'codex_home'))];
}

function placeIn(repository: string): string {
  return join(repository, '.codex-autorunner', 'app_server_workspaces');
}

function above(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...above(parent)];
}
