import { splitLines } from '../diff/lines.js';
import { type Chain, continuedLines } from './chain.js';

/** For each line of `content` the step of the line of a version that it continues; null where it continues none that tells. */
export function stepsContinued(chain: Chain, version: number, content: Buffer): (number | null)[] {
  const lines = splitLines(content);
  const steps = chain.stepsAt(version);
  const map = continuedLines(chain.weave.textAt(version), content);
  const found: (number | null)[] = new Array<number | null>(lines.count).fill(null);
  for (let line = 0; line < map.length; ) {
    const end = endOfRun(map, line);
    // A brace or a blank line alone proves nothing: every file has them.
    if (map[line] !== -1 && tells(content, lines.starts[line] ?? 0, lines.starts[end] ?? 0)) {
      for (let k = line; k < end; k++) found[k] = steps[map[k] ?? -1] ?? null;
    }
    line = end;
  }
  return found;
}

/** Where the lines end that continue one piece of the other content (or, from a new line, that line). */
function endOfRun(map: Int32Array, start: number): number {
  let end = start + 1;
  while (map[start] !== -1 && end < map.length && map[end] === (map[end - 1] ?? 0) + 1) end++;
  return end;
}

function tells(content: Buffer, start: number, end: number): boolean {
  return /[\p{L}\p{N}]/u.test(content.toString('utf8', start, end));
}
