import { type Stats, statSync } from 'node:fs';
import { type FileStamp, stampFrom } from '../model/file-stamp.js';
import type { Disk } from './disk.js';

/** A file below a root. */
export interface FoundFile {
  readonly root: string;
  /** Relative to `root`, with `/`. */
  readonly path: string;
  readonly stamp: FileStamp;
}

export interface FileList {
  /** By root as given, then by path, in the order of code units. */
  readonly files: readonly FoundFile[];
  /** Absolute paths of folders and files that are there but could not be looked at, sorted. */
  readonly unreadable: readonly string[];
}

export interface ListOptions {
  /** Folders to look in, relative to each root. Missing ones are passed by. */
  readonly folders: readonly string[];
  /** How many levels of folders below each of `folders` are entered. */
  readonly depth: number;
  readonly accept: (name: string) => boolean;
  /** Names of folders that are not entered: they may hold thousands of files. */
  readonly leaveOut?: ReadonlySet<string>;
}

/**
 * Lists files below roots. A real file is listed once, under the first path that leads to it, also where roots contain each other
 * or links lead in circles.
 */
export function listFiles(disk: Disk, roots: readonly string[], options: ListOptions): FileList {
  const walk = new Walk(disk, options);
  for (const root of roots) {
    for (const folder of options.folders) {
      walk.enter(root, folder, 0);
    }
  }
  return { files: walk.files, unreadable: [...new Set(walk.unreadable)].sort() };
}

class Walk {
  readonly files: FoundFile[] = [];
  readonly unreadable: string[] = [];
  /** Folders by level, and files; by device and inode. */
  private readonly folders = new Set<string>();
  private readonly seen = new Map<number | bigint, Set<number | bigint>>();
  private readonly disk: Disk;
  private readonly options: ListOptions;

  constructor(disk: Disk, options: ListOptions) {
    this.disk = disk;
    this.options = options;
  }

  enter(root: string, folder: string, level: number): void {
    const path = `${root}/${folder}`;
    const names = this.disk.namesIn(path, (stat) => this.firstFolder(identityOf(stat, path), level));
    if (names === 'unreadable') this.unreadable.push(path);
    if (names === null || names === 'unreadable') return;
    for (const name of names) {
      this.visit(root, `${folder}/${name}`, name, level);
    }
  }

  private visit(root: string, path: string, name: string, level: number): void {
    if (!this.options.accept(name)) {
      if (level < this.options.depth && !this.options.leaveOut?.has(name)) {
        this.enter(root, path, level + 1);
      }
      return;
    }
    const file = `${root}/${path}`;
    const stat = this.disk.at(file, 'file');
    if (stat === 'unreadable') {
      this.unreadable.push(file);
    } else if (stat?.isFile() && this.firstFile(identityOf(stat, file))) {
      this.files.push({ root, path, stamp: stampFrom(stat) });
    }
  }

  private firstFile({ dev, ino }: Identity): boolean {
    let inodes = this.seen.get(dev);
    if (inodes === undefined) {
      inodes = new Set();
      this.seen.set(dev, inodes);
    }
    const { size } = inodes;
    return inodes.add(ino).size > size;
  }

  /** A folder may be entered again on another level: what is below it may have been too deep the first time. */
  private firstFolder({ dev, ino }: Identity, level: number): boolean {
    const { size } = this.folders;
    return this.folders.add(`${dev}:${ino}@${level}`).size > size;
  }
}

/** Of a file or folder: by which path it was found is no matter. */
interface Identity {
  readonly dev: number | bigint;
  readonly ino: number | bigint;
}

/** Numbers of some file systems do not fit a double: of those the file is looked at once more. */
function identityOf(stat: Stats, path: string): Identity {
  if (Number.isSafeInteger(stat.ino) && Number.isSafeInteger(stat.dev)) return stat;
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? stat;
}
