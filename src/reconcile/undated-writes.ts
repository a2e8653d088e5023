import { splitLines } from '../diff/lines.js';
import { type Chain, continuedLines, type StepOfLine } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import { distance } from './line-differences.js';
import { stepsContinued } from './steps-continued.js';

/** How many versions back are looked at. */
const MOST_VERSIONS = 16;

/**
 * Whole contents of a file that sessions without times wrote. Such sessions stand one behind the other, though they may have run at once:
 * what one of them wrote over the other's content, without any need of it, may in truth have come before. Then a later content shows the
 * version that was taken for the older one.
 */
export class UndatedWrites {
  readonly #chain: Chain;
  readonly #drafts = new Set<DraftEdit>();

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** The edit wrote all that the file was after it. */
  add(draft: DraftEdit): void {
    if (draft.event.time === null) this.#drafts.add(draft);
  }

  /**
   * Steps of the lines of a content that shows an older version rather than the newest. That these came last is told by nothing but their
   * lines: their edits are known by these alone from then on.
   *
   * @param known steps of lines that something else tells of; null of other lines. Only of these anything is told here.
   */
  stepsIn(content: Buffer, known: StepOfLine): StepOfLine | null {
    const { version, content: newest } = this.#chain;
    if (version === null || this.#drafts.size < 2) return null;
    let nearest = distance(newest, content);
    let shown: number | null = null;
    for (const older of this.#versionsUnder(version)) {
      const text = this.#chain.contentAt(older);
      const far = distance(text, content);
      if (text === null || far >= nearest || !isMostlyIn(text, content)) continue;
      nearest = far;
      shown = older;
    }
    if (shown === null) return null;
    const steps = stepsContinued(this.#chain, shown, content);
    if (!this.#newLines(content).some((line) => known(line) === null && (steps[line] ?? null) !== null)) return null;
    this.#weaken(shown);
    return (line) => steps[line] ?? null;
  }

  /** Versions over which another session wrote a whole content, the newest first. */
  #versionsUnder(newest: number): number[] {
    const found: number[] = [];
    let over: DraftEdit | null = null;
    for (let at = newest; at > Math.max(-1, newest - MOST_VERSIONS); at--) {
      const step = this.#chain.stepOf(at);
      if (step?.kind === 'git') continue;
      if (step?.kind !== 'agent' || step.edit.event.time !== null) break;
      const { edit } = step;
      const isOthers = over !== null && over.event.session.id !== edit.event.session.id;
      if (isOthers && over !== null && this.#drafts.has(over) && this.#runTo(at) !== null) found.push(at);
      over = edit;
    }
    return found;
  }

  /** The edits of one session that led to a version, from one that wrote a whole content; null where none did. */
  #runTo(version: number): DraftEdit[] | null {
    const run: DraftEdit[] = [];
    for (let at = version; at >= 0; at--) {
      const step = this.#chain.stepOf(at);
      if (step?.kind !== 'agent' || step.edit.event.time !== null) return null;
      if (step.edit.event.session.id !== (run[0] ?? step.edit).event.session.id) return null;
      run.push(step.edit);
      if (this.#drafts.has(step.edit)) return run;
    }
    return null;
  }

  /** Lines of a content that the newest version has not. */
  #newLines(content: Buffer): number[] {
    return this.#chain
      .hunksTo(content)
      .flatMap(({ afterStart, afterEnd }) => Array.from({ length: afterEnd - afterStart }, (_, n) => afterStart + n));
  }

  #weaken(version: number): void {
    for (const draft of this.#runTo(version) ?? []) {
      if (draft.evidence === 'exact') draft.evidence = 'fragment';
      draft.before = null;
    }
  }
}

/** Whether at least half of the lines of a text stand in a later content. */
function isMostlyIn(text: Buffer, content: Buffer): boolean {
  const found = continuedLines(text, content).filter((line) => line !== -1).length;
  return found > 0 && found * 2 >= splitLines(text).count;
}
