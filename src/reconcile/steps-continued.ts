import { splitLines } from '../diff/lines.js';
import { type Chain, continuedLines } from './chain.js';
import { tells } from './telling-runs.js';

/**
 * For each line of `content` the step of the line of a version that it continues; null where it continues none that tells.
 * @param isAsked of which lines that is to be told: beside others they prove nothing more.
 */
export function stepsContinued(
  chain: Chain,
  version: number,
  content: Buffer,
  isAsked: (line: number) => boolean = () => true,
): (number | null)[] {
  const lines = splitLines(content);
  const steps = chain.stepsAt(version);
  const map = continuedLines(chain.weave.textAt(version), content).map((source, line) => (isAsked(line) ? source : -1));
  const found: (number | null)[] = new Array<number | null>(lines.count).fill(null);
  for (let line = 0; line < map.length; ) {
    const end = endOfRun(map, line);
    if (map[line] !== -1 && tells(lines, line, end)) {
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
