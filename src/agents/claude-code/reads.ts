import type { ReadEvent } from '../../model/agent-event.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';

/** Lines that are longer may be shown cut. */
const LONGEST_SHOWN = 2_000;

/** What a call of `Read` showed (formats/claude-code.md, 4). */
export interface ToldRead {
  /** As recorded. */
  readonly path: string;
  readonly lines: ReadEvent['lines'];
  /** The whole file; null where the record holds part of it, or nothing. */
  readonly content: string | null;
}

/** @returns null where the call names no file. */
export function readOf(input: JsonObject, told: JsonObject | null): ToldRead | null {
  const file = objectOf(told?.file);
  const path = textOf(file?.filePath) ?? textOf(input.file_path);
  if (path === null) return null;
  const first = numberOf(file?.startLine);
  const count = numberOf(file?.numLines);
  if (told?.type !== 'text' || file === null || first === null || count === null) {
    return { path, lines: askedFor(input), content: null };
  }
  const isWhole = first === 1 && count === numberOf(file.totalLines) && file.truncatedByTokenCap !== true;
  if (!isWhole) return { path, lines: count < 1 ? null : { first, last: first + count - 1 }, content: null };
  const content = typeof file.content === 'string' && !hasLongLine(file.content) ? file.content : null;
  return { path, lines: null, content };
}

/** A file that the person named in a message (`@src/a.ts`), and that was read for it; null for other attachments. */
export function attachedRead(record: JsonObject | null): ToldRead | null {
  const attachment = objectOf(record?.attachment);
  if (attachment?.type !== 'file') return null;
  const told = attachment.truncated === true ? null : objectOf(attachment.content);
  return readOf({ file_path: attachment.filename }, told);
}

function askedFor(input: JsonObject): ReadEvent['lines'] {
  const first = numberOf(input.offset);
  const limit = numberOf(input.limit);
  return first === null || limit === null || first < 1 || limit < 1 ? null : { first, last: first + limit - 1 };
}

function hasLongLine(text: string): boolean {
  return text.split('\n').some((line) => line.length >= LONGEST_SHOWN);
}
