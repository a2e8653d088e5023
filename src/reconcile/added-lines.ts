import { splitLines } from '../diff/lines.js';
import type { ChangeTelling } from '../model/agent-event.js';
import { contentHunks } from './chain.js';

/** The lines that a change brings, as it tells them, without line ends. */
export function addedLines(telling: ChangeTelling): string[] {
  switch (telling.kind) {
    case 'content':
    case 'insertion':
      return linesOf(telling.text);
    case 'unified':
      return telling.diff.split('\n').flatMap((line) => (/^\+(?!\+\+ )/.test(line) ? [line.slice(1)] : []));
    case 'apply_patch':
      return telling.chunks.flatMap(({ lines }) => lines.flatMap(({ op, text }) => (op === '+' ? [text] : [])));
    case 'replacements':
      return telling.steps.flatMap(({ old, text }) => {
        const lines = linesOf(text);
        return contentHunks(Buffer.from(old), Buffer.from(text)).flatMap((hunk) =>
          lines.slice(hunk.afterStart, hunk.afterEnd),
        );
      });
    case 'deleted':
      return [];
  }
}

/** The lines that a change shows of what it leaves: those that it brings, and those around them. */
export function shownLines(telling: ChangeTelling): string[] {
  switch (telling.kind) {
    case 'unified':
      return telling.diff.split('\n').flatMap((line) => (/^[+ ](?!\+\+ )/.test(line) ? [line.slice(1)] : []));
    case 'apply_patch':
      return telling.chunks.flatMap(({ lines }) => lines.flatMap(({ op, text }) => (op === '-' ? [] : [text])));
    default:
      return addedLines(telling);
  }
}

/** The lines of a text, without line ends. */
export function linesOf(text: string): string[] {
  const lines = splitLines(Buffer.from(text, 'utf8'));
  return Array.from({ length: lines.count }, (_, n) => lines.contentOf(n).toString('utf8'));
}
