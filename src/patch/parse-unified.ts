import type { PatchLine } from '../model/agent-event.js';

/** One hunk of a unified diff. */
export interface UnifiedHunk {
  /** 0-based line of the content before; for a hunk without such lines, the line that it is inserted before. */
  readonly oldStart: number;
  readonly oldLines: number;
  /** As `oldStart`, in the content after. */
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly UnifiedLine[];
}

export interface UnifiedLine extends PatchLine {
  /** The file ends here, without a line end. */
  readonly noNewline: boolean;
}

export type ParsedUnified =
  | { readonly ok: true; readonly hunks: readonly UnifiedHunk[] }
  | {
      readonly ok: false;
      readonly reason: 'too_large' | 'bad_header' | 'bad_line' | 'truncated' | 'bad_position';
      /** From 1; 0 where it is about the whole text. */
      readonly line: number;
    };

const MAX_DIFF_LENGTH = 64 * 1024 * 1024;
const HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;
const FILE_HEADER = /^(?:--- |\+\+\+ |diff |index )/;

/**
 * Reads the hunks of a unified diff of one file. File headers are not needed (formats/codex.md, 11.5) and passed by. Lines belong
 * to a hunk by its counts, so that a removed `-- x` is not taken for a header.
 *
 * Own reader: jsdiff 9 silently passes by what stands between hunks, so that a hunk with wrong counts would lose lines.
 */
export function parseUnified(diff: string): ParsedUnified {
  if (diff.length > MAX_DIFF_LENGTH) return { ok: false, reason: 'too_large', line: 0 };
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let at = 0;
  while (at < lines.length && FILE_HEADER.test(lines[at] as string)) at++;
  const hunks: UnifiedHunk[] = [];
  let oldEnd = 0;
  let shift = 0;
  while (at < lines.length) {
    const header = HEADER.exec(lines[at] as string);
    if (header === null) return { ok: false, reason: 'bad_header', line: at + 1 };
    const oldLines = Number(header[2] ?? 1);
    const newLines = Number(header[4] ?? 1);
    const oldStart = Number(header[1]) - (oldLines > 0 ? 1 : 0);
    const newStart = Number(header[3]) - (newLines > 0 ? 1 : 0);
    if (oldStart < oldEnd || newStart !== oldStart + shift) return { ok: false, reason: 'bad_position', line: at + 1 };
    at++;
    const body = readBody(lines, at, oldLines, newLines);
    if ('reason' in body) return { ok: false, ...body };
    at = body.end;
    hunks.push({ oldStart, oldLines, newStart, newLines, lines: body.lines });
    oldEnd = oldStart + oldLines;
    shift += newLines - oldLines;
  }
  return { ok: true, hunks };
}

function readBody(
  lines: readonly string[],
  start: number,
  oldLines: number,
  newLines: number,
): { lines: UnifiedLine[]; end: number } | { reason: 'bad_line' | 'truncated'; line: number } {
  const body: UnifiedLine[] = [];
  let oldLeft = oldLines;
  let newLeft = newLines;
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line.startsWith('\\')) {
      const last = body.pop();
      if (last === undefined) return { reason: 'bad_line', line: at + 1 };
      body.push({ ...last, noNewline: true });
      continue;
    }
    if (oldLeft === 0 && newLeft === 0) break;
    const op = line === '' ? ' ' : line[0];
    if (op !== ' ' && op !== '-' && op !== '+') return { reason: 'bad_line', line: at + 1 };
    if (op !== '+') oldLeft--;
    if (op !== '-') newLeft--;
    if (oldLeft < 0 || newLeft < 0) return { reason: 'bad_line', line: at + 1 };
    body.push({ op, text: line.slice(1), noNewline: false });
  }
  return oldLeft > 0 || newLeft > 0 ? { reason: 'truncated', line: at } : { lines: body, end: at };
}
