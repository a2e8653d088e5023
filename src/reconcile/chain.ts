import { diffLines } from '../diff/diff-lines.js';
import type { Hunk } from '../diff/hunk.js';
import { Lines, splitLines } from '../diff/lines.js';
import { Weave } from '../weave/weave.js';
import type { Content, Step } from './draft-edit.js';

/** Gives a line of the new version the step that wrote it, where that is not the version's own step. Lines from 0. */
export type StepOfLine = (afterLine: number) => number | null;

/** What the first of several that knows a line tells of it. */
export function firstOf(known: readonly StepOfLine[]): StepOfLine {
  return (line) => {
    for (const stepOf of known) {
      const step = stepOf(line);
      if (step !== null) return step;
    }
    return null;
  };
}

/** How much of a file one version changed, in lines. */
export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

/** The versions of one file, and the step that made each. A thin layer over the weave: it speaks of steps and contents. */
export class Chain {
  readonly weave = new Weave();
  readonly steps: Step[] = [];
  /** The step of each version. */
  readonly #stepOf: number[] = [];
  /** Where in the timeline each version came about. */
  readonly #atOf: number[] = [];
  /** Where in the timeline the next version comes about: index of an entry, their number for the end. */
  at = 0;
  /** The weave's newest version; null before the first. */
  version: number | null = null;
  #content: Content;
  /** What the newest version was last compared with: what is found to differ is recorded next. */
  #compared: { readonly content: Buffer | null; readonly hunks: readonly Hunk[] } | null = null;

  /** What the file holds at the newest version; undefined while that is not known. */
  get content(): Content {
    return this.#content;
  }

  addStep(step: Step): number {
    this.steps.push(step);
    return this.steps.length - 1;
  }

  /**
   * Records what the file is after `step`.
   *
   * @param hunks the exact difference from the version before, where it is known.
   * @param stepOfLine for inserted lines that another step wrote.
   */
  record(content: Buffer | null, step: number, hunks: readonly Hunk[] | null, stepOfLine?: StepOfLine): LineCounts {
    const difference = hunks ?? this.hunksTo(content);
    this.version =
      content === null
        ? this.weave.recordAbsent(step)
        : this.weave.record(splitLines(content), step, {
            hunks: difference,
            ...(stepOfLine === undefined ? {} : { originsOf: stepOfLine }),
          });
    this.#stepOf[this.version] = step;
    this.#atOf[this.version] = this.at;
    this.#content = content;
    this.#compared = null;
    return countLines(difference);
  }

  /** How a content differs from the newest version, line ends aside. */
  hunksTo(content: Buffer | null): readonly Hunk[] {
    if (this.#compared?.content !== content) {
      const isKnown = this.#content != null && content !== null;
      const hunks = isKnown ? this.weave.compare(splitLines(content)) : contentHunks(this.#content ?? null, content);
      this.#compared = { content, hunks };
    }
    return this.#compared.hunks;
  }

  /** Whether the newest version has the same lines, line ends aside. */
  hasLinesOf(content: Buffer | null): boolean {
    if (this.#content == null || content === null) return this.#content === content;
    return this.#content.equals(content) || this.hunksTo(content).length === 0;
  }

  /** The step that made a version. */
  stepOf(version: number): Step | undefined {
    return this.steps[this.#stepOf[version] ?? -1];
  }

  /** Where in the timeline a version came about: index of an entry, their number for the end. */
  placeOf(version: number): number {
    const at = this.#atOf[version];
    if (at === undefined) throw new RangeError(`no version ${version} of ${this.#atOf.length}`);
    return at;
  }

  /**
   * The version that the file had at entry `at`, as far as it was known then; where nothing was, what the first later change found.
   * Null: that is not known either.
   */
  versionAt(at: number): number | null {
    const next = this.#atOf.findIndex((place) => place >= at);
    if (next !== 0) return next === -1 ? this.version : next - 1;
    return this.stepOf(0)?.kind === 'agent' ? null : 0;
  }

  /** What the file held at a version; null: it was not there. */
  contentAt(version: number): Buffer | null {
    return this.weave.isAbsentAt(version) ? null : this.weave.textAt(version);
  }

  /** The step of one line of a version, lines from 0; -1 where it has no such line. */
  stepAt(version: number, line: number): number {
    return this.weave.originAt(version, line);
  }

  /** The step of each line of a version. */
  stepsAt(version: number): Int32Array {
    return this.weave.originsAt(version);
  }
}

const EMPTY = new Lines(Buffer.alloc(0));

function countLines(hunks: readonly Hunk[]): LineCounts {
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    added += hunk.afterEnd - hunk.afterStart;
    removed += hunk.beforeEnd - hunk.beforeStart;
  }
  return { added, removed };
}

/** The difference of two contents, line ends aside; a missing file has no lines. */
export function contentHunks(before: Buffer | null, after: Buffer | null): Hunk[] {
  return diffLines(before === null ? EMPTY : splitLines(before), after === null ? EMPTY : splitLines(after), {
    ignoreLineEnds: true,
  });
}

/** Whether two contents are the same, line ends aside. */
export function sameLines(a: Content, b: Content): boolean {
  if (a === undefined || b === undefined) return false;
  if (a === null || b === null) return a === b;
  return a.equals(b) || contentHunks(a, b).length === 0;
}

/** Whether a line of the newer side lies in one of these differences. Lines from 0. */
export function linesIn(hunks: readonly Hunk[]): (afterLine: number) => boolean {
  const lines = new Set<number>();
  for (const { afterStart, afterEnd } of hunks) {
    for (let line = afterStart; line < afterEnd; line++) lines.add(line);
  }
  return (line) => lines.has(line);
}

/**
 * The difference of two contents by way of a third one that they have in common: only what that has, too, is the same line. Line ends aside.
 */
export function hunksByWayOf(common: Buffer, before: Buffer, after: Buffer): Hunk[] {
  const inCommon = continuedLines(common, after);
  const inBefore = continuedLines(before, common);
  const hunks: Hunk[] = [];
  let beforeStart = 0;
  let afterStart = 0;
  const differ = (beforeEnd: number, afterEnd: number): void => {
    if (beforeEnd > beforeStart || afterEnd > afterStart) hunks.push({ beforeStart, beforeEnd, afterStart, afterEnd });
  };
  for (const [line, source] of inCommon.entries()) {
    const old = inBefore[source] ?? -1;
    if (old === -1) continue;
    differ(old, line);
    beforeStart = old + 1;
    afterStart = line + 1;
  }
  differ(splitLines(before).count, inCommon.length);
  return hunks;
}

/** The same difference with fewer common lines. @param isCommon of each line of the older side, from 0, of which there are `count`. */
export function hunksWithout(hunks: readonly Hunk[], count: number, isCommon: (beforeLine: number) => boolean): Hunk[] {
  const fewer: Hunk[] = [];
  const add = (hunk: Hunk): void => {
    const last = fewer.at(-1);
    const isNext = last !== undefined && last.beforeEnd === hunk.beforeStart && last.afterEnd === hunk.afterStart;
    if (isNext) fewer[fewer.length - 1] = { ...last, beforeEnd: hunk.beforeEnd, afterEnd: hunk.afterEnd };
    else fewer.push(hunk);
  };
  let line = 0;
  let after = 0;
  const pass = (end: number): void => {
    for (; line < end; line++, after++) {
      if (!isCommon(line)) add({ beforeStart: line, beforeEnd: line + 1, afterStart: after, afterEnd: after + 1 });
    }
  };
  for (const hunk of hunks) {
    pass(hunk.beforeStart);
    add(hunk);
    line = hunk.beforeEnd;
    after = hunk.afterEnd;
  }
  pass(count);
  return fewer;
}

/** For each line of `after`, the line of `before` that it continues; -1 for a new one. */
export function continuedLines(before: Buffer, after: Buffer): Int32Array {
  const from = splitLines(before);
  const to = splitLines(after);
  const map = new Int32Array(to.count).fill(-1);
  let source = 0;
  let target = 0;
  const copy = (end: number): void => {
    while (source < end) map[target++] = source++;
  };
  for (const hunk of diffLines(from, to, { ignoreLineEnds: true })) {
    copy(hunk.beforeStart);
    source = hunk.beforeEnd;
    target = hunk.afterEnd;
  }
  copy(from.count);
  return map;
}
