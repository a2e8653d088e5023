import type { Chain, StepOfLine } from './chain.js';
import { stepsContinued } from './steps-continued.js';

/** How many versions back a content that git brought back is looked for. */
const MOST_VERSIONS_BACK = 64;
/** How many of the versions that git replaced are remembered. */
const MOST_REPLACED = 16;
const MOST_TOLD = 16;

const NONE: ReadonlySet<number> = new Set();

/** What git holds of a file that was never seen in the work tree. */
export interface CommittedContent {
  readonly content: Buffer;
  /**
   * The steps of its lines.
   * @param version what was seen next.
   * @param others of lines that something else tells of.
   */
  stepsBy(version: number, others: StepOfLine): StepOfLine;
}

/**
 * Versions of a file that git took out of the work tree (another branch, a reset, a stash). Their lines keep their writers when
 * they come back, by whatever way: a merge, a squash, a cherry-pick, the stash's pop (cases G1, G4, C27). What a person took out
 * is not among them (case L19).
 */
export class ReplacedVersions {
  readonly #chain: Chain;
  /** The newest last. `gone`: steps whose lines do not come back. */
  readonly #versions: { readonly version: number; readonly gone: ReadonlySet<number> }[] = [];
  /** Each with the version that tells of its lines. */
  #told: { readonly committed: CommittedContent; readonly version: number }[] = [];

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  get isEmpty(): boolean {
    return this.#versions.length === 0;
  }

  /**
   * The chain's newest version is about to be replaced by git.
   * @param gone steps whose lines do not come back.
   */
  add(gone: ReadonlySet<number> = NONE): void {
    const { version, content } = this.#chain;
    if (version !== null && content != null) this.#add(version, gone);
  }

  /** The same for the newest version that had just this content. */
  addVersionOf(content: Buffer): void {
    const version = this.versionWith(content);
    if (version !== null) this.#add(version, NONE);
  }

  /** The newest version, which is what was seen next, tells of the lines of a content that was committed before it. */
  tellsOf(committed: CommittedContent): void {
    const { version } = this.#chain;
    if (version !== null) this.#told = [...this.#told.slice(1 - MOST_TOLD), { committed, version }];
  }

  #add(version: number, gone: ReadonlySet<number>): void {
    this.#versions.push({ version, gone });
    if (this.#versions.length > MOST_REPLACED) this.#versions.shift();
  }

  /**
   * Steps of those lines of `content` that a replaced version had.
   * @param isNew which lines came about now: whether they come from there is not told by what was there before.
   */
  stepsIn(content: Buffer, isNew?: (line: number) => boolean): StepOfLine {
    let steps: (number | null)[] | null = null;
    return (line) => {
      steps ??= this.#find(content, isNew);
      return steps[line] ?? null;
    };
  }

  /** The same for a content that git itself put there: if any version had just these bytes, all lines are as they were then. */
  stepsInGits(content: Buffer, isNew?: (line: number) => boolean): StepOfLine {
    const version = this.versionWith(content);
    const told =
      version === null ? this.#told.findLast(({ committed }) => committed.content.equals(content)) : undefined;
    if (told !== undefined) return told.committed.stepsBy(told.version, this.stepsIn(content));
    if (version === null) return this.stepsIn(content, isNew);
    const steps = this.#chain.stepsAt(version);
    return (line) => steps[line] ?? null;
  }

  /** The newest version that had just these bytes. */
  versionWith(content: Buffer): number | null {
    const { version, weave } = this.#chain;
    const newest = version ?? -1;
    for (let at = newest; at >= Math.max(0, newest - MOST_VERSIONS_BACK); at--) {
      if (!weave.isAbsentAt(at) && weave.textAt(at).equals(content)) return at;
    }
    return null;
  }

  #find(content: Buffer, isNew?: (line: number) => boolean): (number | null)[] {
    const found: (number | null)[] = [];
    for (const { version, gone } of this.#versions.toReversed()) {
      for (const [line, step] of stepsContinued(this.#chain, version, content, isNew).entries()) {
        if (step === null || !gone.has(step)) found[line] ??= step;
      }
    }
    return found;
  }
}
