import { splitLines } from '../diff/lines.js';
import { continuedLines, type StepOfLine } from './chain.js';

/** Lines that git brings into a file: those that one committed content has and another has not. */
export class BroughtLines {
  readonly #older: Buffer | null;
  readonly #newer: Buffer;
  readonly #step: number;
  #isNew: Uint8Array | null = null;

  /**
   * @param older what the work tree's commit held; null: nothing.
   * @param newer what git brought.
   * @param step of its lines.
   */
  constructor(older: Buffer | null, newer: Buffer, step: number) {
    this.#older = older;
    this.#newer = newer;
    this.#step = step;
  }

  /** The step of those lines of `content` that git brought. */
  stepsIn(content: Buffer): StepOfLine {
    let map: Int32Array | null = null;
    return (line) => {
      this.#isNew ??= newLines(this.#older, this.#newer);
      map ??= continuedLines(this.#newer, content);
      return this.#isNew[map[line] ?? -1] === 1 ? this.#step : null;
    };
  }
}

/** 1 for each line of `newer` that `older` has not. */
function newLines(older: Buffer | null, newer: Buffer): Uint8Array {
  if (older === null) return new Uint8Array(splitLines(newer).count).fill(1);
  return Uint8Array.from(continuedLines(older, newer), (source) => (source === -1 ? 1 : 0));
}
