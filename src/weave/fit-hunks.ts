import type { Hunk } from '../diff/hunk.js';
import type { NumberedLines } from '../diff/numbered-lines.js';

/** A hunk in which, where `isLineEnd` is true, as many lines stay the same but for their line ends. */
export type WovenHunk = Hunk & { readonly isLineEnd?: boolean };

/** Whether `hunks` are ascending and all lines outside them are the same in both versions. */
export function fits(hunks: readonly Hunk[], before: NumberedLines, after: NumberedLines): boolean {
  let i = 0;
  let j = 0;
  const end = before.keys.length;
  const endAfter = after.keys.length;
  for (const hunk of [...hunks, { beforeStart: end, beforeEnd: end, afterStart: endAfter, afterEnd: endAfter }]) {
    const common = hunk.beforeStart - i;
    if (common < 0 || common !== hunk.afterStart - j) return false;
    if (hunk.beforeEnd < hunk.beforeStart || hunk.afterEnd < hunk.afterStart) return false;
    if (hunk.beforeEnd > end || hunk.afterEnd > endAfter) return false;
    for (; i < hunk.beforeStart; i++, j++) if (before.keys[i] !== after.keys[j]) return false;
    i = hunk.beforeEnd;
    j = hunk.afterEnd;
  }
  return true;
}

/** `hunks`, and between them those in which only line ends changed. */
export function withLineEnds(
  hunks: readonly Hunk[],
  before: NumberedLines | null,
  after: NumberedLines,
): readonly WovenHunk[] {
  if (before === null || before.keys === before.texts) {
    // Without an ignored difference in either version equal keys mean equal texts.
    if (before === null || after.keys === after.texts) return hunks;
  }
  const result: WovenHunk[] = [];
  let i = 0;
  let j = 0;
  const collect = (until: number) => {
    while (i < until) {
      if (before.texts[i] === after.texts[j]) {
        i++;
        j++;
        continue;
      }
      const [beforeStart, afterStart] = [i, j];
      while (i < until && before.texts[i] !== after.texts[j]) {
        i++;
        j++;
      }
      result.push({ beforeStart, beforeEnd: i, afterStart, afterEnd: j, isLineEnd: true });
    }
  };
  for (const hunk of hunks) {
    collect(hunk.beforeStart);
    result.push(hunk);
    i = hunk.beforeEnd;
    j = hunk.afterEnd;
  }
  collect(before.texts.length);
  return result;
}
