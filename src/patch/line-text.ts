import { Buffer, isUtf8 } from 'node:buffer';

/** A region that differs between two texts: 0-based lines, half-open. A side may be empty. */
export interface LineHunk {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** Files larger than this are not replayed: the answer is `too_large`. */
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/** @returns the text with a byte order mark kept, or why there is none. */
export function decodeContent(content: Buffer | string): { text: string } | { reason: 'not_utf8' | 'too_large' } {
  if (content.length > MAX_CONTENT_BYTES) return { reason: 'too_large' };
  if (typeof content === 'string') return { text: content };
  return isUtf8(content) ? { text: content.toString('utf8') } : { reason: 'not_utf8' };
}

/** Bytes of a text whose every line is `line + end`. */
export function encodeContent(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

/**
 * Lines without their `\n`; a carriage return stays with its line. An empty text has no line, and a text that does not end in
 * `\n` has a last line nevertheless.
 */
export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A line without the carriage return of a CRLF line end. */
export function bareText(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Whether two lines differ at most in their line ends: a line that only lost its carriage return has not changed its text. */
export function sameText(a: string, b: string): boolean {
  return a === b || bareText(a) === bareText(b);
}

/** What Rust's `str::trim` takes for white space (Unicode White_Space); not the set of JavaScript's `trim`. */
function isRustSpace(code: number): boolean {
  return (
    (code >= 0x09 && code <= 0x0d) ||
    code === 0x20 ||
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Rust's `trim_end`. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isRustSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Rust's `trim`. */
export function trimBoth(text: string): string {
  let start = 0;
  while (start < text.length && isRustSpace(text.charCodeAt(start))) start++;
  return trimEnd(text.slice(start));
}
