import { type Chain, continuedLines, type StepOfLine } from './chain.js';

/** How many versions back a content that git brought back is looked for. */
const MOST_VERSIONS_BACK = 64;

/**
 * For a content that git put into the work tree: the writers of those lines that the file had before, so that going to another
 * branch and back changes no writer (cases G1, G4, C27). Looked for in the newest version with the same bytes, else in the one
 * before git last replaced the file.
 */
export function restoredSteps(chain: Chain, content: Buffer): StepOfLine | undefined {
  if (chain.version === null) return undefined;
  const oldest = Math.max(0, chain.version - MOST_VERSIONS_BACK);
  let replaced: number | null = null;
  for (let version = chain.version; version >= oldest; version--) {
    if (chain.weave.isAbsentAt(version)) continue;
    if (replaced === null && version < chain.version && chain.stepOf(version + 1)?.kind === 'git') replaced = version;
    if (!chain.weave.textAt(version).equals(content)) continue;
    const steps = chain.stepsAt(version);
    return (line) => steps[line] ?? null;
  }
  if (replaced === null) return undefined;
  const steps = chain.stepsAt(replaced);
  const map = continuedLines(chain.weave.textAt(replaced), content);
  return (line) => {
    const source = map[line] ?? -1;
    return source === -1 ? null : (steps[source] ?? null);
  };
}
