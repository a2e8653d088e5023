import type { PatchChunk, PatchLine } from '../model/agent-event.js';
import { bareText, trimBoth, trimEnd } from './line-text.js';

export interface ParsedPatch {
  readonly ok: true;
  /** In the order of the patch. */
  readonly files: readonly PatchFile[];
}

/** Paths as spelled in the patch: relative to the directory in force, or absolute. */
export type PatchFile =
  /** `text` is the whole content: every line ends in `\n`. */
  | { readonly op: 'add'; readonly path: string; readonly text: string }
  | { readonly op: 'delete'; readonly path: string }
  | {
      readonly op: 'update';
      readonly path: string;
      readonly moveTo: string | null;
      /** At least one, each with at least one line. */
      readonly chunks: readonly PatchChunk[];
    };

export interface PatchSyntaxError {
  readonly ok: false;
  readonly reason:
    | 'too_large'
    | 'no_begin'
    | 'no_end'
    | 'bad_environment'
    | 'bad_header'
    | 'empty_update'
    | 'empty_chunk'
    | 'bad_line';
  /** From 1, in the trimmed text without the lines of a heredoc wrapper; 0 where it is about the whole text. */
  readonly line: number;
}

/** Longest patch that is read, in UTF-16 units. */
export const MAX_PATCH_LENGTH = 32 * 1024 * 1024;

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const ENVIRONMENT = '*** Environment ID:';
const ADD = '*** Add File: ';
const DELETE = '*** Delete File: ';
const UPDATE = '*** Update File: ';
const MOVE = '*** Move to: ';
const END_OF_FILE = '*** End of File';
const HEREDOC_STARTS: readonly string[] = ['<<EOF', "<<'EOF'", '<<"EOF"'];

/**
 * Reads a patch in the grammar of `apply_patch` with the leniencies of all its versions (formats/codex.md, 11.2). Where the old
 * and the new parser of Codex disagree, the text is read as the one that accepts it.
 */
export function parseApplyPatch(text: string): ParsedPatch | PatchSyntaxError {
  if (text.length > MAX_PATCH_LENGTH) return { ok: false, reason: 'too_large', line: 0 };
  const lines = withoutHeredoc(trimBoth(text).split('\n').map(bareText));
  if (trimBoth(lines[0] ?? '') !== BEGIN) return { ok: false, reason: 'no_begin', line: 1 };
  if (lines.length < 2 || trimBoth(lines.at(-1) ?? '') !== END)
    return { ok: false, reason: 'no_end', line: lines.length };
  return new PatchReader(lines).read();
}

function withoutHeredoc(lines: readonly string[]): readonly string[] {
  const wrapped = lines.length >= 4 && HEREDOC_STARTS.includes(lines[0] as string) && lines.at(-1)?.endsWith('EOF');
  return wrapped ? lines.slice(1, -1) : lines;
}

type Header = { op: 'add' | 'delete' | 'update'; path: string };

function headerOf(line: string): Header | null {
  if (line.startsWith(ADD)) return { op: 'add', path: line.slice(ADD.length) };
  if (line.startsWith(DELETE)) return { op: 'delete', path: line.slice(DELETE.length) };
  if (line.startsWith(UPDATE)) return { op: 'update', path: line.slice(UPDATE.length) };
  return null;
}

interface OpenChunk {
  anchor: string | null;
  lines: PatchLine[];
  endOfFile: boolean;
}

class PatchReader {
  readonly #lines: readonly string[];
  readonly #files: PatchFile[] = [];
  /** Index of the line to read next. */
  #at = 1;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): ParsedPatch | PatchSyntaxError {
    const environment = trimBoth(this.#lines[1] as string);
    if (environment.startsWith(ENVIRONMENT)) {
      if (environment === ENVIRONMENT) return this.#error('bad_environment');
      this.#at++;
    }
    for (;;) {
      const line = trimBoth(this.#lines[this.#at] ?? END);
      if (line === END) return { ok: true, files: this.#files };
      const header = headerOf(line);
      if (header === null) return this.#error('bad_header');
      this.#at++;
      if (header.op === 'delete') this.#files.push({ op: 'delete', path: header.path });
      else if (header.op === 'add') this.#readAdd(header.path);
      else {
        const error = this.#readUpdate(header.path);
        if (error !== null) return error;
      }
    }
  }

  #error(reason: PatchSyntaxError['reason']): PatchSyntaxError {
    return { ok: false, reason, line: this.#at + 1 };
  }

  #readAdd(path: string): void {
    const text: string[] = [];
    while (this.#lines[this.#at]?.startsWith('+')) text.push((this.#lines[this.#at++] as string).slice(1), '\n');
    this.#files.push({ op: 'add', path, text: text.join('') });
  }

  #readUpdate(path: string): PatchSyntaxError | null {
    let moveTo: string | null = null;
    const first = trimEnd(this.#lines[this.#at] ?? '');
    if (first.startsWith(MOVE)) {
      moveTo = first.slice(MOVE.length);
      this.#at++;
    }
    this.#skipBlanksBeforeChunk();
    const chunks: OpenChunk[] = [];
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] as string;
      // A header with blanks before it is a context line here.
      const marker = trimEnd(line);
      if (
        marker === END ||
        headerOf(marker) !== null ||
        (this.#at === this.#lines.length - 1 && trimBoth(line) === END)
      )
        break;
      const current = chunks.at(-1);
      if (marker === '@@' || marker.startsWith('@@ ')) {
        if (current?.lines.length === 0) return this.#error('empty_chunk');
        chunks.push({ anchor: marker === '@@' ? null : marker.slice(3), lines: [], endOfFile: false });
        continue;
      }
      if (marker === END_OF_FILE) {
        if (current === undefined || current.lines.length === 0) return this.#error('empty_chunk');
        current.endOfFile = true;
        continue;
      }
      if (current?.endOfFile) {
        if (marker === '') continue;
        return this.#error('bad_line');
      }
      const parsed = patchLine(line);
      if (parsed === null) return this.#error('bad_line');
      if (current === undefined) chunks.push({ anchor: null, lines: [parsed], endOfFile: false });
      else current.lines.push(parsed);
    }
    if (chunks.length === 0) return this.#error('empty_update');
    if (chunks.at(-1)?.lines.length === 0) return this.#error('empty_chunk');
    this.#files.push({ op: 'update', path, moveTo, chunks });
    return null;
  }

  /** Only before an `@@`: elsewhere a blank line may be the first context line, as the new parser takes it. */
  #skipBlanksBeforeChunk(): void {
    let next = this.#at;
    while (next < this.#lines.length && trimBoth(this.#lines[next] as string) === '') next++;
    if (this.#lines[next]?.startsWith('@@')) this.#at = next;
  }
}

function patchLine(line: string): PatchLine | null {
  if (line === '') return { op: ' ', text: '' };
  const op = line[0];
  return op === ' ' || op === '-' || op === '+' ? { op, text: line.slice(1) } : null;
}
