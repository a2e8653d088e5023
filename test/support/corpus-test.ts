import { test } from '@jest/globals';
import { corpusFolder } from './corpus.js';

/** A test that needs the corpus of real traces; where that is not there it is skipped, and its name says so. */
export function corpusTest(name: string, run: (corpus: string) => void | Promise<void>): void {
  const corpus = corpusFolder();
  if (corpus === null) test.skip(`${name} (no corpus here: set AI_BLAME_CORPUS)`, () => {});
  else test(name, () => run(corpus));
}
