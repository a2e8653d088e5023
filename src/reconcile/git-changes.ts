import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { BroughtLines } from './brought-lines.js';
import { cameBefore } from './came-before.js';
import { hunksByWayOf, hunksWithout, linesIn, type StepOfLine, sameLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import { distance } from './line-differences.js';
import { mergeChange } from './merge-change.js';
import { UnstagedLines } from './unstaged-lines.js';

/** How many things that git brought since a snapshot are remembered. */
const MOST_BROUGHT = 32;
/** How many commits that left lines unstaged are. */
const MOST_UNSTAGED = 16;
/** How many versions back changes of no known time are looked for. */
const MOST_UNDATED = 16;

/** What git did to a file in the present window, as far as moves of HEAD tell it. */
export class GitChanges {
  readonly #file: FollowedFile;
  /** What commits passed by, the newest last. */
  #unstaged: UnstagedLines[] = [];
  /** What git brought since the last snapshot. */
  #brought: BroughtLines[] = [];
  /** Resets of HEAD, of which the next content that is seen tells whether the file followed. */
  #resets: { commit: Oid; path: string; version: number | null; common: Buffer | null }[] = [];
  /**
   * Versions that a stash may have put away: before anything showed whether the file followed, something else was made of it. HEAD was
   * `commit` then.
   */
  readonly #putAway: { readonly version: number; readonly commit: Oid; readonly path: string }[] = [];

  constructor(file: FollowedFile) {
    this.#file = file;
  }

  /** A snapshot that saw the file was passed: what git brought before it is known by it. */
  passSnapshot(): void {
    this.#brought = [];
  }

  /** Whether there are resets of which nothing showed yet if the file followed them. */
  get hasOpenResets(): boolean {
    return this.#resets.length > 0;
  }

  /**
   * HEAD was set to a commit, in which the file has a name.
   * @param common what the histories of this and of the commit before have in common of the file; null: one is the other's.
   */
  reset(commit: Oid, path: string, common: Buffer | null): void {
    this.#resets.push({ commit, path, version: this.#file.chain.version, common });
  }

  /**
   * The file was committed.
   * @param state what it was known to be before, and the step of each of its lines; null: it was not there.
   * @param older what the commit's parent holds of it.
   * @param newer what the commit holds of it.
   */
  passCommit(state: Buffer | null, steps: Int32Array | null, older: Buffer | null, newer: Buffer | null): void {
    for (const waiting of this.#unstaged) waiting.passCommit(newer);
    if (state !== null && steps !== null) this.#unstaged.push(new UnstagedLines(state, steps, older, newer));
    this.#unstaged = this.#unstaged.filter((waiting) => !waiting.isEmpty).slice(-MOST_UNSTAGED);
  }

  /** Steps of lines that a commit passed by. */
  unstagedStepsIn(content: Buffer): StepOfLine[] {
    return this.#unstaged.toReversed().map((waiting) => waiting.stepsIn(content));
  }

  /** Steps of lines that git brought since the last snapshot. */
  broughtStepsIn(content: Buffer): StepOfLine[] {
    return this.#brought.map((brought) => brought.stepsIn(content));
  }

  /**
   * git changes the work tree by what leads from one committed content to another.
   * @param common as for `reset`.
   */
  bring(older: Buffer | null, newer: Buffer | null, commit: Oid, common: Buffer | null): void {
    const file = this.#file;
    const merged = mergeChange(older, file.chain.content, newer);
    if (newer !== null) {
      // Where the file had been deleted, git puts the whole of it there again.
      const there = file.chain.content === null ? null : older;
      this.#brought.push(new BroughtLines(there, newer, file.chain.addStep({ kind: 'git', commit })));
      if (this.#brought.length > MOST_BROUGHT) this.#brought.shift();
    }
    // Into changes that are not committed only what leads from the one to the other is brought.
    const isClean = older !== null && sameLines(older, file.chain.content);
    if (merged !== undefined) this.replace(merged, commit, isClean ? { common } : null);
    // What was committed of a file that had been deleted comes back with its writers.
    else if (file.chain.content === null && older !== null) file.replaced.addVersionOf(older);
  }

  /**
   * git puts a content into the work tree. Lines that it had taken out before keep their writers.
   * @param from where the content is the commit's own: what it has in common with what was there. Null: the work tree's changes are in it.
   */
  replace(content: Buffer | null, commit: Oid, from: { readonly common: Buffer | null } | null): void {
    const { chain, replaced } = this.#file;
    if (chain.hasLinesOf(content)) return;
    const step = chain.addStep({ kind: 'git', commit });
    if (from === null || content === null || chain.content == null || chain.version === null) {
      const steps = content === null ? undefined : replaced.stepsInGits(content);
      replaced.add();
      chain.record(content, step, null, steps);
      return;
    }
    const { common } = from;
    const canHold = this.#stepsIn(commit);
    const stepsBefore = chain.stepsAt(chain.version);
    // Other lines that are alike are not the same ones for that: every function has its braces.
    const alike = common === null ? chain.hunksTo(content) : hunksByWayOf(common, chain.content, content);
    const hunks = hunksWithout(alike, stepsBefore.length, (line) => canHold(stepsBefore[line] ?? -1));
    // Commits may have been picked from the one branch to the other.
    if (common !== null) replaced.add();
    const steps = replaced.stepsInGits(content, linesIn(hunks));
    if (common === null) replaced.add();
    chain.record(content, step, hunks, (line) => {
      const found = steps(line);
      return found !== null && canHold(found) ? found : null;
    });
  }

  /** Whether a commit can hold what a step wrote: it cannot where it was made before. */
  #stepsIn(commit: Oid): (step: number) => boolean {
    const { chain, input } = this.#file;
    const time = readCommit(input.repository.objects, commit)?.committer.time ?? null;
    return (n) => {
      const step = chain.steps[n];
      return time === null || step?.kind !== 'agent' || cameBefore(step.edit, time);
    };
  }

  /**
   * The file is again what a stash may have put away: just that, line ends aside, or what git makes of that and of what HEAD's file has
   * become since. Its lines are whose they were.
   * @returns false where it is not.
   */
  bringBack(content: Buffer | null): boolean {
    const file = this.#file;
    const { chain, contents, head } = file;
    if (content === null) return false;
    const whole = this.#putAway.findLast(({ version }) => sameLines(chain.contentAt(version), content));
    if (whole !== undefined) {
      file.restore(whole.version);
      return true;
    }
    if (head === null) return false;
    for (const { version, commit, path } of this.#putAway.toReversed()) {
      const merged = mergeChange(contents.in(commit, path), chain.contentAt(version), contents.in(head, path));
      if (merged == null || !sameLines(merged, content)) continue;
      file.restore(version);
      this.replace(merged, head, null);
      return true;
    }
    return false;
  }

  /** Whether the file followed HEAD in a reset, or a stash: it did if that brings it closer to what is seen next. */
  settleResets(seen: Buffer | null): void {
    for (const { commit, path, version, common } of this.#resets) {
      const versions = version === null ? [] : this.#undatedBefore(version);
      if (version !== null && version !== this.#file.chain.version) versions.push(version);
      const content = this.#file.contents.in(commit, path);
      // What is as it was committed is not put away.
      const changed = versions.filter((each) => !sameLines(this.#file.chain.contentAt(each), content));
      this.#putAway.push(...changed.map((each) => ({ version: each, commit, path })));
      if (distance(content, seen) < distance(this.#file.chain.content, seen)) this.replace(content, commit, { common });
    }
    this.#resets = [];
  }

  /**
   * Versions before one, the oldest first, since which there were but changes of no known time, and commits, that may have come before
   * them: a reset may have found any of them.
   */
  #undatedBefore(version: number): number[] {
    const { chain } = this.#file;
    let first = version;
    for (let at = version; at > Math.max(0, version - MOST_UNDATED); at--) {
      const step = chain.stepOf(at);
      if (step?.kind === 'agent' && step.edit.event.time === null) first = at - 1;
      else if (step?.kind !== 'git') break;
    }
    return Array.from({ length: version - first }, (_, n) => first + n);
  }
}
