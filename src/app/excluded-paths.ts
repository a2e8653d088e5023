import type { Repository } from '../git/repository.js';
import { attributesOf } from '../git/work-tree-content.js';
import type { ExclusionReason } from '../model/report-result.js';
import { matchesAny } from './path-globs.js';

/** What package managers write: nobody's own lines. */
const LOCK_FILES: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'go.sum',
  'Gemfile.lock',
  'composer.lock',
  'poetry.lock',
  'Pipfile.lock',
  'pdm.lock',
  'uv.lock',
  'pixi.lock',
  'mix.lock',
  'pubspec.lock',
  'Podfile.lock',
  'Package.resolved',
  'packages.lock.json',
  'gradle.lockfile',
  'flake.lock',
  '.terraform.lock.hcl',
]);

export interface Exclusions {
  /** Patterns of the command line, and of the configuration. */
  readonly byOption: readonly string[];
  readonly byConfiguration: readonly string[];
  readonly lockFiles: boolean;
  /** Nothing is left out but what the command line names. */
  readonly allFiles: boolean;
}

/**
 * Tells why a file is not to be counted: by a pattern, or because `.gitattributes` says `linguist-generated` or `linguist-vendored`
 * of it, which GitHub goes by as well.
 * @returns null: it counts.
 */
export function exclusionsIn(
  repository: Repository,
  { byOption, byConfiguration, lockFiles, allFiles }: Exclusions,
): (path: string) => ExclusionReason | null {
  return (path) => {
    if (matchesAny(byOption, path)) return 'option';
    if (allFiles) return null;
    if (matchesAny(byConfiguration, path)) return 'configuration';
    const attributes = attributesOf(repository).of(path);
    const says = (name: string): boolean => [true, 'true'].includes(attributes.get(name) ?? false);
    if (says('linguist-generated')) return 'generated';
    if (says('linguist-vendored')) return 'vendored';
    const denied = [false, 'false'].includes(attributes.get('linguist-generated') ?? true);
    return lockFiles && !denied && LOCK_FILES.has(path.slice(path.lastIndexOf('/') + 1)) ? 'lock-file' : null;
  };
}
