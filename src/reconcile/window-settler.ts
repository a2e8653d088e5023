import { transplanted } from '../annotate/block.js';
import { isSidecar } from '../annotate/sidecar.js';
import { BroughtLines } from './brought-lines.js';
import { continuedLines, firstOf, linesIn, type StepOfLine, sameLines } from './chain.js';
import type { Step } from './draft-edit.js';
import { earlierSteps } from './earlier-versions.js';
import { residualAction } from './edit-action.js';
import type { FollowedFile } from './followed-file.js';
import type { GitChanges } from './git-changes.js';
import { unexplained } from './line-differences.js';
import type { MergeUnderWay } from './merges-under-way.js';
import { movedAlong } from './moved-along.js';
import { perhapsMoved } from './perhaps-moved.js';
import type { CommandEntry } from './timeline.js';
import type { Bound } from './window-bound.js';
import { ableToMake, findWindowOwner } from './window-owner.js';

const LF = 0x0a;
const CR = 0x0d;

/** A command that brings commits together. */
const MERGING = /\bgit\b.*\b(?:merge|pull|cherry-pick|revert|rebase|am)\b/;

/** Explains what is still unlike at the end of a window. */
export class WindowSettler {
  readonly #file: FollowedFile;
  readonly #git: GitChanges;
  readonly #merges: readonly MergeUnderWay[];

  constructor(file: FollowedFile, git: GitChanges, merges: readonly MergeUnderWay[]) {
    this.#file = file;
    this.#git = git;
    this.#merges = merges;
  }

  /** Gives what still differs at the end of a window to whoever can have done it. */
  settle(bound: Bound): void {
    const file = this.#file;
    file.chain.at = bound.at;
    this.#git.settleResets(bound.content);
    let before = file.chain.content;
    const { content, path } = bound;
    const floats = content === null ? null : file.floatsIn(content, bound.kind === 'commit', this.#suspects(bound));
    if (before === undefined) {
      this.#settleUnknown(bound, floats);
      return;
    }
    const renamed = path !== file.path && before !== null && content !== null ? file.path : null;
    this.#settleAnnotation(before, bound);
    before = file.chain.content ?? before;
    const same = before === content || (before !== null && content !== null && before.equals(content));
    if (same && renamed === null) return;
    if (!same && file.chain.hasLinesOf(content) && renamed === null) {
      // Only line ends differ: no line changes its writer (case L13).
      file.chain.record(content, file.chain.addStep({ kind: 'untraced' }), null);
      return;
    }
    file.isStale = false;
    const earlier = file.takenBack.versionThat((text) => sameLines(text, content));
    file.takenBack.clear();
    if (renamed === null) {
      if (earlier !== null) file.restore(earlier);
      if (earlier !== null || this.#git.bringBack(content)) return;
    }
    const explained = this.#inserted(bound, floats);
    const counts = explained === undefined ? null : unexplained(file.chain.hunksTo(content), explained);
    const isBetweenSnapshots = bound.kind === 'snapshot' && file.anchor !== null;
    const names = file.plan.namesBetween(file.since + 1, Math.min(bound.at, file.input.entries.length - 1));
    const suspects = this.#suspects(bound);
    const able = before === null ? ableToMake(suspects, [...names, path]) : suspects;
    const owner = findWindowOwner(able, [...names, path], content === null);
    if (
      owner.kind === 'turn' &&
      file.isBounded(owner) &&
      (counts === null || counts.added + counts.removed > 0 || renamed !== null)
    ) {
      const evidence = isBetweenSnapshots ? 'snapshot' : 'inferred';
      const own = able.filter(({ event }) => event.turn === owner.turn).map(({ event }) => event);
      const draft = file.draft({
        event: owner.command,
        means: file.meansOf(owner.named ? [owner.command] : own, path),
        evidence,
        path,
        previousPath: renamed,
        callIsKnown: owner.named || owner.sole,
      });
      draft.action = residualAction(before, content, renamed);
      draft.before = file.contents.idOf(before);
      draft.after = bound.blob ?? file.contents.idOf(content);
      if (isBetweenSnapshots) draft.timestamp = bound.snapshot?.event.time ?? null;
      Object.assign(draft, file.chain.record(content, file.agentStep(draft), null, explained), counts);
      if (draft.added + draft.removed > 0 || renamed !== null || content === null || before === null)
        file.drafts.list.push(draft);
      return;
    }
    if (owner.kind === 'undecided' && content !== null && counts?.added !== 0) file.warnUndecided(owner.turns, path);
    const step: Step = bound.commit === null ? { kind: 'untraced' } : { kind: 'git', commit: bound.commit };
    file.chain.record(content, file.chain.addStep(step), null, explained);
  }

  /** A block that `ai-blame annotate` wrote, changed or took out is no turn's work. */
  #settleAnnotation(before: Buffer | null, { content, path, commit }: Bound): void {
    if (before === null || content === null || before.equals(content)) return;
    const annotated = transplanted(path, before, content);
    if (annotated.equals(before)) return;
    const step: Step = commit === null ? { kind: 'untraced' } : { kind: 'git', commit };
    const { chain } = this.#file;
    chain.record(annotated, chain.addStep(step), null);
  }

  /** The commands that may have made what no record tells. */
  #suspects(bound: Bound): readonly CommandEntry[] {
    // What `ai-blame annotate` writes beside a file is no turn's work either.
    if (isSidecar(bound.path, bound.content ?? this.#file.chain.content ?? null)) return [];
    if (bound.kind === 'commit') return this.#file.beforeHead;
    return bound.kind === 'final' && this.#file.input.where === 'elsewhere' ? [] : this.#file.commands;
  }

  /** The first thing that is known of the file, or the first again after it was lost sight of. */
  #settleUnknown(bound: Bound, floats: StepOfLine | null): void {
    const isFirst = this.#file.chain.version === null;
    if (isFirst && bound.content === null && bound.kind === 'final') return;
    const step: Step = isFirst && bound.kind === 'snapshot' ? { kind: 'base' } : { kind: 'untraced' };
    this.#file.chain.record(bound.content, this.#file.chain.addStep(step), null, floats ?? undefined);
  }

  /** Steps of lines of a content that are known to be somebody's, or git's; undefined where there are none. */
  #inserted(bound: Bound, floats: StepOfLine | null): StepOfLine | undefined {
    const file = this.#file;
    const { content, path, at } = bound;
    if (content === null) return undefined;
    const known = this.#git.unstagedStepsIn(content);
    if (floats !== null) known.push(floats);
    const discarded = this.#discarded(bound, content);
    if (discarded !== null) known.push(discarded);
    const before = this.#committedBefore(bound, content);
    if (before !== null) known.push(before);
    if (!file.replaced.isEmpty) known.push(file.replaced.stepsIn(content, linesIn(file.chain.hunksTo(content))));
    known.push(...this.#git.broughtStepsIn(content));
    for (const { from, to, ours, theirs } of this.#merges) {
      const merged = from < at && to > file.since && theirs !== null ? file.contents.in(theirs, path) : null;
      if (merged === null || theirs === null) continue;
      const step = file.chain.addStep({ kind: 'git', commit: theirs });
      known.push(new BroughtLines(file.contents.in(ours, path), merged, step).stepsIn(content));
    }
    known.push(...this.#resolved(bound, content));
    const undated = file.undatedWrites.stepsIn(content, firstOf(known));
    if (undated !== null) known.push(undated);
    const { committedAt } = file.input;
    const earlier = bound.kind === 'final' && committedAt ? earlierSteps(file.chain, content, committedAt) : null;
    if (earlier !== null) known.push(earlier);
    const along = movedAlong(file, content);
    if (along !== null) known.push(along);
    if (this.#suspects(bound).length > 0) known.push(...this.#olderLines(bound, content));
    return known.length === 0 ? undefined : firstOf(known);
  }

  /**
   * Lines that are older than the window, though the file had them not when it began: what HEAD has held since before is no command's
   * writing when it is there again, nor is what a new file has of a gone one that it may be.
   */
  #olderLines(bound: Bound, content: Buffer): StepOfLine[] {
    const file = this.#file;
    const isMoved = file.chain.content === null ? perhapsMoved(file, bound, content) : null;
    const moved = isMoved === null ? -1 : file.chain.addStep({ kind: 'untraced' });
    const known: StepOfLine[] = isMoved === null ? [] : [(line) => (isMoved(line) ? moved : null)];
    if (file.head === null || bound.kind === 'commit' || file.unseenCommits.length > 0) return known;
    const committed = file.contents.in(file.head, bound.path);
    if (committed === null || isNewIn(file, bound.path)) return known;
    const steps = file.replaced.stepsInGits(committed);
    const step = file.chain.addStep({ kind: 'git', commit: file.head });
    const map = continuedLines(committed, content);
    return [...known, (line) => ((map[line] ?? -1) === -1 ? null : (steps(map[line] ?? -1) ?? step))];
  }

  /**
   * A commit holds what the file was before changes of which no time is known: it was made before them, and tells of the lines that they
   * took out.
   */
  #committedBefore({ kind }: Bound, content: Buffer): StepOfLine | null {
    const { chain, replaced } = this.#file;
    const version = kind === 'commit' ? replaced.versionWith(content) : null;
    if (version === null || chain.version === null) return null;
    for (let later = version + 1; later <= chain.version; later++) {
      const step = chain.stepOf(later);
      if (step?.kind !== 'agent' || step.edit.event.time !== null) return null;
    }
    const steps = chain.stepsAt(version);
    return (line) => steps[line] ?? null;
  }

  /**
   * Lines that none of the merged commits has were written when a conflict was resolved. If the conflict came up within the window,
   * and no turn ran git to merge, a person merged and resolved it (case G3).
   */
  #resolved({ at, path }: Bound, content: Buffer): StepOfLine[] {
    const file = this.#file;
    const hadConflict = file.chain.content != null && hasConflict(file.chain.content);
    if (hadConflict || file.commands.some(({ event }) => MERGING.test(event.text))) return [];
    return this.#merges.flatMap(({ to, ours, theirs, result }) => {
      const merged = result !== null && to > file.since && to <= at ? file.contents.in(result, path) : null;
      if (merged === null || result === null) return [];
      const step = file.chain.addStep({ kind: 'git', commit: result });
      const sides = (theirs === null ? [ours] : [ours, theirs]).map((side) =>
        new BroughtLines(file.contents.in(side, path), merged, step).stepsIn(content),
      );
      return [(line: number) => (sides.every((stepOf) => stepOf(line) !== null) ? step : null)];
    });
  }

  /**
   * The work tree's changes were discarded, back to what HEAD has (`git restore`, `git checkout HEAD -- f`): its lines are whose
   * they were when they were committed. What came into HEAD only in this window is not brought back by that, but new.
   */
  #discarded({ kind, blob, path }: Bound, content: Buffer): StepOfLine | null {
    const file = this.#file;
    if (kind === 'commit' || file.head === null || file.unseenCommits.length > 0 || file.input.where === 'elsewhere')
      return null;
    if (file.contents.idIn(file.head, path) !== (blob ?? file.contents.idOf(content))) return null;
    if (isNewIn(file, path) && file.replaced.versionWith(content) === null) return null;
    const steps = file.replaced.stepsInGits(content);
    // A stash of some files leaves no other mark than this, and its pop brings them back.
    file.replaced.add();
    const step = file.chain.addStep({ kind: 'git', commit: file.head });
    return (line) => steps(line) ?? step;
  }
}

/** Whether a file came into HEAD in the present window, without the work tree having got it so. */
function isNewIn({ headSince, head, contents }: FollowedFile, path: string): boolean {
  return headSince !== head && contents.idIn(headSince, path) === null;
}

const CONFLICT = Buffer.from('<<<<<<< ');

/** Whether a line begins as the first one of a conflict does. */
function hasConflict(content: Buffer): boolean {
  for (let at = content.indexOf(CONFLICT); at !== -1; at = content.indexOf(CONFLICT, at + 1)) {
    if (at === 0 || content[at - 1] === LF || content[at - 1] === CR) return true;
  }
  return false;
}
