import { splitLines } from '../diff/lines.js';
import { cameBefore } from './came-before.js';
import { type Chain, continuedLines, type StepOfLine } from './chain.js';
import { stepsContinued } from './steps-continued.js';

/** How many earlier versions are looked at. */
const MOST_VERSIONS = 64;

/**
 * Steps of lines that commits took out of another work tree: they may show what the file was there before its newest version.
 * Later versions go before earlier ones.
 *
 * @param committedAt when the commit was made that introduced a line of `content` (from 0), in seconds since 1970; null: none did.
 */
export function earlierSteps(
  chain: Chain,
  content: Buffer,
  committedAt: (line: number) => number | null,
): StepOfLine | null {
  const { version } = chain;
  if (version === null) return null;
  const now = chain.content == null ? null : continuedLines(chain.content, content);
  const lines = splitLines(content);
  const wanted = new Map<number, number>();
  const texts = new Set<string>();
  for (let line = 0; line < lines.count; line++) {
    const time = (now?.[line] ?? -1) === -1 ? committedAt(line) : null;
    if (time === null) continue;
    wanted.set(line, time);
    texts.add(lines.contentOf(line).toString('latin1'));
  }
  if (wanted.size === 0) return null;
  const found = new Map<number, number>();
  for (const earlier of chain.weave.lastVersionsWith(texts).slice(0, MOST_VERSIONS)) {
    const continued = stepsContinued(chain, earlier, content);
    for (const [line, time] of wanted) {
      const n = continued[line] ?? null;
      const step = n === null ? undefined : chain.steps[n];
      if (n === null || (step?.kind === 'agent' && !cameBefore(step.edit, time))) continue;
      found.set(line, n);
      wanted.delete(line);
    }
    if (wanted.size === 0) break;
  }
  return (line) => found.get(line) ?? null;
}
