import { splitLines } from '../diff/lines.js';
import { locateResults } from '../patch/locate-chunks.js';
import { linesOf } from './added-lines.js';
import type { StepOfLine } from './chain.js';
import type { FollowedFile } from './followed-file.js';
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
   */
  place(file: FollowedFile, content: Buffer, suspects: readonly CommandEntry[]): StepOfLine | null {
    const waiting = this.#list.filter(({ entry }) => suspects.includes(entry));
    this.#list = [];
    if (waiting.length === 0) return null;
    const lines = splitLines(content);
    const texts = Array.from({ length: lines.count }, (_, n) => lines.contentOf(n).toString('utf8'));
    const steps = new Map<number, number>();
    for (const appended of waiting) {
      const start = onlyPlaceOf(appended.text, texts);
      if (start === null) {
        this.#list.push(appended);
        continue;
      }
      const { event } = appended.entry;
      const means = file.meansOf([event], file.path);
      const draft = file.draft({ event, evidence: 'inferred', path: file.path, previousPath: null, means });
      draft.added = linesOf(appended.text).length;
      file.drafts.list.push(draft);
      const step = file.agentStep(draft);
      for (let line = start; line < start + draft.added; line++) steps.set(line, step);
      file.acquit(appended.entry);
    }
    return (line) => steps.get(line) ?? null;
  }
}

/** The one place (line from 0) where a text stands whole; null where there is none, or several. */
function onlyPlaceOf(text: string, texts: readonly string[]): number | null {
  const lines = linesOf(text).map((line) => ({ op: '+', text: line }) as const);
  const [found] = locateResults(texts, [{ anchor: null, lines, endOfFile: false }]);
  return found?.how === 'block' && found.blocks.length === 1 ? (found.blocks[0]?.start ?? null) : null;
}
