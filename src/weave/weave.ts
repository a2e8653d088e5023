import { diffNumbered } from '../diff/diff-lines.js';
import type { Hunk } from '../diff/hunk.js';
import { Lines } from '../diff/lines.js';
import { LineNumbering, type NumberedLines } from '../diff/numbered-lines.js';
import { BIRTH, Entries } from './entries.js';
import { fits, type WovenHunk, withLineEnds } from './fit-hunks.js';
import { pairLines } from './pair-lines.js';
import { flatten, hunkAt, stepForward, type VersionStep } from './step-list.js';

export interface RecordOptions {
  /**
   * The exact difference from the version before, where it is known; otherwise the lines are compared. Hunks that do
   * not lead from the version before to these lines are passed over.
   */
  readonly hunks?: readonly Hunk[];
  /** For an inserted line (0-based): the origin that it keeps, because it was moved or restored; null for the version's own. */
  readonly originsOf?: (afterLine: number) => number | null;
}

/** One station in the life of a line, the newest first in `Weave.history`. */
export interface LineStep {
  /** The version that first has the line as it is at this station. */
  readonly version: number;
  /** Its place there, 0-based. */
  readonly line: number;
  readonly origin: number;
  /** `inserted` and `replaced`: written by `origin`; `taken-over`: moved or restored here; `line-end`: only its line end changed. */
  readonly how: 'inserted' | 'replaced' | 'taken-over' | 'line-end';
}

/** A line of an older version that a newer one does not have. */
export interface DeletedLine {
  /** Its place in the older version, 0-based. */
  readonly line: number;
  /** Who had written it. */
  readonly origin: number;
  /** The version that first does not have it, and the origin of that version. */
  readonly version: number;
  readonly by: number;
}

/** A version about to be added; `after` is null for an absent file. */
interface MadeVersion {
  readonly after: NumberedLines | null;
  readonly origin: number;
  readonly originsOf: ((afterLine: number) => number | null) | null;
}

/** Versions between two that are kept whole: the most steps it takes to rebuild any version. */
const STRIDE = 64;
const NOTHING = new Int32Array(0);

/**
 * All versions of one file in one structure: every line that was ever inserted is kept once, with the number of whoever
 * brought it (its origin), and each version is known by the few lines in which it differs from the one before.
 *
 * Lines that differ only in their line end (CR before LF, or a missing LF at the end of the file) are the same line and
 * keep their origin; the text of every version stays exact to the byte.
 */
export class Weave {
  readonly #numbering = new LineNumbering('line-ends');
  readonly #entries = new Entries();
  readonly #steps: VersionStep[] = [];
  readonly #whole = new Map<number, Int32Array>();
  /** The newest version; null before the first and where the file is absent. */
  #latest: NumberedLines | null = null;
  #latestEntries: Int32Array = NOTHING;
  /** What the newest version was last compared with: it is often recorded next, and need not be numbered again. */
  #compared: NumberedLines | null = null;

  /** Number of recorded versions. */
  get versionCount(): number {
    return this.#steps.length;
  }

  /**
   * Records the next version of the file.
   * @param origin number of whoever made it; lines that were there before keep theirs.
   * @returns the version's index, from 0.
   */
  record(lines: Lines, origin: number, options: RecordOptions = {}): number {
    const before = this.#latest;
    const after = this.#numbered(lines);
    this.#add(withLineEnds(this.#hunks(before, after, options.hunks), before, after), {
      after,
      origin,
      originsOf: options.originsOf ?? null,
    });
    return this.#steps.length - 1;
  }

  /** How lines differ from the newest version, line ends aside; ascending. All are new where that is absent, or there is none. */
  compare(lines: Lines): readonly Hunk[] {
    this.#compared = this.#numbered(lines);
    return this.#hunks(this.#latest, this.#compared, undefined);
  }

  /** Records that the file does not exist. */
  recordAbsent(origin: number): number {
    const count = this.#latestEntries.length;
    const hunks = count === 0 ? [] : [{ beforeStart: 0, beforeEnd: count, afterStart: 0, afterEnd: 0 }];
    this.#add(hunks, { after: null, origin, originsOf: null });
    return this.#steps.length - 1;
  }

  /** Who made a version. */
  originOf(version: number): number {
    return this.#step(version).origin;
  }

  isAbsentAt(version: number): boolean {
    return this.#step(version).isAbsent;
  }

  lineCountAt(version: number): number {
    return this.#step(version).lineCount;
  }

  /** The origin of each line of a version. */
  originsAt(version: number): Int32Array {
    return this.#entriesAt(version).map((entry) => this.#entries.origin(entry));
  }

  /** The origin of one line of a version, from 0; -1 where it has no such line. */
  originAt(version: number, line: number): number {
    const entry = this.#entriesAt(version)[line];
    return entry === undefined ? -1 : this.#entries.origin(entry);
  }

  /** A version's bytes; none where it is absent. Shared: not to be changed. */
  textAt(version: number): Buffer {
    if (version === this.#steps.length - 1 && this.#latest !== null) return this.#latest.lines.bytes;
    const entries = this.#entriesAt(version);
    const { texts } = this.#numbering;
    const parts: Buffer[] = [];
    // Lines that came together lie together: most of them are copied in one piece.
    for (let i = 0; i < entries.length; ) {
      const first = this.#entries.text(entries[i] as number);
      const chunk = texts.chunk(first);
      let end = texts.end(first);
      for (i++; i < entries.length; i++) {
        const next = this.#entries.text(entries[i] as number);
        if (texts.chunk(next) !== chunk || texts.start(next) !== end) break;
        end = texts.end(next);
      }
      parts.push(chunk.subarray(texts.start(first), end));
    }
    return Buffer.concat(parts);
  }

  linesAt(version: number): Lines {
    return new Lines(this.textAt(version));
  }

  /** How a version differs from the one before it, line ends aside; ascending. The first is all new. */
  hunksAt(version: number): Hunk[] {
    const step = this.#step(version);
    const hunks: Hunk[] = [];
    let entry = step.firstEntry;
    for (let i = 0; i * 4 < step.hunks.length; i++) {
      const hunk = hunkAt(step.hunks, i);
      const count = hunk.afterEnd - hunk.afterStart;
      if (count === 0 || this.#entries.birth(entry) !== BIRTH.lineEnd) hunks.push(hunk);
      entry += count;
    }
    return hunks;
  }

  /** The lines of version `from` that version `to`, a later one, has no more, in their order. */
  deletedBetween(from: number, to: number): DeletedLine[] {
    this.#step(to);
    const deleted: DeletedLine[] = [];
    this.#entriesAt(from).forEach((entry, line) => {
      const version = this.#goneAt(entry);
      if (version === -1 || version > to) return;
      deleted.push({ line, origin: this.#entries.origin(entry), version, by: this.originOf(version) });
    });
    return deleted;
  }

  /**
   * The versions that were the last to have a line of one of these texts, the newest first; the newest version of all is none.
   * @param texts lines without their line ends, as Latin-1.
   */
  lastVersionsWith(texts: ReadonlySet<string>): number[] {
    const versions = new Set<number>();
    const wanted = new Map<number, boolean>();
    for (let entry = 0; entry < this.#entries.count; entry++) {
      if (this.#entries.continuation(entry) !== -1) continue;
      const died = this.#entries.died(entry);
      if (died === -1 || versions.has(died - 1)) continue;
      const text = this.#entries.text(entry);
      let isWanted = wanted.get(text);
      if (isWanted === undefined) {
        isWanted = texts.has(this.#numbering.contentOf(text).toString('latin1'));
        wanted.set(text, isWanted);
      }
      if (isWanted) versions.add(died - 1);
    }
    return [...versions].sort((a, b) => b - a);
  }

  /**
   * The life of a line: who brought it, and what stood in its place before, back to the first writer there.
   * @returns the newest station first; never empty.
   */
  history(version: number, line: number): LineStep[] {
    const entries = this.#entriesAt(version);
    let entry = entries[line];
    if (entry === undefined) throw new RangeError(`no line ${line} in version ${version} of ${entries.length} lines`);
    const stations: LineStep[] = [];
    while (entry !== undefined) {
      const born = this.#entries.born(entry);
      const { line: place, previous } = this.#birthOf(entry);
      const birth = this.#entries.birth(entry);
      const written = previous === undefined ? 'inserted' : 'replaced';
      stations.push({
        version: born,
        line: place,
        origin: this.#entries.origin(entry),
        how: birth === BIRTH.lineEnd ? 'line-end' : birth === BIRTH.takenOver ? 'taken-over' : written,
      });
      entry = previous;
    }
    return stations;
  }

  #step(version: number): VersionStep {
    const step = this.#steps[version];
    if (step === undefined) throw new RangeError(`no version ${version} of ${this.#steps.length}`);
    return step;
  }

  #numbered(lines: Lines): NumberedLines {
    const compared = this.#compared;
    return compared?.lines.bytes === lines.bytes ? compared : this.#numbering.number(lines, this.#latest);
  }

  #hunks(before: NumberedLines | null, after: NumberedLines, known: readonly Hunk[] | undefined): readonly Hunk[] {
    if (before === null) {
      const count = after.keys.length;
      return count === 0 ? [] : [{ beforeStart: 0, beforeEnd: 0, afterStart: 0, afterEnd: count }];
    }
    if (known !== undefined && fits(known, before, after)) return known;
    return diffNumbered(this.#numbering, before, after);
  }

  #add(hunks: readonly WovenHunk[], made: MadeVersion): void {
    const version = this.#steps.length;
    const before = this.#latestEntries;
    const firstEntry = this.#entries.count;
    for (const hunk of hunks) {
      for (let i = hunk.beforeStart; i < hunk.beforeEnd; i++) this.#entries.die(before[i] as number, version);
      if (made.after === null) continue;
      for (let i = hunk.afterStart; i < hunk.afterEnd; i++) {
        const text = made.after.texts[i] as number;
        if (hunk.isLineEnd === true)
          this.#continue(before[hunk.beforeStart + i - hunk.afterStart] as number, text, version);
        else this.#bring(i, text, version, made);
      }
    }
    const lineCount = made.after?.texts.length ?? 0;
    const step = { origin: made.origin, isAbsent: made.after === null, lineCount, firstEntry, hunks: flatten(hunks) };
    this.#steps.push(step);
    this.#latest = made.after;
    this.#compared = null;
    this.#latestEntries = stepForward(before, step);
    if (version % STRIDE === 0) this.#whole.set(version, this.#latestEntries);
  }

  #continue(entry: number, text: number, version: number): void {
    this.#entries.continueAs(entry, this.#entries.add(text, this.#entries.origin(entry), version, BIRTH.lineEnd));
  }

  #bring(line: number, text: number, version: number, made: MadeVersion): void {
    const kept = made.originsOf === null ? null : made.originsOf(line);
    if (kept === null) this.#entries.add(text, made.origin, version, BIRTH.inserted);
    else this.#entries.add(text, kept, version, BIRTH.takenOver);
  }

  #entriesAt(version: number): Int32Array {
    this.#step(version);
    if (version === this.#steps.length - 1) return this.#latestEntries;
    const start = version - (version % STRIDE);
    let entries = this.#whole.get(start) as Int32Array;
    for (let i = start + 1; i <= version; i++) entries = stepForward(entries, this.#step(i));
    return entries;
  }

  /** Where an entry stands in the version that brought it, and the entry of the version before that it replaced. */
  #birthOf(entry: number): { line: number; previous: number | undefined } {
    const version = this.#entries.born(entry);
    const step = this.#step(version);
    let first = step.firstEntry;
    for (let i = 0; i * 4 < step.hunks.length; i++) {
      const hunk = hunkAt(step.hunks, i);
      const count = hunk.afterEnd - hunk.afterStart;
      if (entry < first + count) {
        const place = entry - first;
        const line = hunk.afterStart + place;
        if (hunk.beforeEnd === hunk.beforeStart || version === 0) return { line, previous: undefined };
        const old = this.#entriesAt(version - 1).subarray(hunk.beforeStart, hunk.beforeEnd);
        if (this.#entries.birth(entry) === BIRTH.lineEnd) return { line, previous: old[place] };
        const content = (number: number) => this.#numbering.contentOf(this.#entries.text(number));
        const young = Array.from({ length: count }, (_, j) => content(first + j));
        const pair = pairLines(Array.from(old, content), young)[place] as number;
        return { line, previous: pair === -1 ? undefined : old[pair] };
      }
      first += count;
    }
    throw new RangeError(`entry ${entry} was not brought by version ${version}`);
  }

  /** The version that first lacks an entry's line, however its line end changed meanwhile; -1 where the newest has it. */
  #goneAt(entry: number): number {
    let current = entry;
    for (;;) {
      const next = this.#entries.continuation(current);
      if (next === -1) return this.#entries.died(current);
      current = next;
    }
  }
}
