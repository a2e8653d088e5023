import { type CommentSyntax, commentSyntax, endsInCode, headerLines } from './comment-syntax.js';

export type BlockPlace = 'top' | 'bottom';

/** A marked block in a file. Offsets in bytes. */
export interface Block {
  readonly kind: 'block';
  /** All that was put in with it: the file without this range is what it was. */
  readonly from: number;
  readonly to: number;
  /** Texts of its lines between the markers, without what makes comments of them. */
  readonly entries: readonly string[];
  readonly place: BlockPlace;
}

export type FoundBlock =
  | Block
  | { readonly kind: 'none' }
  /** A marker without the other one, or more than one block: nothing is safe to be taken out. */
  | { readonly kind: 'damaged'; readonly line: number };

const BEGIN = 'ai-blame:begin';
const END = 'ai-blame:end';
/**
 * Stands in both markers. A search goes from one place with its first byte to the next, and a hyphen is rare where an `a` is not: of a
 * file without a block that is an eightieth of the time.
 */
const IN_MARKERS = Buffer.from('-blame:');
const TITLE = `${BEGIN} edit history, written by ai-blame annotate`;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** So much of a file is looked at for lines that must stay at its top. */
const HEAD = 16_384;

interface Line {
  readonly from: number;
  /** Behind its end. */
  readonly to: number;
  /** Without its end; bytes that are no ASCII as what Latin-1 makes of them. */
  readonly text: string;
}

/** How a file's comments are written; null: no block can be put into it (binary, an unknown language, none that has comments). */
export function syntaxOf(path: string, content: Buffer): CommentSyntax | null {
  if (content.includes(0)) return null;
  const start = content.subarray(0, 3).equals(BOM) ? 3 : 0;
  const [first = ''] = content
    .subarray(start, start + HEAD)
    .toString('latin1')
    .split(/\r\n|\n|\r/);
  return commentSyntax(path, first, () => content.subarray(start).toString('latin1'));
}

/** Looks for the marked block in a file. */
export function findBlock(path: string, content: Buffer): FoundBlock {
  // Most files have none: nothing else is looked at.
  if (!content.includes(IN_MARKERS)) return { kind: 'none' };
  const syntax = syntaxOf(path, content);
  if (syntax === null) return { kind: 'none' };
  const lines = linesOf(content);
  const texts = lines.map(({ text }) => textIn(text, syntax));
  const begins = texts.flatMap((text, n) => (text?.startsWith(BEGIN) ? [n] : []));
  const ends = texts.flatMap((text, n) => (text === END ? [n] : []));
  const [begin] = begins;
  const [end] = ends;
  if (begin === undefined && end === undefined) return { kind: 'none' };
  if (begin === undefined || end === undefined || begins.length > 1 || ends.length > 1 || end < begin) {
    return { kind: 'damaged', line: (begins[1] ?? begin ?? end ?? 0) + 1 };
  }
  const [first, last] = [lines[begin] as Line, lines[end] as Line];
  // Where the file's last line had no end, one was put in before the block, and the block has none itself.
  const isOpen = last.to === content.length && last.text.length === last.to - last.from;
  const from = isOpen ? first.from - endBefore(content, first.from) : first.from;
  const entries = texts.slice(begin + 1, end).map((text) => text ?? '');
  return { kind: 'block', from, to: last.to, entries, place: last.to === content.length ? 'bottom' : 'top' };
}

/** The file without its block. */
export function withoutBlock(content: Buffer, { from, to }: Block): Buffer {
  return Buffer.concat([content.subarray(0, from), content.subarray(to)]);
}

/**
 * A file with a block of these lines.
 * @param content has none.
 * @param place where it goes; at the top below what must stay there. Where no comment can stand at the bottom, the top.
 */
export function withBlock(
  path: string,
  content: Buffer,
  syntax: CommentSyntax,
  entries: readonly string[],
  place: BlockPlace,
): Buffer {
  const eol = lineEndIn(content);
  const lines = [TITLE, ...entries, END].map((text) => commentOf(text, syntax));
  const isBottom = place === 'bottom' && endsInCode(path, content.toString('latin1'));
  const at = isBottom ? content.length : topOf(path, content);
  const isBehindOpenLine = at > startOf(content) && !endsLine(content, at);
  const block = isBehindOpenLine ? `${eol}${lines.join(eol)}` : lines.map((line) => line + eol).join('');
  return Buffer.concat([content.subarray(0, at), Buffer.from(block, 'latin1'), content.subarray(at)]);
}

/**
 * The older content with the newer one's block in the place of its own: what differs between it and the older one is the block's
 * doing, and nobody's writing.
 * @returns the older content itself where both have the same block, or one of them cannot be read.
 */
export function transplanted(path: string, older: Buffer, newer: Buffer): Buffer {
  const [had, has] = [findBlock(path, older), findBlock(path, newer)];
  if (had.kind === 'damaged' || has.kind === 'damaged' || (had.kind === 'none' && has.kind === 'none')) return older;
  const bare = had.kind === 'block' ? withoutBlock(older, had) : older;
  if (has.kind === 'none') return bare;
  const block = newer.subarray(has.from, has.to);
  if (has.place === 'bottom') return Buffer.concat([bare, block]);
  const before = linesOf(newer.subarray(0, has.from)).length;
  const at = linesOf(bare)[before - 1]?.to ?? startOf(bare);
  return Buffer.concat([bare.subarray(0, at), block, bare.subarray(at)]);
}

/** What a text may hold within a comment. ASCII, so that it is the same in every encoding of a file. */
function commentOf(text: string, { open, close }: CommentSyntax): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  const safe = close === '' ? plain : plain.replaceAll('--', '- -').replaceAll('*/', '* /').replaceAll('*)', '* )');
  return close === '' ? `${open} ${safe}` : `${open} ${safe} ${close}`;
}

/** What a line of comment says; null where it is none of ours. */
function textIn(line: string, { open, close }: CommentSyntax): string | null {
  if (!line.startsWith(`${open} `) || !line.endsWith(close === '' ? '' : ` ${close}`)) return null;
  return line.slice(open.length + 1, close === '' ? undefined : -close.length - 1);
}

function topOf(path: string, content: Buffer): number {
  const start = startOf(content);
  const lines = linesOf(content.subarray(0, start + HEAD));
  const count = headerLines(
    lines.map(({ text }) => text),
    path,
  );
  return lines[count - 1]?.to ?? start;
}

function startOf(content: Buffer): number {
  return content.subarray(0, 3).equals(BOM) ? 3 : 0;
}

/** Behind a byte order mark. */
function linesOf(content: Buffer): Line[] {
  const lines: Line[] = [];
  for (let from = startOf(content); from < content.length; ) {
    const found = content.indexOf(0x0a, from);
    const to = found === -1 ? content.length : found + 1;
    const text = content.subarray(from, to).toString('latin1');
    lines.push({ from, to, text: text.replace(/\r?\n$/, '') });
    from = to;
  }
  return lines;
}

function endsLine(content: Buffer, at: number): boolean {
  return content[at - 1] === 0x0a;
}

/** Bytes of the line end that stands before an offset. */
function endBefore(content: Buffer, at: number): number {
  if (content[at - 1] !== 0x0a) return 0;
  return content[at - 2] === 0x0d ? 2 : 1;
}

/** As most of its lines end, LF where none does. */
function lineEndIn(content: Buffer): string {
  let [lf, crlf] = [0, 0];
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) {
    if (content[at - 1] === 0x0d) crlf++;
    else lf++;
  }
  return crlf > lf ? '\r\n' : '\n';
}
