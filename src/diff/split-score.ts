import type { Lines } from './lines.js';

/** Limits of git 2.39, xdiff/xdiffi.c: MAX_INDENT, MAX_BLANKS. */
const MAX_INDENT = 200;
const MAX_BLANKS = 20;
const TAB = 8;
const INDENT_WEIGHT = 60;

/** How bad a place is for the edge of a hunk; less is better. */
export interface SplitScore {
  indent: number;
  penalty: number;
}

/** Columns of white space before the first other byte of a line; -1 for a blank line. */
function indentOf(lines: Lines, line: number): number {
  const { bytes, starts } = lines;
  const end = starts[line + 1] as number;
  let columns = 0;
  for (let i = starts[line] as number; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x20) columns++;
    else if (byte === 0x09) columns += TAB - (columns % TAB);
    else if (byte !== 0x0a && byte !== 0x0d) return columns;
    if (columns >= MAX_INDENT) return MAX_INDENT;
  }
  return -1;
}

/** The nearest line that is not blank, from `line` on in direction `step`: its indent (-1 for none), and the blank ones passed. */
function nearest(lines: Lines, line: number, step: 1 | -1, count: number): { indent: number; blanks: number } {
  let blanks = 0;
  for (let i = line; i >= 0 && i < count; i += step) {
    const indent = indentOf(lines, i);
    if (indent !== -1) return { indent, blanks };
    if (++blanks === MAX_BLANKS) return { indent: 0, blanks };
  }
  return { indent: -1, blanks };
}

/**
 * Adds to `score` what a cut above line `line` of the first `count` lines costs. The weights are git's, found by
 * experiment there (git 2.39, xdiff/xdiffi.c, score_add_split).
 */
export function addSplit(score: SplitScore, lines: Lines, line: number, count: number): void {
  const atEnd = line >= count;
  const own = atEnd ? -1 : indentOf(lines, line);
  const above = nearest(lines, line - 1, -1, count);
  const below = nearest(lines, line + 1, 1, count);
  if (above.indent === -1 && above.blanks === 0) score.penalty += 1;
  if (atEnd) score.penalty += 21;
  const blanksBelow = own === -1 ? 1 + below.blanks : 0;
  const blanks = above.blanks + blanksBelow;
  score.penalty += -30 * blanks + 6 * blanksBelow;
  const indent = own === -1 ? below.indent : own;
  score.indent += indent;
  if (indent === -1 || above.indent === -1 || indent === above.indent) return;
  if (indent > above.indent) score.penalty += blanks > 0 ? 10 : -4;
  else if (below.indent > indent) score.penalty += blanks > 0 ? 17 : 24;
  else score.penalty += blanks > 0 ? 17 : 23;
}

/** Negative where `a` is the better one, 0 where they are equally good. */
export function compareSplits(a: SplitScore, b: SplitScore): number {
  return INDENT_WEIGHT * Math.sign(a.indent - b.indent) + (a.penalty - b.penalty);
}
