import { join, resolve } from 'node:path';

/** Rises only when what an older file holds cannot be migrated (formats/state-index.md, "What ours must do" 1). */
const GENERATION = 1;

/** Name of the index within its folder. */
export const INDEX_NAME = `index_${GENERATION}.sqlite`;

/** Former indexes: exactly these names, and what SQLite keeps beside them. `index.sqlite_backup` is somebody's own. */
export const FORMER_INDEX = /^index(_\d+)?\.sqlite(-wal|-shm|-journal)?$/;

export interface IndexLocation {
  /** Absolute. */
  readonly file: string;
  /** It is ours, by its name and folder: what earlier versions left there may be removed. A file named by the person is not. */
  readonly isOwn: boolean;
  /** A folder that is not made where it is missing: the person's home. null where it is not needed. */
  readonly below: string | null;
}

/**
 * Where the index lies: a file that the person names, else in `AI_BLAME_HOME`, else in the platform's folder for caches.
 * @param given absolute, or null.
 */
export function indexLocation(
  env: {
    readonly cwd: string;
    readonly home: string;
    readonly variables: Readonly<Record<string, string | undefined>>;
  },
  given: string | null,
  platform: NodeJS.Platform = process.platform,
): IndexLocation {
  if (given !== null) return { file: given, isOwn: false, below: null };
  const { AI_BLAME_HOME = '', XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = env.variables;
  const inFolder = (folder: string, below: string | null): IndexLocation => {
    return { file: join(folder, INDEX_NAME), isOwn: true, below };
  };
  if (AI_BLAME_HOME !== '') return inFolder(resolve(env.cwd, AI_BLAME_HOME), null);
  const { home } = env;
  if (platform === 'darwin') return inFolder(join(home, 'Library', 'Caches', 'ai-blame'), home);
  if (platform === 'win32') {
    return LOCALAPPDATA === ''
      ? inFolder(join(home, 'AppData', 'Local', 'ai-blame', 'Cache'), home)
      : inFolder(join(LOCALAPPDATA, 'ai-blame', 'Cache'), null);
  }
  // A relative XDG_CACHE_HOME is to be taken for none (XDG base directory specification).
  return XDG_CACHE_HOME.startsWith('/')
    ? inFolder(join(XDG_CACHE_HOME, 'ai-blame'), null)
    : inFolder(join(home, '.cache', 'ai-blame'), home);
}
