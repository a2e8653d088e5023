import { type Fingerprints, similarity } from './fingerprints.js';
import type { Hunk } from './hunk.js';

/** Numbers of git 2.39, blame.c: how far from its expected place a line is looked for, and how alike it must be elsewhere. */
const REACH = 10;
const LEAST_ELSEWHERE = 10;
/** Nearness decides between lines that are equally alike. */
const NEARNESS = 1000;

const NOT_KNOWN = -1;
const NO_MATCH = -2;

/**
 * Says which old line each new line of a hunk is likely to be a rewriting of, as git does for a commit that is ignored: the old
 * lines of the same hunk first, in their order; else any line of the old file that is much alike.
 *
 * @param before of the old file; what is matched is taken out of it, so that it counts once.
 * @returns for each new line of the hunk the line of the old file, or -1.
 */
export function pairByLikeness(before: Fingerprints, after: Fingerprints, hunk: Hunk): Int32Array {
  const pairs =
    hunk.beforeEnd > hunk.beforeStart
      ? new HunkMatch(before, after, hunk).run()
      : new Int32Array(hunk.afterEnd - hunk.afterStart).fill(-1);
  for (let i = 0; i < pairs.length; i++) {
    if ((pairs[i] as number) < 0) pairs[i] = mostAlike(before, after, hunk.afterStart + i);
  }
  return pairs;
}

/** The line of the whole old file that is most like a new line; of equal ones the one with the nearest number. */
function mostAlike(before: Fingerprints, after: Fingerprints, line: number): number {
  const wanted = after.at(line);
  let best = -1;
  let most = LEAST_ELSEWHERE;
  for (let i = 0; i < before.lineCount; i++) {
    const alike = similarity(wanted, before.at(i));
    if (alike < most) continue;
    if (alike === most && best !== -1 && Math.abs(best - line) < Math.abs(i - line)) continue;
    most = alike;
    best = i;
  }
  return best;
}

/** Lines `[fromOld, toOld)` that new lines `[fromNew, toNew)` may be matched with; new lines count from the hunk's start. */
interface Part {
  readonly fromOld: number;
  readonly toOld: number;
  readonly fromNew: number;
  readonly toNew: number;
}

/**
 * Matches the lines of one hunk: the surest match first, which then divides the hunk in two, so that matches never cross
 * (git 2.39, blame.c, fuzzy_find_matching_lines).
 */
class HunkMatch {
  readonly #before: Fingerprints;
  readonly #after: Fingerprints;
  readonly #hunk: Hunk;
  readonly #oldCount: number;
  readonly #newCount: number;
  readonly #reach: number;
  /** The most that two new lines can lie apart which are compared with the same old line. */
  readonly #reachNew: number;
  /** For each new line one number for each old line within reach of its expected place; -1 where not known. */
  readonly #alike: Int32Array;
  readonly #certainty: Int32Array;
  readonly #best: Int32Array;
  readonly #second: Int32Array;

  constructor(before: Fingerprints, after: Fingerprints, hunk: Hunk) {
    this.#before = before;
    this.#after = after;
    this.#hunk = hunk;
    this.#oldCount = hunk.beforeEnd - hunk.beforeStart;
    this.#newCount = hunk.afterEnd - hunk.afterStart;
    this.#reach = Math.min(REACH, this.#oldCount - 1);
    this.#reachNew = Math.floor(((2 * this.#reach + 1) * this.#newCount - 1) / this.#oldCount);
    this.#alike = new Int32Array(this.#newCount * (2 * this.#reach + 1)).fill(-1);
    this.#certainty = new Int32Array(this.#newCount).fill(NOT_KNOWN);
    this.#best = new Int32Array(this.#newCount).fill(-1);
    this.#second = new Int32Array(this.#newCount).fill(-1);
  }

  run(): Int32Array {
    const { beforeStart, beforeEnd } = this.#hunk;
    const waiting: Part[] = [{ fromOld: beforeStart, toOld: beforeEnd, fromNew: 0, toNew: this.#newCount }];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      const surest = this.#surest(part);
      if (surest === -1) continue;
      const old = this.#best[surest] as number;
      this.#before.subtract(old, this.#fingerprint(surest));
      this.#forget(part, surest, old);
      // The part above is done first, the old line in the middle belongs to both: the rest of it may match once more.
      if (surest + 1 < part.toNew) waiting.push({ ...part, fromOld: old, fromNew: surest + 1 });
      if (surest > part.fromNew) waiting.push({ ...part, toOld: old + 1, toNew: surest });
    }
    return this.#best;
  }

  #fingerprint(line: number): ReturnType<Fingerprints['at']> {
    return this.#after.at(this.#hunk.afterStart + line);
  }

  /** The old line at the same share of the hunk. */
  #expected(line: number): number {
    return this.#hunk.beforeStart + Math.floor(((line * 2 + 1) * this.#oldCount) / (this.#newCount * 2));
  }

  #cell(line: number, old: number, expected: number): number {
    return line * (2 * this.#reach + 1) + old - expected + this.#reach;
  }

  #surest(part: Part): number {
    let surest = -1;
    let most = -1;
    for (let line = part.fromNew; line < part.toNew; line++) {
      if (this.#certainty[line] === NOT_KNOWN) this.#match(part, line);
      const certainty = this.#certainty[line] as number;
      if (certainty > most) {
        most = certainty;
        surest = line;
      }
    }
    return surest;
  }

  #match(part: Part, line: number): void {
    const expected = this.#expected(line);
    const end = Math.min(part.toOld, expected + this.#reach + 1);
    let best = part.fromOld;
    let second = part.fromOld;
    let mostAlike = 0;
    let nextAlike = 0;
    for (let old = Math.max(part.fromOld, expected - this.#reach); old < end; old++) {
      const cell = this.#cell(line, old, expected);
      if (this.#alike[cell] === -1) {
        const nearness = NEARNESS - Math.abs(old - expected);
        this.#alike[cell] = similarity(this.#fingerprint(line), this.#before.at(old)) * nearness;
      }
      const alike = this.#alike[cell] as number;
      if (alike > mostAlike) {
        nextAlike = mostAlike;
        second = best;
        mostAlike = alike;
        best = old;
      } else if (alike > nextAlike) {
        nextAlike = alike;
        second = old;
      }
    }
    this.#certainty[line] = mostAlike === 0 ? NO_MATCH : 2 * mostAlike - nextAlike;
    this.#best[line] = mostAlike === 0 ? -1 : best;
    if (mostAlike > 0) this.#second[line] = second;
  }

  /** Forgets what a match makes doubtful: how alike its old line is to others, and matches that would cross it. */
  #forget(part: Part, matched: number, old: number): void {
    const from = Math.max(part.fromNew, matched - this.#reachNew);
    const to = Math.min(part.toNew, matched + this.#reachNew + 1);
    for (let line = from; line < to; line++) {
      const expected = this.#expected(line);
      if (Math.abs(old - expected) <= this.#reach) this.#alike[this.#cell(line, old, expected)] = -1;
      if ((this.#certainty[line] as number) < 0 || line === matched) continue;
      const crosses =
        line < matched
          ? (this.#best[line] as number) >= old || (this.#second[line] as number) >= old
          : (this.#best[line] as number) <= old || (this.#second[line] as number) <= old;
      if (crosses) this.#certainty[line] = NOT_KNOWN;
    }
  }
}
