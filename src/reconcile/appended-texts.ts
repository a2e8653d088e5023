import { locateResults } from '../patch/locate-chunks.js';
import { linesOf } from './added-lines.js';
import type { StepOfLine } from './chain.js';
import type { CommandEntry } from './timeline.js';

/** What a command put behind the end of a file of which it was not known what it held. */
interface AppendedText {
  readonly entry: CommandEntry;
  readonly text: string;
}

/**
 * Texts that commands appended to a file that another command may have made just before: what the file holds in all is not known by them,
 * but their own lines are, where something later shows them.
 */
export class AppendedTexts {
  #list: AppendedText[] = [];

  add(entry: CommandEntry, text: string): void {
    this.#list.push({ entry, text });
  }

  /**
   * Finds the texts in a content that came later. A command whose text stands there, whole and nowhere else, wrote these lines and no
   * others; one whose text does not may have written any.
   *
   * @param suspects commands that may have written what no record tells; of others nothing is looked for.
   * @param found is told of each command whose text was found, and of how many lines; it gives the step of these lines.
   */
  place(
    content: Buffer,
    suspects: readonly CommandEntry[],
    found: (entry: CommandEntry, lines: number) => number,
  ): StepOfLine | null {
    const waiting = this.#list.filter(({ entry }) => suspects.includes(entry));
    if (waiting.length === 0) return null;
    const texts = linesOf(content.toString('utf8'));
    const steps = new Map<number, number>();
    for (const appended of waiting) {
      const place = onlyPlaceOf(appended.text, texts);
      if (place === null) continue;
      this.#list = this.#list.filter((other) => other !== appended);
      const step = found(appended.entry, place.end - place.start);
      for (let line = place.start; line < place.end; line++) steps.set(line, step);
    }
    return (line) => steps.get(line) ?? null;
  }
}

/** The one place (lines from 0, half-open) where a text stands whole; null where there is none, or several. */
function onlyPlaceOf(text: string, texts: readonly string[]): { readonly start: number; readonly end: number } | null {
  const lines = linesOf(text).map((line) => ({ op: '+', text: line }) as const);
  const [found] = locateResults(texts, [{ anchor: null, lines, endOfFile: false }]);
  return found?.how === 'block' && found.blocks.length === 1 ? (found.blocks[0] ?? null) : null;
}
