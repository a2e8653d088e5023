import { diffLines } from '../diff/diff-lines.js';
import { Lines } from '../diff/lines.js';
import { type FileView, lineCount, textAt } from './views.js';

/**
 * Where a line stands in an older content of its file; where it is not there, the place at which it came.
 * @param index from 0. @returns from 0, also where there are no lines.
 */
export function lineBefore(newer: FileView, index: number, older: FileView): number {
  const last = Math.max(0, lineCount(older) - 1);
  // A part of a file has its lines by their numbers only.
  const isWhole = newer.blamed.lines.at(-1)?.line === lineCount(newer);
  if (!isWhole) return Math.min(last, (newer.blamed.lines[index]?.line ?? 1) - 1);
  let shift = 0;
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of diffLines(linesOf(older), linesOf(newer))) {
    if (index < afterStart) break;
    if (index < afterEnd) return Math.min(last, beforeStart + Math.min(index - afterStart, beforeEnd - beforeStart));
    shift = beforeEnd - afterEnd;
  }
  return Math.min(last, index + shift);
}

function linesOf(view: FileView): Lines {
  return new Lines(Buffer.from(Array.from({ length: lineCount(view) }, (_, n) => `${textAt(view, n)}\n`).join('')));
}
