import {
  closeSync,
  constants,
  existsSync as exists,
  lstatSync as lstat,
  type PathLike,
  readdirSync as readdir,
  readFileSync as readFile,
  readlinkSync as readlink,
  realpathSync as realpath,
  type Stats,
  statSync as stat,
} from 'node:fs';
import { openRegular } from '../open-regular.js';

/**
 * How a path is looked at: its `stat` (links followed), its `lstat` (of a link itself), only its type, or which path it really
 * is. Two looks of one kind that find the same found the same thing.
 */
type Look = 'stat' | 'lstat' | 'type' | 'real';

type Found = readonly (number | string)[];

/** A path that a run looked at, and what was there then. */
export interface Observation {
  readonly look: Look;
  readonly path: string;
  /** Size, times, inode and mode; the type; the real path; or nothing where nothing was there. */
  readonly found: Found;
}

export interface Observations {
  /** Each path once for each way of looking, in the order of the first look. */
  readonly all: readonly Observation[];
  /**
   * Whether every file was last changed long enough ago that another change would show in its times. Within one tick of the
   * clock of a file system a change is not seen (as git's index knows it: "racily clean").
   */
  readonly areSettled: boolean;
}

/** Coarsest clock of the file systems in use (FAT: two seconds). */
const COARSEST_CLOCK_MS = 2000;

class Observer {
  readonly found = new Map<string, Observation>();
  readonly now: () => number;
  areSettled = true;

  constructor(now: () => number) {
    this.now = now;
  }

  note(look: Look, path: string): void {
    const key = `${look}\0${path}`;
    if (this.found.has(key)) return;
    const { found, changed } = lookAt(look, path);
    this.found.set(key, { look, path, found });
    if (this.now() - changed < COARSEST_CLOCK_MS) this.areSettled = false;
  }
}

/** The run that is under way, if what it looks at is wanted: the reading of git is synchronous, so there is only one. */
let observer: Observer | null = null;

/**
 * Runs something, and tells every path of the disk that it looked at through this folder, and what was there.
 * @param now milliseconds since 1970
 */
export function observing<T>(now: () => number, run: () => T): { result: T; observations: Observations } {
  const outer = observer;
  const own = new Observer(now);
  observer = own;
  try {
    const result = run();
    return { result, observations: { all: [...own.found.values()], areSettled: own.areSettled } };
  } finally {
    observer = outer;
    for (const { look, path } of own.found.values()) outer?.note(look, path);
  }
}

/** Whether a path still is as it was observed. */
export function isAsObserved({ look, path, found }: Observation): boolean {
  const { found: now } = lookAt(look, path);
  return now.length === found.length && now.every((each, n) => each === found[n]);
}

function lookAt(look: Look, path: string): { found: Found; changed: number } {
  try {
    if (look === 'real') return { found: [realpath.native(path)], changed: 0 };
    const found = look === 'lstat' ? lstat(path, MAY_BE_GONE) : stat(path, MAY_BE_GONE);
    if (found === undefined) return NOTHING;
    if (look === 'type') return { found: [found.mode & constants.S_IFMT], changed: 0 };
    const { size, mtimeMs, ctimeMs, ino, mode } = found;
    return { found: [size, mtimeMs, ctimeMs, ino, mode], changed: Math.max(mtimeMs, ctimeMs) };
  } catch {
    return NOTHING;
  }
}

const MAY_BE_GONE = { throwIfNoEntry: false } as const;
const NOTHING = { found: [], changed: 0 };

/** As `statSync`, where only the type is asked about: a folder's times change with every file in it. */
export function typeSync(path: string): Pick<Stats, 'isFile' | 'isDirectory'> {
  observer?.note('type', path);
  return stat(path);
}

/**
 * Notes a file that is read elsewhere; or a folder, which may stand for the files in it whose content never changes: that they come or go
 * shows in its times.
 */
export function noteStat(path: string): void {
  observer?.note('stat', path);
}

/**
 * As in `node:fs`, but that nothing else than a file is opened (`openRegular`): what lies in a repository, or what its configuration
 * names, may be a pipe that nobody writes into, or a device without an end.
 * @param flags of `open`, beside those for reading.
 */
export function openSync(path: string, flags = 0): number {
  observer?.note('stat', path);
  return openRegular(path, flags).handle;
}

/** As in `node:fs`, of a file alone, as `openSync`. */
export function readFileSync(path: string): Buffer;
export function readFileSync(path: string, encoding: BufferEncoding): string;
export function readFileSync(path: string, encoding?: BufferEncoding): Buffer | string {
  const handle = openSync(path);
  try {
    return readFile(handle, encoding);
  } finally {
    closeSync(handle);
  }
}

/** As `readFileSync`, of what the person who runs us named: that may be a pipe, and then waiting for it is what was asked for. */
export function readNamedSync(path: string): Buffer {
  observer?.note('stat', path);
  return readFile(path);
}

function observed<F extends (path: never, ...rest: never[]) => unknown>(look: Look, read: F): F {
  return ((path: PathLike, ...rest: unknown[]) => {
    observer?.note(look, String(path));
    return (read as unknown as (path: PathLike, ...rest: unknown[]) => unknown)(path, ...rest);
  }) as unknown as F;
}

// As in `node:fs`, but for that every look is noted.
export const readdirSync: typeof readdir = observed('stat', readdir);
export const statSync: typeof stat = observed('stat', stat);
export const existsSync: typeof exists = observed('type', exists);
export const lstatSync: typeof lstat = observed('lstat', lstat);
export const readlinkSync: typeof readlink = observed('lstat', readlink);
export const realpathSync: typeof realpath = observed('real', realpath);
