import { roughRoot, type Side } from './shortest-edit.js';

/** Numbers of git 2.39, xdiff/xprepare.c: XDL_MAX_EQLIMIT, XDL_SIMSCAN_WINDOW, XDL_KPDIS_RUN. */
const MANY_LIMIT = 1024;
const WINDOW = 100;
const FEW_UNMATCHED = 4;

const UNMATCHED = 0;
const MATCHED = 1;
const MANY = 2;

/**
 * Reduces a file to the lines that may have a counterpart, and marks the others as changed: lines that the other file
 * does not have, and very frequent lines in the midst of such ones.
 * @param keys keys of the file, of which `[from, to)` is to be compared and `[0, count)` is the whole.
 * @param occurrences how often each key occurs in the whole other file.
 */
export function discardUnmatched(
  keys: Int32Array,
  from: number,
  to: number,
  count: number,
  occurrences: Int32Array,
  changed: Uint8Array,
): Side {
  const many = Math.min(roughRoot(count), MANY_LIMIT);
  const kind = new Uint8Array(to - from);
  let kept = 0;
  for (let i = from; i < to; i++) {
    const matches = occurrences[keys[i] as number] as number;
    if (matches === 0) continue;
    kind[i - from] = matches >= many ? MANY : MATCHED;
    kept++;
  }
  const positions = new Int32Array(kept);
  const keptKeys = new Int32Array(kept);
  let at = 0;
  for (let i = 0; i < kind.length; i++) {
    if (kind[i] === MATCHED || (kind[i] === MANY && !isLost(kind, i))) {
      positions[at] = from + i;
      keptKeys[at++] = keys[from + i] as number;
    } else {
      changed[from + i + 1] = 1;
    }
  }
  return { keys: keptKeys.subarray(0, at), positions: positions.subarray(0, at), changed };
}

/** Whether a frequent line stands among unmatched ones, on both of its sides and with few other frequent lines. */
function isLost(kind: Uint8Array, at: number): boolean {
  let unmatchedAbove = 0;
  let many = 1;
  for (let i = at - 1; i >= Math.max(0, at - WINDOW) && kind[i] !== MATCHED; i--) {
    if (kind[i] === UNMATCHED) unmatchedAbove++;
    else many++;
  }
  if (unmatchedAbove === 0) return false;
  let unmatchedBelow = 0;
  many++;
  for (let i = at + 1; i <= Math.min(kind.length - 1, at + WINDOW) && kind[i] !== MATCHED; i++) {
    if (kind[i] === UNMATCHED) unmatchedBelow++;
    else many++;
  }
  if (unmatchedBelow === 0) return false;
  return many * FEW_UNMATCHED < many + unmatchedAbove + unmatchedBelow;
}
