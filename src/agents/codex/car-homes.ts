import { join } from 'node:path';
import { foldersNamed } from '../../scan/list-folders.js';

/**
 * Private homes that Codex Autorunner gives to the Codex that it runs (formats/run-history.md, 3.3): in its own folder of the
 * person's home, and in that of a work tree.
 *
 * @param workTree absolute; null where there is none.
 */
export function carHomes(home: string, workTree: string | null): string[] {
  const own = foldersNamed(join(home, '.codex-autorunner', 'workspaces'), 'codex_home');
  const here =
    workTree === null ? [] : foldersNamed(join(workTree, '.codex-autorunner', 'app_server_workspaces'), 'codex_home');
  return [...own, ...here];
}
