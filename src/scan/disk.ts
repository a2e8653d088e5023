import { constants, readdirSync, type Stats, statSync } from 'node:fs';

/**
 * What a look at a path was for: the content of a file, the names in a folder, or only what the path leads to. Two looks of one kind
 * that find the same numbers found the same thing.
 */
export type LookKind = 'file' | 'folder' | 'type';

/** What is at a path, links followed; null: nothing. */
export type Seen = Stats | null | 'unreadable';

/** Looks, in the order in which they were taken. */
export interface Looks {
  readonly kinds: readonly LookKind[];
  /** Absolute. */
  readonly paths: readonly string[];
  /** `NUMBERS` of each (`numbersOf`). */
  readonly numbers: readonly number[];
}

export const NUMBERS = 4;

/** Looks at folders and files, and tells afterwards what it looked at: a later run can see whether it would find the same. */
export class Disk {
  readonly #kinds: LookKind[] = [];
  readonly #paths: string[] = [];
  readonly #numbers: number[] = [];

  get looks(): Looks {
    return { kinds: this.#kinds, paths: this.#paths, numbers: this.#numbers };
  }

  at(path: string, kind: 'file' | 'type'): Seen {
    const seen = lookAt(path);
    this.#note(kind, path, seen);
    return seen;
  }

  /** @param isWanted whether names are, where there is a folder. @returns in the order of code units; null: there is no folder, or it is not wanted. */
  namesIn(path: string, isWanted: (folder: Stats) => boolean = () => true): readonly string[] | null | 'unreadable' {
    const seen = lookAt(path);
    const isListed = seen !== null && seen !== 'unreadable' && seen.isDirectory() && isWanted(seen);
    // Before its names are read: one that comes meanwhile shows the next time.
    this.#note(isListed ? 'folder' : 'type', path, seen);
    if (!isListed) return seen === 'unreadable' ? seen : null;
    try {
      return readdirSync(path).sort();
    } catch {
      return 'unreadable';
    }
  }

  #note(kind: LookKind, path: string, seen: Seen): void {
    this.#kinds.push(kind);
    this.#paths.push(path);
    this.#numbers.push(...numbersOf(kind, seen));
  }
}

export function lookAt(path: string): Seen {
  try {
    return statSync(path, MAY_BE_GONE) ?? null;
  } catch {
    return 'unreadable';
  }
}

const MAY_BE_GONE = { throwIfNoEntry: false } as const;

/** Size, times (milliseconds) and inode; of a `type` the type, device and inode. */
export function numbersOf(kind: LookKind, seen: Seen): readonly [number, number, number, number] {
  if (seen === null) return NOTHING;
  if (seen === 'unreadable') return UNREADABLE;
  if (kind === 'type') return [seen.mode & constants.S_IFMT, seen.dev, seen.ino, 0];
  return [seen.size, seen.mtimeMs, seen.ctimeMs, seen.ino];
}

const NOTHING = [-1, 0, 0, 0] as const;
const UNREADABLE = [-2, 0, 0, 0] as const;
