import type { FileChain, FileVersion, NewLines } from '../blame/see-through/see-through.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { diffTrees, walkTree } from '../git/trees.js';
import type { AgentEvent } from '../model/agent-event.js';
import type { Turn } from '../model/session.js';
import type { Step } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import type { TimelineEntry } from '../reconcile/timeline.js';

export interface CopiedFromInput {
  readonly repository: Repository;
  readonly entries: readonly TimelineEntry[];
  /** As of git's `-C`: 1, files that the same turn or commit touched; 2, all files where the file was made; 3, all files. */
  readonly level: 1 | 2 | 3;
  /** The commit whose files are all files; null before the first. */
  readonly start: Oid | null;
  readonly reconcile: (path: string) => ReconciledPath;
  /** The commit that introduced a line (0-based) of the file that is asked about. */
  readonly commitOf: (line: number) => Oid | null;
}

/** The most versions of one file that are looked at for one place, and files. */
const MAX_VERSIONS = 32;
const MAX_FILES = 500;
/** Lines shorter than this stand in too many files to tell where they came from. */
const TELLING = 8;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/** Knows the states of other files that lines of an agent's or a person's change may have been copied from. */
export class CopiedFrom {
  readonly #input: CopiedFromInput;
  readonly #indexOf = new Map<AgentEvent, number>();
  readonly #positions = new Map<FileChain, readonly number[]>();
  readonly #files = new Map<string, ReconciledPath>();
  #contents: Map<string, Buffer> | null = null;

  constructor(input: CopiedFromInput) {
    this.#input = input;
    for (const [i, entry] of input.entries.entries()) if (entry.kind !== 'head') this.#indexOf.set(entry.event, i);
  }

  /** Files that were followed to answer. */
  get files(): Iterable<ReconciledPath> {
    return this.#files.values();
  }

  /** @returns versions that were there before the lines, the likelier ones of each file first. */
  sourcesOf({ file, version }: FileVersion, step: Step, lines: NewLines): FileVersion[] {
    if (step.kind === 'base') return [];
    const paths = this.#paths(file, version, step, lines);
    for (const name of file.plan.names) paths.delete(name);
    const until = step.kind === 'agent' ? this.#at(step.edit.event) : this.#nextKnown(file, version);
    const turn = step.kind === 'agent' ? step.edit.event.turn : null;
    const since = turn === null ? null : this.#beginOf(turn);
    return [...paths].slice(0, MAX_FILES).flatMap((path) => this.#versionsBefore(path, until, since));
  }

  #paths(file: FileChain, version: number, step: Step, lines: NewLines): Set<string> {
    const { level, commitOf } = this.#input;
    const weave = file.chain.weave;
    const isNew = version === 0 || weave.isAbsentAt(version - 1);
    const paths = new Set<string>();
    const addAll = (more: Iterable<string>): void => {
      for (const path of more) paths.add(path);
    };
    if (step.kind === 'agent') {
      addAll(this.#touchedIn(step.edit.event.turn));
      addAll(this.#changedBetween(step.edit.snapshotBefore, step.edit.snapshotAfter));
    } else {
      addAll(this.#changedBy(step.kind === 'git' ? step.commit : commitOf(lines.final)));
    }
    if (level === 3 || (level === 2 && isNew)) {
      addAll(this.#touchedIn(null));
      addAll(this.#filesWith(lines.texts));
    }
    return paths;
  }

  /** Paths that a turn's changes and commands name; of all turns for null. */
  *#touchedIn(turn: Turn | null): Generator<string> {
    for (const entry of this.#input.entries) {
      if ((entry.kind !== 'change' && entry.kind !== 'command') || (turn !== null && entry.event.turn !== turn))
        continue;
      if (entry.kind === 'command') yield* entry.targets.map(({ path }) => path);
      else {
        yield entry.path;
        if (entry.oldPath !== null) yield entry.oldPath;
      }
    }
  }

  #changedBetween(before: Oid | null, after: Oid | null): string[] {
    const treeOf = (commit: Oid | null): Oid | null => {
      const entry = this.#input.entries.find((one) => one.kind === 'snapshot' && one.event.commit === commit);
      return entry?.kind === 'snapshot' ? entry.tree : null;
    };
    const [from, to] = [treeOf(before), treeOf(after)];
    return from === null || to === null ? [] : this.#changed(from, to);
  }

  #changedBy(oid: Oid | null): string[] {
    const { objects } = this.#input.repository;
    const commit = oid === null ? null : readCommit(objects, oid);
    const parent = commit?.parents[0] === undefined ? null : readCommit(objects, commit.parents[0]);
    return commit === null || parent === null ? [] : this.#changed(parent.tree, commit.tree);
  }

  #changed(from: Oid, to: Oid): string[] {
    const changes = diffTrees(this.#input.repository.objects, from, to);
    return changes.flatMap(({ path, before }) => (before === null ? [] : [path]));
  }

  /** Files of the start commit that hold one of the lines, whatever its indent. */
  #filesWith(texts: readonly Buffer[]): string[] {
    const telling = texts.map((text) => text.toString('latin1').trim()).filter((text) => text.length >= TELLING);
    const wanted = telling.map((text) => Buffer.from(text, 'latin1'));
    return [...this.#allContents()].flatMap(([path, content]) =>
      wanted.some((line) => content.includes(line)) ? [path] : [],
    );
  }

  #allContents(): Map<string, Buffer> {
    if (this.#contents !== null) return this.#contents;
    const contents = new Map<string, Buffer>();
    const { repository, start } = this.#input;
    const commit = start === null ? null : readCommit(repository.objects, start);
    if (commit !== null) {
      for (const { path, entry } of walkTree(repository.objects, commit.tree)) {
        if ((entry.mode & FILE_TYPE) !== REGULAR) continue;
        const blob = repository.objects.read(entry.oid);
        if (blob !== null && !blob.data.subarray(0, 8000).includes(0)) contents.set(path, blob.data);
      }
    }
    this.#contents = contents;
    return contents;
  }

  #at(event: AgentEvent): number {
    return this.#indexOf.get(event) ?? Number.POSITIVE_INFINITY;
  }

  #beginOf(turn: Turn): number | null {
    const first = this.#input.entries.findIndex((entry) => entry.kind !== 'head' && entry.event.turn === turn);
    return first === -1 ? null : first;
  }

  /** Where the first known change after a version stands. */
  #nextKnown(file: FileChain, version: number): number {
    for (let later = version + 1; later < file.chain.weave.versionCount; later++) {
      const step = file.chain.stepOf(later);
      if (step?.kind === 'agent') return this.#at(step.edit.event);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The place in the timeline of the last known change up to each version. */
  #positionsOf(file: FileChain): readonly number[] {
    let positions = this.#positions.get(file);
    if (positions === undefined) {
      let last = -1;
      positions = Array.from({ length: file.chain.weave.versionCount }, (_, version) => {
        const step = file.chain.stepOf(version);
        if (step?.kind === 'agent') last = Math.max(last, this.#indexOf.get(step.edit.event) ?? last);
        return last;
      });
      this.#positions.set(file, positions);
    }
    return positions;
  }

  /**
   * What a file was before place `until`, and back to place `since`: a block may be taken away before it is put elsewhere.
   * Without `since`: back over what nobody is known to have done.
   */
  #versionsBefore(path: string, until: number, since: number | null): FileVersion[] {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = this.#input.reconcile(path);
      this.#files.set(path, file);
    }
    const positions = this.#positionsOf(file);
    const versions: FileVersion[] = [];
    for (let version = positions.length - 1; version >= 0 && versions.length < MAX_VERSIONS; version--) {
      const position = positions[version] as number;
      if (position >= until) continue;
      if (!file.chain.weave.isAbsentAt(version)) versions.push({ file, version });
      if (since === null ? file.chain.stepOf(version)?.kind === 'agent' : position < since) break;
    }
    return versions;
  }
}
