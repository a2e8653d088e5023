import { deflateSync } from 'node:zlib';
import { textOfBytes } from '../model/raw-bytes.js';
import type { DiffHunk, DiffLine, FileDiff } from '../model/time-travel.js';
import { cQuote } from './c-quote.js';
import { visible } from './control-characters.js';
import type { Style } from './style.js';

export interface PatchOptions {
  readonly style: Style;
  /** What a terminal would obey is shown instead. The text is then for reading only. */
  readonly isForTerminal: boolean;
}

const NO_NEWLINE = '\\ No newline at end of file\n';

/** Unified diffs in git's form, which `git apply` takes. Bytes that are no UTF-8 as `textOfBytes` tells them. */
export function patchText(files: readonly FileDiff[], options: PatchOptions): string {
  return files.map((file) => fileText(file, options)).join('');
}

function fileText(file: FileDiff, options: PatchOptions): string {
  const { path, previousPath, action, mode, before, after, bytes, hunks } = file;
  const old = previousPath ?? path;
  const lines = [`diff --git ${quoted('a/', old)} ${quoted('b/', path)}`];
  const octal = mode.toString(8).padStart(6, '0');
  if (action === 'create') lines.push(`new file mode ${octal}`);
  if (action === 'delete') lines.push(`deleted file mode ${octal}`);
  if (action === 'rename') {
    lines.push(`similarity index ${file.similarity}%`, `rename from ${cQuote(old)}`, `rename to ${cQuote(path)}`);
  }
  const zeros = '0'.repeat((before ?? after ?? '').length);
  if (before !== after) lines.push(`index ${before ?? zeros}..${after ?? zeros}`);
  const names = [before === null ? '/dev/null' : quoted('a/', old), after === null ? '/dev/null' : quoted('b/', path)];
  if (bytes === 'withheld') lines.push(`Binary files ${names[0]} and ${names[1]} differ`);
  const head = lines.map((line) => `${line}\n`).join('');
  if (bytes !== null && bytes !== 'withheld') return head + binaryText(bytes);
  if (hunks.length === 0) return head;
  const [from, to] = names.map((name) => (/\s/.test(name) && !name.startsWith('"') ? `${name}\t` : name));
  return `${head}--- ${from}\n+++ ${to}\n${hunks.map((hunk) => hunkText(hunk, options)).join('')}`;
}

/** Quoted as a whole where the name needs it. */
function quoted(side: 'a/' | 'b/', path: string): string {
  return cQuote(`${side}${path}`);
}

function hunkText(
  { beforeStart, beforeCount, afterStart, afterCount, lines }: DiffHunk,
  options: PatchOptions,
): string {
  const range = (start: number, count: number): string => (count === 1 ? `${start}` : `${start},${count}`);
  const head = `@@ -${range(beforeStart, beforeCount)} +${range(afterStart, afterCount)} @@\n`;
  return options.style.quiet(head) + lines.map((line) => lineText(line, options)).join('');
}

function lineText({ op, bytes }: DiffLine, { style, isForTerminal }: PatchOptions): string {
  const isEnded = bytes.at(-1) === 0x0a;
  const text = isForTerminal
    ? visible(bytes.toString().replace(/\r?\n$/, ''))
    : textOfBytes(isEnded ? bytes.subarray(0, -1) : bytes);
  const paint = op === '+' ? style.added : op === '-' ? style.removed : (plain: string): string => plain;
  return `${paint(`${op}${text}`)}\n${isEnded ? '' : NO_NEWLINE}`;
}

/** git's binary patch: both contents whole, so that it can be taken back (git `apply.c`, `parse_binary_hunk`). */
function binaryText({ before, after }: { readonly before: Buffer | null; readonly after: Buffer | null }): string {
  return `GIT binary patch\n${literal(after)}${literal(before)}`;
}

function literal(content: Buffer | null): string {
  const bytes = content ?? Buffer.alloc(0);
  const packed = deflateSync(bytes);
  let text = `literal ${bytes.length}\n`;
  for (let at = 0; at < packed.length; at += LINE_BYTES) {
    const part = packed.subarray(at, at + LINE_BYTES);
    // A letter tells how many bytes the line holds: A to Z are 1 to 26, a to z 27 to 52.
    const count = String.fromCharCode(part.length <= 26 ? 0x40 + part.length : 0x60 + part.length - 26);
    text += `${count}${base85(part)}\n`;
  }
  return `${text}\n`;
}

const LINE_BYTES = 52;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** Four bytes, zeros where they end before, as five digits (git `base85.c`). */
function base85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0);
    let digits = '';
    for (let i = 0; i < 5; i++) {
      digits = (DIGITS[value % 85] as string) + digits;
      value = Math.floor(value / 85);
    }
    text += digits;
  }
  return text;
}
