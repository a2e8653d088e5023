import { splitLines } from '../diff/lines.js';
import { continuedLines, type StepOfLine } from './chain.js';

/**
 * Lines of the work tree that a commit passed by. A commit tells of the lines that it adds and removes, and nothing of lines
 * that no commit ever had: those may have been left unstaged. When they show again they are still their writer's.
 */
export class UnstagedLines {
  readonly #content: Buffer;
  readonly #steps: Int32Array;
  /** 1: the line was in no commit yet, and may come back. */
  readonly #waiting: Uint8Array;

  /**
   * @param content of the work tree before the commit, and the step of each of its lines.
   * @param committedBefore what the commit's parent held; null: nothing.
   * @param committed what the commit holds.
   */
  constructor(content: Buffer, steps: Int32Array, committedBefore: Buffer | null, committed: Buffer | null) {
    this.#content = content;
    this.#steps = steps;
    this.#waiting = new Uint8Array(steps.length).fill(1);
    this.#strike(committedBefore);
    this.#strike(committed);
  }

  get isEmpty(): boolean {
    return !this.#waiting.includes(1);
  }

  /** A further commit: what it or its parent has is no longer waiting. */
  passCommit(committed: Buffer | null): void {
    this.#strike(committed);
  }

  /** The steps of those lines of `content` that were waiting. */
  stepsIn(content: Buffer): StepOfLine {
    const map = continuedLines(this.#content, content);
    return (line) => {
      const source = map[line] ?? -1;
      return source !== -1 && this.#waiting[source] === 1 ? (this.#steps[source] ?? null) : null;
    };
  }

  #strike(committed: Buffer | null): void {
    if (committed === null) return;
    const map = continuedLines(this.#content, committed);
    for (let line = 0; line < splitLines(committed).count; line++) {
      const source = map[line] ?? -1;
      if (source !== -1) this.#waiting[source] = 0;
    }
  }
}
