import { type JsonObject, numberOf, objectOf } from '../json-values.js';

/** A piece of a document that gets another text. Lines and columns from 1, columns in UTF-16 units, the end not included. */
export interface TextEdit {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** @returns null where one of them is none. */
export function textEditsOf(value: unknown): TextEdit[] | null {
  if (!Array.isArray(value)) return null;
  const edits = value.map(objectOf).map(textEditOf);
  return edits.includes(null) ? null : (edits as TextEdit[]);
}

function textEditOf(edit: JsonObject | null): TextEdit | null {
  const range = objectOf(edit?.range);
  const [startLine, startColumn] = [numberOf(range?.startLineNumber), numberOf(range?.startColumn)];
  const [endLine, endColumn] = [numberOf(range?.endLineNumber), numberOf(range?.endColumn)];
  if (startLine === null || startColumn === null || endLine === null || endColumn === null) return null;
  return typeof edit?.text === 'string' ? { startLine, startColumn, endLine, endColumn, text: edit.text } : null;
}

/**
 * Carries edits out that all refer to the same version of a document (formats/copilot.md, B.1). Places outside of it are moved to its
 * nearest one, as the editor does. Line ends come out as `\n`.
 *
 * @returns null where edits overlap, or one ends before it begins.
 */
export function applyTextEdits(content: string, edits: readonly TextEdit[]): string | null {
  const text = withLf(content);
  const starts = lineStarts(text);
  const placed = edits
    .map((edit) => ({
      from: offsetAt(text, starts, edit.startLine, edit.startColumn),
      to: offsetAt(text, starts, edit.endLine, edit.endColumn),
      text: withLf(edit.text),
    }))
    // Texts that are put in at one place stay in their order.
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let after = '';
  let done = 0;
  for (const { from, to, text: written } of placed) {
    if (from < done || to < from) return null;
    after += text.slice(done, from) + written;
    done = to;
  }
  return after + text.slice(done);
}

/** The editor takes each of them for a line end, and writes the document's own. */
export function withLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function offsetAt(text: string, starts: readonly number[], line: number, column: number): number {
  if (line < 1) return 0;
  const start = starts[Math.floor(line) - 1];
  if (start === undefined) return text.length;
  const next = starts[Math.floor(line)];
  const end = next === undefined ? text.length : next - 1;
  return Math.min(start + Math.max(0, Math.floor(column) - 1), end);
}
