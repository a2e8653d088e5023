import { bestCommonBlock, type CommonBlock, scoreOf } from '../../diff/common-block.js';
import { diffNumbered, ignoreOf, type Placing } from '../../diff/diff-lines.js';
import { Fingerprints } from '../../diff/fingerprints.js';
import { splitLines } from '../../diff/lines.js';
import { LineNumbering, type NumberedLines } from '../../diff/numbered-lines.js';
import { pairByLikeness } from '../../diff/pair-by-likeness.js';
import { AiBlameError } from '../../errors.js';
import { readCommit } from '../../git/commits.js';
import type { Commit, GitObjects, Oid, TreeEntry } from '../../git/git-objects.js';
import { findRenameSource, goneFiles } from '../../git/rename-source.js';
import { PathLookup } from '../../git/trees.js';
import type { CommitWalk } from '../../model/blame-result.js';
import type { LineRange } from '../../model/line-span.js';
import { CommitQueue } from './commit-queue.js';
import { type Copies, CopySources } from './copy-sources.js';
import { type LineRuns, mergeRuns, replaceRuns, splitRuns } from './line-runs.js';
import { type Find, inOrder, partByScore, type Run, type Search, seekRuns, toFlat, toRuns } from './moved-runs.js';
import { Suspect } from './suspect.js';

/** What the walk reads, and what it looks through. */
export interface WalkInput {
  readonly objects: GitObjects;
  /** Follows only the first parent of merges. */
  readonly firstParent?: boolean;
  /** Commits that the history is not followed beyond: they stand for what is older. Not given: none. With `children`: only told as boundaries. */
  readonly endsAt?: (commit: Commit) => boolean;
  /** Commits without parents are no boundaries, as with git's `--root`. */
  readonly showRoot?: boolean;
  /**
   * Where the history is followed forwards, as with git's `--reverse`: what came after each commit (`childrenIn`). Lines are then
   * with the last commit that had them.
   */
  readonly children?: ReadonlyMap<Oid, readonly Oid[]> | null;
  /** Commits whose parents are left out of a shallow clone. */
  readonly shallow?: ReadonlySet<Oid>;
  /** Lines that differ only in CR before LF, or in a missing last LF, are the same. git's blame tells them apart. */
  readonly ignoreLineEnds?: boolean;
  /** Lines that differ only in white space are the same, as with git's `-w`. */
  readonly ignoreWhitespace?: boolean;
  /**
   * Lines that stood elsewhere in the file are with the commit that brought them there, as with git's `-M`: where a block has
   * more letters and digits than this. null, as not given: they are with the commit that moved them.
   */
  readonly moves?: number | null;
  /** The same for lines of other files, as with git's `-C`; moves are then seen through too. */
  readonly copies?: Copies | null;
  /** Commits whose changes are looked through, as with git's `--ignore-rev`. */
  readonly ignoreRevs?: ReadonlySet<Oid>;
  /** The same for what the contents change on top of `start`. */
  readonly ignoreContents?: boolean;
  /** What is staged, by path: tells with `copies` which files changed on top of `start`. Without it nothing did. */
  readonly staged?: () => ReadonlyMap<string, TreeEntry>;
  /** Only these lines; not given, or none: all. */
  readonly ranges?: readonly LineRange[];
  /** Places changes by indent where there is a choice (`diff.indentHeuristic`). Not given: as git, which does. */
  readonly indentHeuristic?: boolean;
  /** Differences are as small as can be, as with git's `--minimal`. */
  readonly minimal?: boolean;
}

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const REGULAR = 0o100000;

/** A commit that is looked through had changed the line, and it was handed on. */
export const IGNORED = 1;
/** It could not be handed on: it stays with a commit that is looked through. */
export const UNBLAMABLE = 2;

/** git 2.39, blame.h, BLAME_DEFAULT_MOVE_SCORE. */
const DEFAULT_MOVE_SCORE = 20;

/**
 * Hands lines down from version to version, the newest commit first, until every line is with a commit whose parents did
 * not have it (the way of git 2.39, blame.c).
 */
export class HistoryWalk {
  /** Ids that were needed and are not stored. */
  readonly missing = new Set<Oid>();
  lineCount = 0;
  /** Of each line of the blamed file: what looking through commits did with it (`IGNORED`, `UNBLAMABLE`). */
  marks: Uint8Array = new Uint8Array(0);
  /** The blamed file is one of them. */
  #blobs = 1;
  #patches = 0;
  #commits = 0;
  readonly #objects: GitObjects;
  readonly #firstParent: boolean;
  readonly #endsAt: (commit: Commit) => boolean;
  readonly #showRoot: boolean;
  /** Where the history is followed forwards: what came after each commit. */
  readonly #children: ReadonlyMap<Oid, readonly Oid[]> | null;
  readonly #shallow: ReadonlySet<Oid>;
  readonly #numbering: LineNumbering;
  /** Commits that are looked through; null stands for content that no commit has. */
  readonly #ignored: ReadonlySet<Oid | null>;
  /** Scores above which lines are sought elsewhere in the file, and in others; null: they are not. */
  readonly #moves: number | null;
  readonly #copies: Copies | null;
  readonly #sources: CopySources;
  readonly #ranges: readonly LineRange[];
  readonly #placing: Placing;
  readonly #queue: CommitQueue;
  /** Versions of each commit, the one used last first. */
  readonly #suspects = new Map<Oid, Suspect[]>();
  readonly #lookups = new Map<string, PathLookup>();
  /** The version read last: another one has most of its lines. */
  #recent: NumberedLines | null = null;
  /** The blamed file. */
  #final: NumberedLines | null = null;
  /** Content that no commit has, and the commits it comes from. */
  #uncommitted: { suspect: Suspect; parents: readonly Oid[] } | null = null;

  constructor(input: WalkInput) {
    this.#objects = input.objects;
    this.#firstParent = input.firstParent ?? false;
    this.#endsAt = input.endsAt ?? (() => false);
    this.#showRoot = input.showRoot ?? false;
    this.#children = input.children ?? null;
    this.#queue = new CommitQueue(this.#children === null ? 'newest' : 'oldest');
    this.#shallow = input.shallow ?? new Set();
    this.#numbering = new LineNumbering(ignoreOf(input));
    this.#ignored = new Set([...(input.ignoreRevs ?? []), ...(input.ignoreContents === true ? [null] : [])]);
    this.#copies = input.copies ?? null;
    this.#moves = input.moves ?? (this.#copies === null ? null : DEFAULT_MOVE_SCORE);
    this.#sources = new CopySources(input.objects, this.#copies, input.staged ?? null);
    this.#ranges = input.ranges ?? [];
    this.#placing = { indentHeuristic: input.indentHeuristic ?? true, minimal: input.minimal ?? false };
  }

  get cost(): CommitWalk['cost'] {
    return { blobs: this.#blobs, patches: this.#patches, commits: this.#commits };
  }

  /** @throws AiBlameError NO_SUCH_FILE, OBJECT_MISSING */
  beginAt(commit: Commit, path: string): void {
    const entry = this.#lookup(path).find(commit.tree);
    if (entry === null || !isFile(entry)) {
      throw new AiBlameError('NO_SUCH_FILE', `There is no file ${path} in ${commit.oid}`);
    }
    const suspect = this.#suspectAt(commit, path, entry);
    const blob = this.#objects.read(entry.oid);
    if (blob === null) throw new AiBlameError('OBJECT_MISSING', `The blob ${entry.oid} of ${path} is not stored`);
    suspect.isFinal = true;
    this.#hand(suspect, this.#begin(suspect, blob.data));
  }

  /** @param isLink the contents are the target of a symbolic link: a file of a commit is no older version of it, nor the other way round. */
  beginWith(contents: Buffer, isLink: boolean, path: string, parents: readonly Oid[]): void {
    const suspect = new Suspect(null, path, null, isLink ? SYMLINK : REGULAR);
    suspect.runs = this.#begin(suspect, contents);
    this.#uncommitted = { suspect, parents };
  }

  /** @returns the lines that are asked about. */
  #begin(suspect: Suspect, bytes: Buffer): LineRuns {
    suspect.lines = this.#number(bytes, null);
    this.#final = suspect.lines;
    this.lineCount = suspect.lines.texts.length;
    this.marks = new Uint8Array(this.lineCount);
    return runsWithin(this.#ranges, this.lineCount);
  }

  /** @param found told of the lines that stay with a version: those that none of its parents had. */
  run(found: (suspect: Suspect, runs: LineRuns) => void): void {
    if (this.#uncommitted !== null) {
      const { suspect, parents } = this.#uncommitted;
      this.#settle(suspect, this.#firstParent ? parents.slice(0, 1) : parents, found);
    }
    for (let commit = this.#queue.take(); commit !== null; commit = this.#queue.take()) {
      const suspects = this.#suspects.get(commit.oid) as Suspect[];
      for (;;) {
        const suspect = suspects.find(({ runs }) => runs.length > 0);
        if (suspect === undefined) break;
        this.#settle(suspect, this.parentsOf(commit), found);
      }
    }
  }

  /** Parents as far as the history is followed; where it is followed forwards, children. */
  parentsOf(commit: Commit): readonly Oid[] {
    if (this.#children !== null) return this.#children.get(commit.oid) ?? [];
    if (this.#endsAt(commit)) return [];
    return this.#storedParentsOf(commit);
  }

  /** Whether lines of this commit may be older than it: it is where the history ends, or begins. */
  isBoundary(commit: Commit): boolean {
    return this.#endsAt(commit) || (!this.#showRoot && this.#storedParentsOf(commit).length === 0);
  }

  #storedParentsOf(commit: Commit): readonly Oid[] {
    if (this.#shallow.has(commit.oid)) return [];
    return this.#firstParent ? commit.parents.slice(0, 1) : commit.parents;
  }

  #settle(suspect: Suspect, parents: readonly Oid[], found: (suspect: Suspect, runs: LineRuns) => void): void {
    this.#passOn(suspect, parents);
    if (suspect.runs.length > 0) found(suspect, suspect.runs);
    suspect.runs = [];
    suspect.lines = null;
  }

  #passOn(suspect: Suspect, parents: readonly Oid[]): void {
    if (parents.length === 0) return;
    const versions = this.#versionsIn(parents, suspect);
    if (versions === null) return;
    this.#commits++;
    this.#passTo(versions, suspect, parents);
    for (const version of versions) if (version?.runs.length === 0) version.lines = null;
  }

  #passTo(versions: readonly (Suspect | null)[], suspect: Suspect, parents: readonly Oid[]): void {
    const known = versions.filter((version) => version !== null);
    for (const version of known) {
      suspect.previous ??= version;
      this.#compare(suspect, version);
      if (suspect.runs.length === 0) return;
    }
    if (this.#ignored.has(suspect.commit?.oid ?? null)) {
      for (const version of known) {
        this.#passIgnored(suspect, version);
        // As git, which counts that it reads it again.
        version.lines = null;
        if (suspect.runs.length === 0) return;
      }
      this.#mark(suspect.runs, UNBLAMABLE);
    }
    if (this.#moves !== null) this.#passMoved(suspect, parents, versions, this.#moves);
  }

  /**
   * The file as each parent has it, null where it has none, or the same as a parent before it.
   * @returns null where one has the very same file, and so has taken all.
   */
  #versionsIn(parents: readonly Oid[], suspect: Suspect): (Suspect | null)[] | null {
    const versions: (Suspect | null)[] = parents.map(() => null);
    for (const find of [this.#samePath, this.#renamed]) {
      for (let i = 0; i < parents.length; i++) {
        if (versions[i] !== null) continue;
        const parent = this.#commit(parents[i] as Oid);
        const version = parent === null ? null : find.call(this, parent, suspect);
        if (version === null) continue;
        if (this.#isSame(suspect, version)) {
          version.takeLinesOf(suspect);
          this.#hand(version, suspect.runs);
          suspect.runs = [];
          return null;
        }
        const isKnown = versions.some((other, j) => j < i && other !== null && other.blob === version.blob);
        if (!isKnown) versions[i] = version;
      }
    }
    return versions;
  }

  /** Hands to a parent's version what that has too. */
  #compare(suspect: Suspect, version: Suspect): void {
    this.#patches++;
    const after = this.#linesOf(suspect, version.lines);
    const before = after === null ? null : this.#linesOf(version, after);
    if (after === null || before === null) return;
    const { passed, kept } = splitRuns(suspect.runs, diffNumbered(this.#numbering, before, after, this.#placing));
    suspect.runs = kept;
    this.#hand(version, passed);
  }

  /** Hands to a parent's version the lines that are likely to be rewritings of its own. */
  #passIgnored(suspect: Suspect, version: Suspect): void {
    this.#patches++;
    const after = this.#linesOf(suspect, version.lines);
    const before = after === null ? null : this.#linesOf(version, after);
    if (after === null || before === null) return;
    const old = new Fingerprints(before.lines);
    const young = new Fingerprints(after.lines);
    const pairs = new Int32Array(after.texts.length).fill(-1);
    for (const hunk of diffNumbered(this.#numbering, before, after, this.#placing)) {
      if (hunk.afterStart === hunk.afterEnd) continue;
      pairs.set(pairByLikeness(old, young, hunk), hunk.afterStart);
    }
    const { passed, kept } = replaceRuns(suspect.runs, pairs);
    this.#mark(passed, IGNORED);
    suspect.runs = kept;
    this.#hand(version, passed);
  }

  #mark(runs: LineRuns, mark: number): void {
    for (let i = 0; i < runs.length; i += 3) {
      const first = runs[i] as number;
      for (let k = 0; k < (runs[i + 2] as number); k++)
        this.marks[first + k] = (this.marks[first + k] as number) | mark;
    }
  }

  /** Hands on what stands elsewhere in the file's versions in the parents, and in other files of them. */
  #passMoved(suspect: Suspect, parents: readonly Oid[], versions: readonly (Suspect | null)[], moves: number): void {
    const final = this.#final as NumberedLines;
    const taken = new Map<Suspect, Run[]>();
    const pass = (version: Suspect, run: Run): void => {
      const runs = taken.get(version);
      if (runs === undefined) taken.set(version, [run]);
      else runs.push(run);
    };
    const scoreOfRun = (run: Run): number => scoreOf(final.lines, run.final, run.final + run.count);
    let { large, small } = partByScore(toRuns(suspect.runs), { minimum: moves, scoreOf: scoreOfRun });
    const seek = (minimum: number, way: Pick<Search<Suspect>, 'find' | 'round'>): void => {
      const sought = seekRuns(large, { minimum, scoreOf: scoreOfRun, pass, ...way });
      large = sought.left;
      // As git has them: what was found to be too small last stands first.
      small = [...sought.small, ...small];
    };
    for (const version of versions) {
      const before = version === null || large.length === 0 ? null : this.#linesOf(version, null);
      if (version === null || before === null) continue;
      const find: Search<Suspect>['find'] = (run) => {
        const block = this.#blockIn(before, run);
        return block === null ? null : { source: version, block };
      };
      seek(moves, { find });
    }
    const copies = this.#copies;
    if (copies !== null) {
      if (copies.score !== moves) {
        const all = copies.score < moves ? toRuns(mergeRuns(inOrder(large), inOrder(small))) : large;
        const parted = partByScore(all, { minimum: copies.score, scoreOf: scoreOfRun });
        large = parted.large;
        small = copies.score < moves ? parted.small : [...parted.small, ...small];
      }
      parents.forEach((oid, i) => {
        const parent = large.length === 0 ? null : this.#commit(oid);
        if (parent !== null) seek(copies.score, this.#copyFinder(parent, suspect, versions[i] ?? null));
      });
    }
    // They are told at once, and so need not ascend.
    suspect.runs = inOrder([...small, ...large]);
    for (const [version, runs] of taken) this.#hand(version, toFlat(runs));
  }

  #blockIn(before: NumberedLines, run: Run): CommonBlock | null {
    const { final, count } = run;
    return bestCommonBlock(this.#numbering, before, this.#final as NumberedLines, final, final + count, this.#placing);
  }

  /** Finds the best place of a run in the files that a parent has, but for the one that was compared already. */
  #copyFinder(parent: Commit, suspect: Suspect, version: Suspect | null): Pick<Search<Suspect>, 'find' | 'round'> {
    const isNew = version === null || version.path !== suspect.path;
    const files = this.#sources
      .of(parent, suspect.commit, isNew, (oid) => this.missing.add(oid))
      .filter(({ path }) => path !== version?.path);
    const round = (): void => {
      for (const { path, entry } of files) this.#touch(parent, path, entry);
    };
    const find: Search<Suspect>['find'] = (run) => {
      let best: (Omit<Find<Suspect>, 'source'> & { path: string; entry: TreeEntry }) | null = null;
      for (const { path, entry } of files) {
        const lines = this.#copied(entry);
        if (lines === null) this.missing.add(entry.oid);
        const block = lines === null ? null : this.#blockIn(lines, run);
        if (block !== null && (best === null || block.score >= best.block.score)) best = { block, path, entry };
      }
      if (best === null) return null;
      const source = this.#suspectAt(parent, best.path, best.entry);
      source.lines ??= this.#copied(best.entry);
      return { source, block: best.block };
    };
    return { find, round };
  }

  #copied(entry: TreeEntry): NumberedLines | null {
    return this.#sources.lines(entry.oid, (bytes) => this.#number(bytes, null));
  }

  /** A file in which copies are sought: git takes it to the front of its commit's, and reads it anew unless lines wait in it. */
  #touch(parent: Commit, path: string, entry: TreeEntry): void {
    const known = this.#suspects.get(parent.oid)?.find((suspect) => suspect.path === path);
    if (known === undefined) {
      this.#blobs++;
      return;
    }
    this.#suspectAt(parent, path, entry);
    if (known.lines !== null) return;
    this.#blobs++;
    if (known.runs.length > 0) known.lines = this.#copied(entry);
  }

  #isSame(suspect: Suspect, version: Suspect): boolean {
    if (suspect.blob !== null) return suspect.blob === version.blob;
    const stored = this.#objects.read(version.blob as Oid);
    return stored !== null && suspect.lines?.lines.bytes.equals(stored.data) === true;
  }

  /** The version of the same path in a parent. */
  #samePath(parent: Commit, suspect: Suspect): Suspect | null {
    const known = this.#suspects.get(parent.oid)?.find(({ path }) => path === suspect.path);
    if (known !== undefined) return known;
    return this.#stored(parent, () => {
      const entry = this.#lookup(suspect.path).find(parent.tree);
      if (entry === null || !isFile(entry) || (entry.mode & FILE_TYPE) !== (suspect.mode & FILE_TYPE)) return null;
      return this.#suspectAt(parent, suspect.path, entry);
    });
  }

  /** The version of another path in a parent that does not have this one. */
  #renamed(parent: Commit, suspect: Suspect): Suspect | null {
    const { commit, blob, mode } = suspect;
    if (commit === null || blob === null) return null;
    return this.#stored(parent, () => {
      const there = this.#lookup(suspect.path).find(parent.tree);
      if (there !== null && (there.mode & FILE_TYPE) !== 0o040000) return null;
      const gone = goneFiles(this.#objects, parent.tree, commit.tree);
      const source = findRenameSource(gone, suspect.path, { oid: blob, mode }, (oid) => {
        const object = this.#objects.read(oid);
        if (object === null && oid !== blob) this.missing.add(oid);
        return object?.data ?? null;
      });
      return source === null ? null : this.#suspectAt(parent, source.path, source.entry);
    });
  }

  /** Runs `find`; null where a tree is not stored. */
  #stored(parent: Commit, find: () => Suspect | null): Suspect | null {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof AiBlameError) || error.code !== 'OBJECT_MISSING') throw error;
      this.missing.add(parent.tree);
      return null;
    }
  }

  #suspectAt(commit: Commit, path: string, entry: TreeEntry): Suspect {
    let suspects = this.#suspects.get(commit.oid);
    if (suspects === undefined) {
      suspects = [];
      this.#suspects.set(commit.oid, suspects);
    }
    const at = suspects.findIndex((suspect) => suspect.path === path);
    const suspect = at < 0 ? new Suspect(commit, path, entry.oid, entry.mode) : (suspects.splice(at, 1)[0] as Suspect);
    suspects.unshift(suspect);
    return suspect;
  }

  #hand(version: Suspect, runs: LineRuns): void {
    if (runs.length === 0) return;
    const commit = version.commit as Commit;
    const isWaiting = this.#suspects.get(commit.oid)?.some((suspect) => suspect.runs.length > 0) ?? false;
    version.add(runs);
    if (!isWaiting) this.#queue.put(commit);
  }

  #linesOf(version: Suspect, like: NumberedLines | null): NumberedLines | null {
    if (version.lines !== null) {
      // git reads the blamed file once more to compare it.
      if (version.isFinal) this.#blobs++;
      version.isFinal = false;
      return version.lines;
    }
    this.#blobs++;
    const blob = this.#objects.read(version.blob as Oid);
    if (blob === null) {
      this.missing.add(version.blob as Oid);
      return null;
    }
    version.lines = this.#number(blob.data, like);
    return version.lines;
  }

  #number(bytes: Buffer, like: NumberedLines | null): NumberedLines {
    this.#recent = this.#numbering.number(splitLines(bytes), like ?? this.#recent);
    return this.#recent;
  }

  #commit(oid: Oid): Commit | null {
    const commit = readCommit(this.#objects, oid);
    if (commit === null) this.missing.add(oid);
    return commit;
  }

  #lookup(path: string): PathLookup {
    let lookup = this.#lookups.get(path);
    if (lookup === undefined) {
      lookup = new PathLookup(this.#objects, path);
      this.#lookups.set(path, lookup);
    }
    return lookup;
  }
}

/** Ranges as runs, ascending; those that touch are one. None: all lines. */
function runsWithin(ranges: readonly LineRange[], count: number): LineRuns {
  if (count === 0) return [];
  if (ranges.length === 0) return [0, 0, count];
  const runs: number[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const [first, behind] = [start - 1, Math.min(end ?? count, count)];
    const [last, length] = [runs.at(-3) ?? 0, runs.at(-1) ?? -1];
    if (length < 0 || first > last + length) runs.push(first, first, behind - first);
    else runs[runs.length - 1] = Math.max(length, behind - last);
  }
  return runs;
}

function isFile(entry: TreeEntry): boolean {
  const type = entry.mode & FILE_TYPE;
  return type === REGULAR || type === SYMLINK;
}
