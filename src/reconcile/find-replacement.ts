import { splitLines } from '../diff/lines.js';
import type { PatchChunk, PatchLine, TextReplacement } from '../model/agent-event.js';
import { linesOf } from './added-lines.js';
import { contentHunks } from './chain.js';

/** A text that is shorter, blanks aside, may stand anywhere by chance. */
const TELLING = 8;

/**
 * Looks for what a replacement wrote in a content that came later and whose base is not known.
 *
 * @returns the lines of `content` (from 0) that it wrote; none where the new text is not there, or is there several times.
 */
export function replacementLines(content: Buffer, { old, text }: Pick<TextReplacement, 'old' | 'text'>): number[] {
  if (text.replace(/\s/g, '').length < TELLING) return [];
  for (const spelt of [text, text.replace(/\r?\n/g, '\r\n')]) {
    const wanted = Buffer.from(spelt, 'utf8');
    const at = content.indexOf(wanted);
    if (at === -1) continue;
    return content.indexOf(wanted, at + 1) === -1 ? writtenAt(content, at, at + wanted.length, old) : [];
  }
  return [];
}

/** What stands around the text in its first and last line stood there before: only what differs from the old lines was written. */
function writtenAt(content: Buffer, start: number, end: number, old: string): number[] {
  const lineStart = start === 0 ? 0 : content.lastIndexOf(10, start - 1) + 1;
  const newline = content[end - 1] === 10 ? end - 1 : content.indexOf(10, end);
  const lineEnd = newline === -1 ? content.length : newline + 1;
  const before = Buffer.concat([content.subarray(lineStart, start), Buffer.from(old), content.subarray(end, lineEnd)]);
  const first = splitLines(content.subarray(0, lineStart)).count;
  return contentHunks(before, content.subarray(lineStart, lineEnd)).flatMap(({ afterStart, afterEnd }) =>
    Array.from({ length: afterEnd - afterStart }, (_, n) => first + afterStart + n),
  );
}

/** A replacement as a patch of whole lines: those that the old and the new text have are its context. */
export function asChunk({ old, text }: Pick<TextReplacement, 'old' | 'text'>): PatchChunk {
  const [before, after] = [linesOf(old), linesOf(text)];
  const lines: PatchLine[] = [];
  const tell = (op: PatchLine['op'], texts: readonly string[]): void => {
    lines.push(...texts.map((line): PatchLine => ({ op, text: line })));
  };
  let from = 0;
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of contentHunks(Buffer.from(old), Buffer.from(text))) {
    tell(' ', before.slice(from, beforeStart));
    tell('-', before.slice(beforeStart, beforeEnd));
    tell('+', after.slice(afterStart, afterEnd));
    from = beforeEnd;
  }
  tell(' ', before.slice(from));
  return { anchor: null, lines, endOfFile: false };
}
