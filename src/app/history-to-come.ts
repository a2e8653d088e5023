import type { SourceProbe } from '../agents/agent-adapter.js';
import type { ObjectDatabase } from '../git/object-database.js';
import type { Helper } from '../threads/helper.js';
import { isShared } from './share-reading.js';
import { youngCollector } from './small-heap.js';

/** A file of which will be asked what it was in the snapshots that traces tell of. */
export interface ExpectedFile {
  readonly objects: ObjectDatabase;
  /** Relative to the root. */
  readonly path: string;
}

/** Of fewer snapshots the objects are read in a moment. */
const WORTH_READING_AHEAD = 100;

/** So many bytes of versions that nobody needs any more are left over at most. */
const MOST_LEFT_OVER = 8 * 1024 * 1024;

/** Those that most likely are asked for: they ran in a directory, or in one above or below it. @param directory absolute. */
export function likelyIn(directory: string, probes: readonly SourceProbe[]): SourceProbe[] {
  return probes.filter(({ source, cwds }) => {
    return isShared(source) && cwds.some((cwd) => isWithin(cwd, directory) || isWithin(directory, cwd));
  });
}

/**
 * Has a helper read what git holds of a file in the snapshots of some sessions, where they are many.
 * @param ownsProcess whether what is set for the whole process may be (`Env.ownsProcess`).
 * @returns whether it does.
 */
export function readHistoryAhead(
  helper: Helper,
  { objects, path }: ExpectedFile,
  likely: readonly SourceProbe[],
  ownsProcess: boolean,
): boolean {
  const commits = likely.flatMap(({ snapshots }) => snapshots);
  const { folder, hash } = objects;
  if (folder === null || commits.length < WORTH_READING_AHEAD) return false;
  const more = ownsProcess ? collecting() : () => {};
  objects.takeFrom(() => helper.readAhead({ folder, hash, path, commits }, more));
  return true;
}

/** To be told how many bytes were given, each time. */
function collecting(): (bytes: number) => void {
  const collect = youngCollector();
  let leftOver = 0;
  return (bytes) => {
    leftOver += bytes;
    if (leftOver < MOST_LEFT_OVER) return;
    collect();
    leftOver = 0;
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
