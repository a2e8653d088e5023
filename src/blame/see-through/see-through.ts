import { bestCommonBlock, scoreOf, someLines } from '../../diff/common-block.js';
import { diffNumbered } from '../../diff/diff-lines.js';
import { Fingerprints } from '../../diff/fingerprints.js';
import type { Hunk } from '../../diff/hunk.js';
import { LineNumbering, type NumberedLines } from '../../diff/numbered-lines.js';
import { pairByLikeness } from '../../diff/pair-by-likeness.js';
import type { Step } from '../../reconcile/draft-edit.js';
import type { ReconciledPath } from '../../reconcile/reconcile-path.js';
import { type LineRuns, mergeRuns, replaceRuns, splitRuns } from '../history/line-runs.js';
import { type Find, partByScore, type Run, seekRuns, toFlat, toRuns } from '../history/moved-runs.js';

/** What is needed of a reconciled file. */
export type FileChain = Pick<ReconciledPath, 'chain' | 'version' | 'plan'>;

/** One version of a reconciled file. */
export interface FileVersion {
  readonly file: FileChain;
  readonly version: number;
}

/** Lines that a version brought. */
export interface NewLines {
  /** The first of them in the file that is asked about, 0-based. */
  readonly final: number;
  readonly texts: readonly Buffer[];
}

export interface SeeThroughOptions {
  /** Lines that differ only in white space are the same. */
  readonly ignoreWhitespace: boolean;
  /** Blocks with more letters and digits than this belong to who wrote them, not to who moved them within the file; or null. */
  readonly moves: number | null;
  /** The same for blocks from other files. */
  readonly copies: number | null;
  /** Whether what a step did in a version is looked through. */
  readonly isIgnored: (at: FileVersion, step: Step) => boolean;
  /** The same for a line of the file that is asked about (0-based), where no agent is known to have written it. */
  readonly isIgnoredLine: (line: number) => boolean;
  /** Told of lines of the file that is asked about that were handed on through an ignored step. */
  readonly onIgnored?: (line: number, step: Step) => void;
  /** Where lines that are new in a version may have been copied from. Asked only with `copies`. */
  readonly copySources: (at: FileVersion, step: Step, lines: NewLines) => readonly FileVersion[];
}

/** Copies of copies: as far as they are followed. */
const MAX_DEPTH = 8;

/**
 * Says who wrote each line of a file's present version, where white space, moves, copies and what is ignored do not count as
 * writing: a second walk over the versions, from the newest back, that hands each line on as git's blame does between commits.
 *
 * @returns the step of each line; empty where the file is absent.
 */
export function seeThrough(file: FileChain, options: SeeThroughOptions): readonly (Step | undefined)[] {
  const { version, chain } = file;
  if (version === null) return [];
  const steps: (Step | undefined)[] = new Array<Step | undefined>(chain.weave.lineCountAt(version)).fill(undefined);
  if (steps.length === 0) return steps;
  const walk = new ChainWalk({ file, version }, options, steps, 0);
  walk.run([0, 0, steps.length]);
  return steps;
}

class ChainWalk {
  readonly #start: FileVersion;
  readonly #options: SeeThroughOptions;
  readonly #steps: (Step | undefined)[];
  readonly #depth: number;
  readonly #numbering: LineNumbering;
  /** Lines that wait at each version; all of them older than the one that is looked at. */
  readonly #waiting = new Map<number, LineRuns>();
  /** Versions that were read and may be needed again; and the one read last, which another one is much like. */
  readonly #numbered = new Map<number, NumberedLines>();
  #recent: NumberedLines | null = null;
  /** The version that each step made. */
  readonly #madeBy = new Map<number, number>();

  constructor(start: FileVersion, options: SeeThroughOptions, steps: (Step | undefined)[], depth: number) {
    this.#start = start;
    this.#options = options;
    this.#steps = steps;
    this.#depth = depth;
    this.#numbering = new LineNumbering(options.ignoreWhitespace ? 'whitespace' : 'line-ends');
    for (let version = start.version; version >= 0; version--) this.#madeBy.set(this.#weave.originOf(version), version);
  }

  get #weave(): FileChain['chain']['weave'] {
    return this.#start.file.chain.weave;
  }

  /** @param runs of the version to begin with. */
  run(runs: LineRuns): void {
    this.#hand(this.#start.version, runs);
    for (let version = this.#start.version; version >= 0; version--) {
      const waiting = this.#waiting.get(version);
      this.#waiting.delete(version);
      if (waiting !== undefined) this.#settle(version, waiting);
      this.#numbered.delete(version);
    }
  }

  #hand(version: number, runs: LineRuns): void {
    if (runs.length > 0) this.#waiting.set(version, mergeRuns(this.#waiting.get(version) ?? [], runs));
  }

  #settle(version: number, runs: LineRuns): void {
    const origins = this.#weave.originsAt(version);
    const left = version === 0 ? runs : this.#passOn(version, runs, origins);
    for (const { final, line, count } of toRuns(left)) {
      for (let i = 0; i < count; i++) this.#steps[final + i] = this.#stepOf(origins[line + i] as number);
    }
  }

  #stepOf(origin: number): Step | undefined {
    return this.#start.file.chain.steps[origin];
  }

  /** @returns what stays with the version. */
  #passOn(version: number, runs: LineRuns, origins: Int32Array): LineRuns {
    let hunks = this.#weave.hunksAt(version);
    let { passed, kept } = splitRuns(runs, hunks);
    if (kept.length > 0 && this.#options.ignoreWhitespace) {
      hunks = this.#withoutWhitespace(version, hunks);
      ({ passed, kept } = splitRuns(runs, hunks));
    }
    this.#hand(version - 1, passed);
    kept = this.#returnRestored(version, kept, origins);
    kept = this.#passIgnored(version, kept, origins, hunks);
    const { moves, copies } = this.#options;
    if (kept.length > 0 && moves !== null) kept = this.#passMoved(version, kept, moves);
    if (kept.length > 0 && copies !== null) kept = this.#passCopied(version, kept, origins, copies);
    return kept;
  }

  /**
   * The difference without white space. What was recorded is refined; a comparison of the whole files is believed only where
   * it finds more in common, since it knows nothing of which of equal lines were written.
   */
  #withoutWhitespace(version: number, hunks: readonly Hunk[]): Hunk[] {
    const before = this.#lines(version - 1);
    const after = this.#lines(version);
    const refined = hunks.flatMap((hunk) => {
      const old = someLines(before, hunk.beforeStart, hunk.beforeEnd);
      const young = someLines(after, hunk.afterStart, hunk.afterEnd);
      return diffNumbered(this.#numbering, old, young).map((inner) => ({
        beforeStart: hunk.beforeStart + inner.beforeStart,
        beforeEnd: hunk.beforeStart + inner.beforeEnd,
        afterStart: hunk.afterStart + inner.afterStart,
        afterEnd: hunk.afterStart + inner.afterEnd,
      }));
    });
    const whole = diffNumbered(this.#numbering, before, after);
    return newLines(whole) < newLines(refined) ? whole : refined;
  }

  /** Lines that were put back as they had been go on where their writer had written them. */
  #returnRestored(version: number, runs: LineRuns, origins: Int32Array): LineRuns {
    const own = this.#weave.originOf(version);
    const [restored, others] = partLines(runs, (_, line) => origins[line] !== own);
    const left: number[] = [...others];
    for (const { final, line, count } of toRuns(restored)) {
      for (let i = 0; i < count; i++) {
        const writer = this.#madeBy.get(origins[line + i] as number) ?? version;
        const place = writer < version ? this.#placeIn(writer, version, line + i) : -1;
        if (place === -1) left.push(final + i, line + i, 1);
        else this.#hand(writer, [final + i, place, 1]);
      }
    }
    return joinRuns(left);
  }

  /** The line of an older version with the same text and writer that is nearest to the same place; -1 where there is none. */
  #placeIn(older: number, version: number, line: number): number {
    const key = this.#lines(version).keys[line];
    const origin = this.#weave.originsAt(version)[line];
    const { keys } = this.#lines(older);
    const origins = this.#weave.originsAt(older);
    let best = -1;
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== key || origins[i] !== origin) continue;
      if (best === -1 || Math.abs(i - line) < Math.abs(best - line)) best = i;
    }
    return best;
  }

  #passIgnored(version: number, runs: LineRuns, origins: Int32Array, hunks: readonly Hunk[]): LineRuns {
    const at = { file: this.#start.file, version };
    const { isIgnored, isIgnoredLine, onIgnored } = this.#options;
    const by = new Map<number, Step>();
    const [ignored, others] = partLines(runs, (final, line) => {
      const step = this.#stepOf(origins[line] as number);
      if (step === undefined || !(isIgnored(at, step) || (step.kind !== 'agent' && isIgnoredLine(final)))) return false;
      by.set(final, step);
      return true;
    });
    if (ignored.length === 0) return runs;
    const old = new Fingerprints(this.#lines(version - 1).lines);
    const young = new Fingerprints(this.#lines(version).lines);
    const pairs = new Int32Array(young.lineCount).fill(-1);
    for (const hunk of hunks) {
      if (hunk.afterStart < hunk.afterEnd) pairs.set(pairByLikeness(old, young, hunk), hunk.afterStart);
    }
    const { passed, kept } = replaceRuns(ignored, pairs);
    this.#hand(version - 1, passed);
    if (onIgnored !== undefined) {
      for (const { final, count } of toRuns(passed)) {
        for (let line = final; line < final + count; line++) onIgnored(line, by.get(line) as Step);
      }
    }
    return mergeRuns(kept, others);
  }

  #passMoved(version: number, runs: LineRuns, minimum: number): LineRuns {
    const taken = new Map<number, Run[]>();
    const after = this.#lines(version);
    let { large, small } = partByScore(toRuns(runs), { minimum, scoreOf: scorer(after) });
    for (const older of [version - 1, this.#beforeTurnOf(version)]) {
      if (older === null || large.length === 0) continue;
      const before = this.#lines(older);
      const sought = seekRuns<number>(large, {
        minimum,
        scoreOf: scorer(after),
        find: (run) => this.#find(this.#numbering, before, after, run, older),
        pass: (source, run) => taken.set(source, [...(taken.get(source) ?? []), run]),
      });
      large = sought.left;
      small = [...small, ...sought.small];
    }
    for (const [older, moved] of taken) this.#hand(older, toFlat(moved));
    return toFlat([...small, ...large]);
  }

  #find<Source>(
    numbering: LineNumbering,
    before: NumberedLines,
    after: NumberedLines,
    run: Run,
    source: Source,
  ): Find<Source> | null {
    const block = bestCommonBlock(numbering, before, after, run.line, run.line + run.count);
    if (block === null) return null;
    const shift = run.final - run.line;
    return { source, block: { ...block, start: block.start + shift, end: block.end + shift } };
  }

  /**
   * The version that the turn of an agent's version began with: it may have taken a block away with one change, and put it
   * elsewhere with the next. Null where it is the version before, or not an agent's.
   */
  #beforeTurnOf(version: number): number | null {
    const turnOf = (at: number) => {
      const step = this.#stepOf(this.#weave.originOf(at));
      return step?.kind === 'agent' ? step.edit.event.turn : null;
    };
    const turn = turnOf(version);
    let first = version;
    while (turn !== null && first > 0 && turnOf(first - 1) === turn) first--;
    return first === version || first === 0 ? null : first - 1;
  }

  #passCopied(version: number, runs: LineRuns, origins: Int32Array, minimum: number): LineRuns {
    if (this.#depth === MAX_DEPTH) return runs;
    const left: Run[] = [];
    const after = this.#lines(version);
    const { large, small } = partByScore(toRuns(runs), { minimum, scoreOf: scorer(after) });
    for (const run of large) {
      const step = this.#stepOf(origins[run.line] as number);
      const texts = Array.from({ length: run.count }, (_, i) => after.lines.contentOf(run.line + i));
      const lines = { final: run.final, texts };
      const at = { file: this.#start.file, version };
      const places = step === undefined ? [] : this.#options.copySources(at, step, lines);
      const taken = new Map<FileVersion, Run[]>();
      const sought = seekRuns<FileVersion>([run], {
        minimum,
        scoreOf: scorer(after),
        find: (part) => {
          let best: Find<FileVersion> | null = null;
          for (const place of places) {
            const before = this.#numbering.number(place.file.chain.weave.linesAt(place.version));
            const found = this.#find(this.#numbering, before, after, part, place);
            if (found !== null && (best === null || found.block.score > best.block.score)) best = found;
          }
          return best;
        },
        pass: (place, part) => taken.set(place, [...(taken.get(place) ?? []), part]),
      });
      left.push(...sought.left, ...sought.small);
      for (const [place, parts] of taken) {
        new ChainWalk(place, this.#options, this.#steps, this.#depth + 1).run(toFlat(parts));
      }
    }
    return toFlat([...small, ...left]);
  }

  #lines(version: number): NumberedLines {
    let lines = this.#numbered.get(version);
    if (lines === undefined) {
      lines = this.#numbering.number(this.#weave.linesAt(version), this.#recent);
      this.#numbered.set(version, lines);
      this.#recent = lines;
    }
    return lines;
  }
}

function scorer({ lines }: NumberedLines): (run: Run) => number {
  return ({ line, count }) => scoreOf(lines, line, line + count);
}

function newLines(hunks: readonly Hunk[]): number {
  return hunks.reduce((sum, { afterStart, afterEnd }) => sum + afterEnd - afterStart, 0);
}

/** Parts runs line by line: those for which `belongs` holds, and the others. */
function partLines(runs: LineRuns, belongs: (final: number, line: number) => boolean): [LineRuns, LineRuns] {
  const parts: [number[], number[]] = [[], []];
  for (const { final, line, count } of toRuns(runs)) {
    for (let from = 0; from < count; ) {
      const is = belongs(final + from, line + from);
      let to = from + 1;
      while (to < count && belongs(final + to, line + to) === is) to++;
      parts[is ? 0 : 1].push(final + from, line + from, to - from);
      from = to;
    }
  }
  return parts;
}

/** Runs by their lines, those that continue each other in one. */
function joinRuns(runs: LineRuns): LineRuns {
  const joined: Run[] = [];
  for (const run of toRuns(toFlat(toRuns(runs)))) {
    const last = joined.at(-1);
    const follows = last?.line === run.line - (last?.count ?? 0) && last.final === run.final - last.count;
    if (last !== undefined && follows) joined[joined.length - 1] = { ...last, count: last.count + run.count };
    else joined.push(run);
  }
  return toFlat(joined);
}
