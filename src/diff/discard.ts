import { roughRoot, type Side } from './shortest-edit.js';
import type { Workspace } from './workspace.js';

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
 * @param name of the file's arrays in the workspace.
 * @param occurrences how often each key occurs in the whole other file.
 */
export function discardUnmatched(
  keys: Int32Array,
  from: number,
  to: number,
  count: number,
  occurrences: Int32Array,
  changed: Uint8Array,
  workspace: Workspace,
  name: string,
): Side {
  const many = Math.min(roughRoot(count), MANY_LIMIT);
  const size = to - from;
  const kind = workspace.flags('kind', size);
  const positions = workspace.numbers(`positions ${name}`, size);
  const keptKeys = workspace.numbers(`keys ${name}`, size);
  classify(keys, from, size, occurrences, many, kind);
  const kept = keep(keys, from, size, kind, positions, keptKeys);
  markDropped(positions, kept, from, to, changed);
  return { count: kept, keys: keptKeys, positions, changed };
}

// One loop to a function: these run over every line, and are compiled while they do.

function classify(
  keys: Int32Array,
  from: number,
  size: number,
  occurrences: Int32Array,
  many: number,
  kind: Uint8Array,
): void {
  for (let i = 0; i < size; i++) {
    const matches = occurrences[keys[from + i] as number] as number;
    kind[i] = matches === 0 ? UNMATCHED : matches >= many ? MANY : MATCHED;
  }
}

/** @returns how many lines are kept. */
function keep(
  keys: Int32Array,
  from: number,
  size: number,
  kind: Uint8Array,
  positions: Int32Array,
  keptKeys: Int32Array,
): number {
  let kept = 0;
  for (let i = 0; i < size; i++) {
    const is = kind[i];
    if (is === UNMATCHED || (is === MANY && isLost(kind, size, i))) continue;
    positions[kept] = from + i;
    keptKeys[kept++] = keys[from + i] as number;
  }
  return kept;
}

/** Marks the lines between the kept ones. */
function markDropped(positions: Int32Array, kept: number, from: number, to: number, changed: Uint8Array): void {
  let next = from;
  for (let i = 0; i < kept; i++) {
    const position = positions[i] as number;
    if (position > next) changed.fill(1, next + 1, position + 1);
    next = position + 1;
  }
  if (to > next) changed.fill(1, next + 1, to + 1);
}

/** Whether a frequent line stands among unmatched ones, on both of its sides and with few other frequent lines. */
function isLost(kind: Uint8Array, size: number, at: number): boolean {
  let unmatchedAbove = 0;
  let many = 1;
  const first = Math.max(0, at - WINDOW);
  for (let i = at - 1; i >= first && kind[i] !== MATCHED; i--) {
    if (kind[i] === UNMATCHED) unmatchedAbove++;
    else many++;
  }
  if (unmatchedAbove === 0) return false;
  let unmatchedBelow = 0;
  many++;
  const last = Math.min(size - 1, at + WINDOW);
  for (let i = at + 1; i <= last && kind[i] !== MATCHED; i++) {
    if (kind[i] === UNMATCHED) unmatchedBelow++;
    else many++;
  }
  if (unmatchedBelow === 0) return false;
  return many * FEW_UNMATCHED < many + unmatchedAbove + unmatchedBelow;
}
