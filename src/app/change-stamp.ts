import { createHash } from 'node:crypto';
import { join } from 'node:path';
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
  const { observations } = observing(env.now, () => {
    const repository = openPlace(place, env);
    try {
      repository.refs();
      for (const { gitDir } of repository.worktrees()) look(join(gitDir, 'logs', 'HEAD'));
      for (const path of workTreeFiles(repository, readIndex(repository.gitDir, repository.objects.hash))) {
        look(join(repository.root, path));
      }
      lookInto(recordsFolder(env), 2);
    } finally {
      repository.close();
    }
  });
  const stamp = createHash('sha256').update(stateOf(looks)).update(JSON.stringify(observations.all)).digest('hex');
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
