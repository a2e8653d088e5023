import { diffLines } from '../diff/diff-lines.js';
import type { Hunk } from '../diff/hunk.js';
import { Lines, splitLines } from '../diff/lines.js';
import { Weave } from '../weave/weave.js';
import type { Content, Step } from './draft-edit.js';

/** Gives a line of the new version the step that wrote it, where that is not the version's own step. Lines from 0. */
export type StepOfLine = (afterLine: number) => number | null;

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
    const before = this.#content ?? null;
    const counts = countLines(before, content, hunks);
    this.version =
      content === null
        ? this.weave.recordAbsent(step)
        : this.weave.record(splitLines(content), step, {
            ...(hunks === null ? {} : { hunks: [...hunks] }),
            ...(stepOfLine === undefined ? {} : { originsOf: stepOfLine }),
          });
    this.#stepOf[this.version] = step;
    this.#atOf[this.version] = this.at;
    this.#content = content;
    return counts;
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

  /** The step of each line of a version. */
  stepsAt(version: number): Int32Array {
    return this.weave.originsAt(version);
  }
}

const EMPTY = new Lines(Buffer.alloc(0));

function countLines(before: Buffer | null, after: Buffer | null, hunks: readonly Hunk[] | null): LineCounts {
  const all = hunks ?? contentHunks(before, after);
  let added = 0;
  let removed = 0;
  for (const hunk of all) {
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
