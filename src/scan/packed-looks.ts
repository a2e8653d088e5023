import { isAscii } from 'node:buffer';
import type { FileStamp } from '../model/file-stamp.js';
import { type LookKind, type Looks, lookAt, NUMBERS, numbersOf, type Seen } from './disk.js';

/** A file that is not as it was. */
export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  readonly was: FileStamp;
  readonly is: FileStamp;
}

/** Whoever wants to know of more files what happened to them reads them anew. */
const MOST_CHANGED = 64;

const WORD = 8;
const KINDS: readonly LookKind[] = ['file', 'folder', 'type'];
/** By place in `KINDS`: where only the name is told, of something in the folder that was told last, and where the whole path is. */
const BESIDE = ['f', 'd', 't'];
const WHOLE = ['F', 'D', 'T'];

/**
 * Looks, in a form in which they can be compared with what is there now with little more than one `stat` for each: their number, all their
 * numbers, and the paths in the order of the looks, each ended by a NUL. For this machine.
 */
export function packLooks(all: readonly Looks[]): Buffer {
  const count = all.reduce((sum, { paths }) => sum + paths.length, 0);
  const numbers = new Float64Array(1 + count * NUMBERS);
  numbers[0] = count;
  let at = 1;
  let text = '';
  for (const looks of all) {
    numbers.set(looks.numbers, at);
    at += looks.numbers.length;
    text += pathsOf(looks);
  }
  return Buffer.concat([new Uint8Array(numbers.buffer), Buffer.from(text)]);
}

function pathsOf({ kinds, paths }: Looks): string {
  let text = '';
  let folder = '\0';
  for (const [n, path] of paths.entries()) {
    const kind = KINDS.indexOf(kinds[n] as LookKind);
    const isBeside = path.startsWith(folder) && !path.includes('/', folder.length);
    text += isBeside ? `${BESIDE[kind]}${path.slice(folder.length)}\0` : `${WHOLE[kind]}${path}\0`;
    if (kinds[n] === 'folder') folder = `${path}/`;
  }
  return text;
}

/**
 * Takes the looks once more.
 * @param packed what `packLooks` gave.
 * @returns the files that are not as they were; null where anything else is not, or more of them, or `packed` is damaged.
 */
export function changedSince(packed: Buffer): readonly ChangedFile[] | null {
  // Numbers have to begin at a multiple of their size.
  const bytes = packed.byteOffset % WORD === 0 ? packed : Buffer.from(new Uint8Array(packed).buffer);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD));
  const count = all[0] ?? -1;
  const numbers = all.subarray(1, 1 + count * NUMBERS);
  if (!(count >= 0) || numbers.length < count * NUMBERS) return null;
  const names = bytes.subarray(WORD * (1 + numbers.length));
  const text = isAscii(names) ? names.toString('latin1') : names.toString('utf8');
  const changed: ChangedFile[] = [];
  let folder = '';
  let at = 0;
  for (let n = 0; n < numbers.length; n += NUMBERS) {
    const end = text.indexOf('\0', at);
    const letter = text.charAt(at);
    const isBeside = BESIDE.includes(letter);
    const kind = KINDS[(isBeside ? BESIDE : WHOLE).indexOf(letter)];
    if (end < 0 || kind === undefined) return null;
    const path = isBeside ? folder + text.slice(at + 1, end) : text.slice(at + 1, end);
    if (kind === 'folder') folder = `${path}/`;
    at = end + 1;
    const seen = lookAt(path);
    if (isAs(seen, kind, numbers, n)) continue;
    const [was, is] = [stampOf(kind, numbers.subarray(n, n + NUMBERS)), stampOf(kind, numbersOf(kind, seen))];
    if (was === null || is === null || changed.length === MOST_CHANGED) return null;
    changed.push({ path, was, is });
  }
  return at === text.length ? changed : null;
}

/** As a comparison with `numbersOf`, which would be made for each of very many. */
function isAs(seen: Seen, kind: LookKind, numbers: Float64Array, n: number): boolean {
  if (kind !== 'type' && seen !== null && seen !== 'unreadable') {
    return (
      seen.size === numbers[n] &&
      seen.mtimeMs === numbers[n + 1] &&
      seen.ctimeMs === numbers[n + 2] &&
      seen.ino === numbers[n + 3]
    );
  }
  return numbersOf(kind, seen).every((number, place) => number === numbers[n + place]);
}

/** @returns null where there was no file. */
function stampOf(kind: LookKind, [size = -1, mtimeMs = 0, ctimeMs = 0, inode = 0]: Iterable<number>): FileStamp | null {
  return kind === 'file' && size >= 0 ? { size, mtimeMs, ctimeMs, inode } : null;
}
