import { isAbsolute, join, resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import { peelTag } from './commits.js';
import { readFileSync, readNamedSync, statSync } from './disk.js';
import type { Oid } from './git-objects.js';
import { isOid } from './oid.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revisions.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** What was named to be looked through. */
export interface NamedRevs {
  /** Revisions. */
  readonly ignoreRevs: readonly string[];
  /** Files that list commits; an empty name forgets what was listed before it. */
  readonly ignoreRevsFiles: readonly string[];
}

export interface IgnoredRevs {
  readonly commits: ReadonlySet<Oid>;
  readonly warnings: readonly Warning[];
}

/**
 * The commits to look through: those of the files in `blame.ignoreRevsFile`, then of the files that were named, then the
 * revisions that were named, as git takes them.
 *
 * @param directory relative names start there; a file that is not there is sought at the work tree's top, where git looks.
 * @param home for `~/` in the configuration.
 * @throws AiBlameError NO_SUCH_REVISION, AMBIGUOUS; NO_SUCH_FILE or UNREADABLE for a file that was named. A file that the
 * configuration names and that cannot be used is only warned of: a global setting must not stop work in every repository.
 */
export function readIgnoredRevs(
  repository: Repository,
  named: NamedRevs,
  directory: string,
  home: string,
): IgnoredRevs {
  const commits = new Set<Oid>();
  const warnings: Warning[] = [];
  const take = (file: string, read: (path: string) => Buffer): void => {
    for (const oid of readRevsFile(repository, file, read)) commits.add(oid);
  };
  for (const name of repository.config.getAll('blame.ignorerevsfile')) {
    if (name === '') {
      commits.clear();
      continue;
    }
    const file = resolve(repository.root, name.startsWith('~/') ? join(home, name.slice(2)) : name);
    try {
      take(file, readFileSync);
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      const message = `The file ${name} of blame.ignoreRevsFile is left out: ${error.message}`;
      warnings.push({ code: 'ignore_revs_file', message, count: 1, subject: name });
    }
  }
  for (const name of named.ignoreRevsFiles) {
    if (name === '') commits.clear();
    else take(located(repository, directory, name), readNamedSync);
  }
  for (const name of named.ignoreRevs) commits.add(resolveRevision(repository, name));
  return { commits, warnings };
}

/** A file that was named: from the folder `directory`, else from the work tree's top, where git looks. */
export function located(repository: Repository, directory: string, name: string): string {
  const here = resolve(directory, name);
  const atTop = resolve(repository.root, name);
  return !isAbsolute(name) && !isFile(here) && isFile(atTop) ? atTop : here;
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Full ids, one a line; `#` begins a comment. What is not stored, or is no commit, is passed over. */
function readRevsFile(repository: Repository, file: string, read: (path: string) => Buffer): Oid[] {
  let text: string;
  try {
    const stat = statSync(file);
    // Also `/dev/null`, and pipes that a person named, are read, as git does.
    if (stat.isDirectory() || stat.size > MAX_BYTES) throw new Error('it is a folder, or too large');
    text = read(file).toString('latin1');
  } catch (error) {
    throw new AiBlameError('NO_SUCH_FILE', `The list of revisions ${file} cannot be read`, { cause: error });
  }
  return text.split('\n').flatMap((line, i) => {
    const id = line.replace(/#.*$/s, '').trim().toLowerCase();
    if (id === '') return [];
    if (!isOid(id)) {
      throw new AiBlameError('UNREADABLE', `${file}:${i + 1} is not the full id of a commit`, {
        hint: 'git rev-parse prints the full id of a revision',
      });
    }
    const commit = peelTag(repository.objects, id);
    return commit === null ? [] : [commit];
  });
}
