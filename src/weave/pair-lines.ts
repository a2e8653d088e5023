/** Beyond this many comparisons lines are paired by their place alone. */
const MAX_COMPARISONS = 40_000;
/** What any pair is worth beside its likeness, so that lines without likeness are paired too. */
const BASE_WORTH = 0.2;

/**
 * Tells which removed line each line that came in its place replaced: in order, and so that the pairs are most alike.
 * @returns for each line of `after` its counterpart in `before`, or -1.
 */
export function pairLines(before: readonly Buffer[], after: readonly Buffer[]): Int32Array {
  if (before.length * after.length > MAX_COMPARISONS || (before.length === 1 && after.length === 1)) {
    return Int32Array.from(after, (_, i) => (i < before.length ? i : -1));
  }
  const width = after.length + 1;
  const old = before.map(trimmed);
  const young = after.map(trimmed);
  // best[i * width + j]: the worth of the best pairing of the lines from i and from j on.
  const best = new Float64Array((before.length + 1) * width);
  const worth = new Float64Array(before.length * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const pair = BASE_WORTH + likeness(old[i] as Buffer, young[j] as Buffer);
      worth[i * width + j] = pair;
      best[i * width + j] = Math.max(
        pair + (best[(i + 1) * width + j + 1] as number),
        best[(i + 1) * width + j] as number,
        best[i * width + j + 1] as number,
      );
    }
  }
  const pairs = new Int32Array(after.length).fill(-1);
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    const here = best[i * width + j] as number;
    if (here === (worth[i * width + j] as number) + (best[(i + 1) * width + j + 1] as number)) pairs[j++] = i++;
    else if (here === best[i * width + j + 1]) j++;
    else i++;
  }
  return pairs;
}

/** Share of bytes, 0 to 1, that two lines have in common at their ends. */
function likeness(a: Buffer, b: Buffer): number {
  const shorter = Math.min(a.length, b.length);
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return (start + end) / longer;
}

function trimmed(line: Buffer): Buffer {
  let start = 0;
  let end = line.length;
  while (start < end && (line[start] as number) <= 0x20) start++;
  while (end > start && (line[end - 1] as number) <= 0x20) end--;
  return line.subarray(start, end);
}
