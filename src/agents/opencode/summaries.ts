import { parseUnified, type UnifiedHunk } from '../../patch/parse-unified.js';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';

/** What a turn made of one file, by the difference of the trees around it (formats/opencode.md, 4.1). */
export interface TurnDiff {
  /** As recorded: relative to the work tree. */
  readonly file: string;
  /** The whole content; null where the record does not tell it, or there was none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Those of a message of the person; without those that are told only in part. */
export function turnDiffs(message: JsonObject): TurnDiff[] {
  return objectsOf(objectOf(message.summary)?.diffs).flatMap((diff): TurnDiff[] => {
    const file = textOf(diff.file);
    if (file === null) return [];
    const sides = typeof diff.patch === 'string' ? sidesOfPatch(diff.patch) : plainSides(diff);
    if (sides === null) return [];
    const { status } = diff;
    return [
      {
        file: unquoted(file),
        before: status === 'added' ? null : textOrNull(sides.before),
        after: status === 'deleted' ? null : textOrNull(sides.after),
      },
    ];
  });
}

interface Sides {
  readonly before: string;
  readonly after: string;
}

function plainSides({ before, after }: JsonObject): Sides | null {
  return typeof before === 'string' && typeof after === 'string' ? { before, after } : null;
}

/** An empty text stands for a file that is not there, and for one that is no text. */
function textOrNull(text: string): string | null {
  return text === '' || text.includes('\uFFFD') ? null : text;
}

/** As many unchanged lines programs leave around a change that do not tell all of them: where so many end a patch it may be cut. */
const CUT: ReadonlySet<number> = new Set([3, 4]);

/** The patch has one hunk with all lines of the file: forks of OpenCode leave some of them out. */
function sidesOfPatch(patch: string): Sides | null {
  const from = patch.indexOf('@@ -');
  const parsed = from === -1 ? null : parseUnified(patch.slice(from));
  const [hunk, ...others] = parsed?.ok ? parsed.hunks : [];
  if (hunk === undefined || others.length > 0 || hunk.oldStart !== 0 || hunk.newStart !== 0) return null;
  const { lines } = hunk;
  if (CUT.has(lines.length - 1 - lines.findLastIndex(({ op }) => op !== ' '))) return null;
  return { before: sideOf(hunk, '+'), after: sideOf(hunk, '-') };
}

function sideOf({ lines }: UnifiedHunk, without: '+' | '-'): string {
  return lines
    .filter(({ op }) => op !== without)
    .map(({ text, noNewline }) => (noNewline ? text : `${text}\n`))
    .join('');
}

/** git puts names with other than plain ASCII characters in quotation marks, byte by byte. */
function unquoted(name: string): string {
  if (!/^".*"$/s.test(name)) return name;
  const bytes: number[] = [];
  const inner = Buffer.from(name.slice(1, -1), 'utf8');
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] !== 0x5c) {
      bytes.push(inner[at] as number);
      continue;
    }
    const octal = /^[0-7]{3}/.exec(inner.toString('latin1', at + 1, at + 4))?.[0];
    bytes.push(octal === undefined ? escaped(inner[at + 1]) : Number.parseInt(octal, 8) & 0xff);
    at += octal === undefined ? 1 : 3;
  }
  return Buffer.from(bytes).toString('utf8');
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

function escaped(byte: number | undefined): number {
  const letter = byte === undefined ? '' : String.fromCharCode(byte);
  return ESCAPES[letter] ?? byte ?? 0x5c;
}
