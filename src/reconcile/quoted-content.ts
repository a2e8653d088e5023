import { splitLines } from '../diff/lines.js';
import type { FileChangeBody, PatchChunk } from '../model/agent-event.js';
import { applyChunks } from '../patch/apply-chunks.js';
import { contentHunks } from './chain.js';

/**
 * What a file held before a patch that fits `content` only loosely, if the patch quotes it to the letter: `content` with every quoted
 * line spelled as the patch has it (formats/codex.md, 11.3).
 *
 * @returns null where the patch tells nothing of that kind.
 */
export function quotedContent(content: Buffer, body: FileChangeBody): Buffer | null {
  for (const telling of body.tellings) {
    if (telling.kind !== 'apply_patch') continue;
    const applied = applyChunks(content, telling.chunks.map(quotesOnly), telling.dialect);
    if (applied.ok) return applied.content;
  }
  return null;
}

function quotesOnly({ lines, ...chunk }: PatchChunk): PatchChunk {
  return { ...chunk, lines: lines.flatMap(({ op, text }) => (op === '+' ? [] : [{ op: ' ', text }])) };
}

/**
 * Whether two spellings of a content are as like as a model's slip makes them: typographic signs, blanks at the end of lines. Of
 * another indentation a formatter or a person is the likelier writer.
 */
export function differsBySlips(content: Buffer, quoted: Buffer): boolean {
  const [from, to] = [splitLines(content), splitLines(quoted)];
  // Of a line of blanks all are at its end.
  const indent = (line: Buffer): string => /^[ \t]*(?=[^ \t\r])/.exec(line.toString('latin1'))?.[0] ?? '';
  return contentHunks(content, quoted).every(({ beforeStart, beforeEnd, afterStart, afterEnd }) => {
    if (beforeEnd - beforeStart !== afterEnd - afterStart) return false;
    for (let n = 0; n < beforeEnd - beforeStart; n++) {
      if (indent(from.contentOf(beforeStart + n)) !== indent(to.contentOf(afterStart + n))) return false;
    }
    return true;
  });
}
