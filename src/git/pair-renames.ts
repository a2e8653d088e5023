import type { Oid, TreeChange, TreeEntry } from './git-objects.js';
import { MAX_SCORE, Similarity } from './similarity.js';

/** git's defaults (2.39, diffcore-rename.c): half alike; with the same name three quarters; so many files on one side. */
const MINIMUM = MAX_SCORE / 2;
const MINIMUM_SAME_NAME = (MAX_SCORE * 3) / 4;
const MOST_FILES = 1000;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/** One file that differs between two sides, under the name that it has on each; null: it is not there. */
export interface FileChange {
  readonly before: FileOfSide | null;
  readonly after: FileOfSide | null;
}

export interface FileOfSide {
  readonly path: string;
  readonly entry: TreeEntry;
}

/** The content of a file of one side; null where it is not known, or not to be compared. */
export type ReadSide = (file: FileOfSide, side: 'before' | 'after') => Buffer | null;

/**
 * Joins deletions and creations into renames, as `git diff -M` does: first files that are the same, then those of the same name,
 * then what is most alike. A file whose kind changed (a link that became a file) is gone, and another one came.
 * @param changes sorted by path.
 * @returns sorted by the path after, else before.
 */
export function pairRenames(changes: readonly TreeChange[], read: ReadSide): FileChange[] {
  const paired: FileChange[] = [];
  const gone: FileOfSide[] = [];
  const come: FileOfSide[] = [];
  for (const { path, before, after } of changes) {
    const old = before === null ? null : { path, entry: before };
    const now = after === null ? null : { path, entry: after };
    if (old !== null && now !== null && kindOf(old) === kindOf(now)) paired.push({ before: old, after: now });
    // A file that only changed its kind is no source of a rename: its name is still in use.
    else if (old !== null && now !== null) paired.push({ before: old, after: null }, { before: null, after: now });
    else if (old !== null) gone.push(old);
    else if (now !== null) come.push(now);
  }
  const renames = new RenamePairs(gone, come, read);
  renames.pairEqual();
  if (renames.isSmall) {
    renames.pairByName();
    renames.pairByLikeness();
  }
  const all = [...paired, ...renames.result()];
  const nameOfChange = ({ before, after }: FileChange): string => (after ?? before)?.path ?? '';
  return all.sort((a, b) => (nameOfChange(a) < nameOfChange(b) ? -1 : nameOfChange(a) > nameOfChange(b) ? 1 : 0));
}

class RenamePairs {
  readonly #gone: Set<FileOfSide>;
  readonly #come: Set<FileOfSide>;
  readonly #pairs: FileChange[] = [];
  readonly #read: ReadSide;
  readonly #contents = new Map<FileOfSide, Buffer | null>();

  constructor(gone: readonly FileOfSide[], come: readonly FileOfSide[], read: ReadSide) {
    this.#gone = new Set(gone);
    this.#come = new Set(come);
    this.#read = read;
  }

  get isSmall(): boolean {
    return this.#gone.size * this.#come.size <= MOST_FILES * MOST_FILES;
  }

  pairEqual(): void {
    const byId = new Map<Oid, FileOfSide[]>();
    for (const old of this.#gone) byId.set(old.entry.oid, [...(byId.get(old.entry.oid) ?? []), old]);
    for (const now of [...this.#come]) {
      const equal = (byId.get(now.entry.oid) ?? []).filter((old) => this.#gone.has(old) && kindOf(old) === kindOf(now));
      const same = equal.find((old) => nameOf(old) === nameOf(now)) ?? equal[0];
      if (same !== undefined) this.#pair(same, now);
    }
  }

  /** Files whose name, without the folder, only one of each side has. */
  pairByName(): void {
    const old = onlyOnes(this.#gone);
    for (const [name, now] of onlyOnes(this.#come)) {
      const source = old.get(name);
      if (source !== undefined && this.#score(source, now, MINIMUM_SAME_NAME) >= MINIMUM_SAME_NAME)
        this.#pair(source, now);
    }
  }

  pairByLikeness(): void {
    const scored = [...this.#come].flatMap((now) =>
      [...this.#gone].map((old) => ({ old, now, score: this.#score(old, now, MINIMUM) })),
    );
    const alike = scored
      .filter(({ score }) => score >= MINIMUM)
      .map((pair) => ({ ...pair, sameName: Number(nameOf(pair.old) === nameOf(pair.now)) }))
      .sort((a, b) => b.score - a.score || b.sameName - a.sameName);
    for (const { old, now } of alike) if (this.#gone.has(old) && this.#come.has(now)) this.#pair(old, now);
  }

  result(): FileChange[] {
    return [
      ...this.#pairs,
      ...[...this.#gone].map((before) => ({ before, after: null })),
      ...[...this.#come].map((after) => ({ before: null, after })),
    ];
  }

  #pair(before: FileOfSide, after: FileOfSide): void {
    this.#pairs.push({ before, after });
    this.#gone.delete(before);
    this.#come.delete(after);
  }

  #score(old: FileOfSide, now: FileOfSide, minimum: number): number {
    if (kindOf(old) !== REGULAR || kindOf(now) !== REGULAR) return 0;
    const [source, target] = [this.#contentOf(old, 'before'), this.#contentOf(now, 'after')];
    return source === null || target === null ? 0 : new Similarity(target).score(source, minimum);
  }

  #contentOf(file: FileOfSide, side: 'before' | 'after'): Buffer | null {
    let content = this.#contents.get(file);
    if (content === undefined) {
      content = this.#read(file, side);
      this.#contents.set(file, content);
    }
    return content;
  }
}

function onlyOnes(files: Iterable<FileOfSide>): Map<string, FileOfSide> {
  const byName = new Map<string, FileOfSide | null>();
  for (const file of files) byName.set(nameOf(file), byName.has(nameOf(file)) ? null : file);
  return new Map([...byName].flatMap(([name, file]) => (file === null ? [] : [[name, file] as const])));
}

function nameOf({ path }: FileOfSide): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function kindOf({ entry }: FileOfSide): number {
  return entry.mode & FILE_TYPE;
}
