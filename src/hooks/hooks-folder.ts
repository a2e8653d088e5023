import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** What of a repository bears on where its hooks lie. */
interface HooksRepository {
  readonly root: string;
  readonly commonDir: string;
  readonly config: { get(name: string): string | null };
}

/**
 * The folder that git takes hooks from, absolute: git itself is asked, since it reads `core.hooksPath` also from files that others
 * include. Where there is no git, the configuration as far as it is read here tells.
 */
export function hooksFolderOf(
  { root, commonDir, config }: HooksRepository,
  variables: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_COMMON_DIR, ...env } = variables;
  try {
    const told = execFileSync('git', ['rev-parse', '--git-path', 'hooks'], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    if (told !== '') return resolve(root, told.replace(/\r?\n$/, ''));
  } catch {
    // No git, or one that does not want to look into this repository.
  }
  const configured = config.get('core.hookspath');
  if (configured === null || configured === '') return join(commonDir, 'hooks');
  return resolve(root, configured.replace(/^~(?=\/)/, home));
}
