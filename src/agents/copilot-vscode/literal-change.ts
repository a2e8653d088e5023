import type { TextReplacement } from '../../model/agent-event.js';

/**
 * What makes one text of another, as a literal replacement: whole lines, and no more of those around them than make it the only place.
 */
export function literalChange(before: string, after: string): TextReplacement {
  const [old, now] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  for (let more = 0; ; more = more * 2 + 1) {
    const from = Math.max(0, start - more);
    const left = Math.max(0, end - more);
    const piece = old.slice(from, old.length - left).join('');
    const isWhole = from === 0 && left === 0;
    if (isWhole || (piece !== '' && isOnly(before, piece))) {
      return { old: piece, text: now.slice(from, now.length - left).join(''), all: false, takesLineEnd: false };
    }
  }
}

function isOnly(text: string, piece: string): boolean {
  return text.indexOf(piece, text.indexOf(piece) + 1) === -1;
}

/** With their line ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
