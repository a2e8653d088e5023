import { createHash } from 'node:crypto';
import { basename, join, sep } from 'node:path';
import type { Env } from '../env.js';
import { lstatSync, observing, readdirSync } from '../git/disk.js';
import { readIndex } from '../git/index-file.js';
import { workTreeFiles } from '../git/side-files.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { ChangeStamp } from '../model/viewer-result.js';
import { recordsFolder } from './kept-records.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';
import { searchedHomes } from './searched-homes.js';
import { areSettled, SourceLooks, stateOf } from './source-looks.js';

/**
 * What answers about a repository rest on, as it is now: the traces, the refs and their logs, what is staged, and every file of the
 * work tree. Nothing of it is read but names and times.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE.
 */
export function changeStamp({ place }: { readonly place: Place }, env: Env): ChangeStamp {
  const sources = new SourceLooks(env);
  const looks = searchedHomes(place, env).map(({ finder, homes }) => sources.of(finder, homes));
  const { result, observations } = observing(env.now, () => {
    const repository = openPlace(place, env);
    try {
      const refs = [...repository.refs()];
      for (const { gitDir } of repository.worktrees()) look(join(gitDir, 'logs', 'HEAD'));
      const paths = workTreeFiles(repository, readIndex(repository.gitDir, repository.objects.hash));
      for (const path of paths) look(join(repository.root, path));
      lookInto(recordsFolder(env), 2);
      return { refs, paths, root: `${repository.root}${sep}`, gitDirs: [repository.gitDir, repository.commonDir] };
    } finally {
      repository.close();
    }
  });
  const { root, gitDirs, ...names } = result;
  const files = new Set(names.paths.map((path) => join(root, path)));
  const isOfWorkTree = (path: string): boolean =>
    `${path}${sep}`.startsWith(root) && !gitDirs.some((folder) => path.startsWith(folder));
  // On the way to them folders and ignored files are looked at, which change with what is no matter here; what says that they are ignored is.
  const rest = observations.all.filter(({ path }) => {
    return !isOfWorkTree(path) || files.has(path) || basename(path).startsWith('.git');
  });
  const told = JSON.stringify([stateOf(looks), names, rest]);
  const stamp = createHash('sha256').update(told).digest('hex');
  return { stamp, isSettled: observations.areSettled && areSettled(looks) };
}

/**
 * The same of one file, which may be none of those: ignored, or of a repository inside this one.
 * @throws AiBlameError as `changeStamp`; OUTSIDE_REPOSITORY.
 */
export function fileStamp({ place, file }: { readonly place: Place; readonly file: string }, env: Env): ChangeStamp {
  const repository = openPlace(place, env);
  try {
    const { observations } = observing(env.now, () => {
      look(join(repository.root, workTreePath(repository, place.directory, file)));
    });
    return { stamp: JSON.stringify(observations.all), isSettled: observations.areSettled };
  } finally {
    repository.close();
  }
}

/** What is seen is noted. */
function look(path: string): void {
  try {
    lstatSync(path);
  } catch {
    // That it is not there is noted, too.
  }
}

/** A folder, and those in it: what comes, goes or is replaced shows in their times. */
function lookInto(folder: string, depth: number): void {
  look(folder);
  if (depth === 0) return;
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names.sort()) lookInto(join(folder, name), depth - 1);
}
