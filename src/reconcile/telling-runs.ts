import type { Lines } from '../diff/lines.js';

/** Whether lines `[from, to)` prove something of who wrote them: a brace or a blank line alone does not, since every file has them. */
export function tells(lines: Lines, from: number, to: number): boolean {
  return /[\p{L}\p{N}]/u.test(lines.bytes.toString('utf8', lines.starts[from] ?? 0, lines.starts[to] ?? 0));
}

/** Of these lines those that stand beside one that tells. */
export function inTellingRuns(lines: Lines, isMeant: readonly boolean[]): boolean[] {
  const kept = isMeant.map(() => false);
  for (let start = 0; start < isMeant.length; start++) {
    if (!isMeant[start]) continue;
    let end = start + 1;
    while (isMeant[end]) end++;
    if (tells(lines, start, end)) kept.fill(true, start, end);
    start = end;
  }
  return kept;
}
