import type { Workspace } from './workspace.js';

/** Below this cost the search is exact: git 2.39 xdiff, XDL_HEUR_MIN_COST and XDL_MAX_COST_MIN. */
const EXACT_COST = 256;
/** A run of equal lines longer than this is a sign of being on a good way (XDL_SNAKE_CNT). */
const GOOD_RUN = 20;
/** How far, in terms of the cost, a way must have come to be taken early (XDL_K_HEUR). */
const GOOD_PROGRESS = 4;
const NEVER = 0x7fffffff;

/** One side of a comparison, reduced to the lines that may have a counterpart. */
export interface Side {
  /** How many those are; the arrays may be longer. */
  readonly count: number;
  /** Keys of those lines. */
  readonly keys: Int32Array;
  /** Their positions in the file. */
  readonly positions: Int32Array;
  /** Flag of each line of the file at its position + 1: 1 for "not common". The first and last entry stay 0. */
  readonly changed: Uint8Array;
}

/** A root of `n` as git takes it: a power of two (xdl_bogosqrt). */
export function roughRoot(n: number): number {
  let root = 1;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 4)) root *= 2;
  return root;
}

/**
 * Marks the lines that are not common to both sides: Myers' O(ND) search from both ends, divide and conquer in linear
 * space, with the three limits of git's (facts of git 2.39, xdiff/xdiffi.c), so that the chosen alignment is git's among
 * the equally short ones and no input takes quadratic time.
 * @param exact without the limits: the shortest there is, however long it takes.
 */
export function markChanges(before: Side, after: Side, workspace: Workspace, exact: boolean): void {
  new ShortestEdit(before, after, workspace).compare(0, before.count, 0, after.count, exact);
}

/** Coordinates: `x` counts lines of the old side, `y` of the new one; a diagonal is `x - y`. */
class ShortestEdit {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #before: Side;
  readonly #after: Side;
  /** Furthest `x` on each diagonal, forward from the box's start and backward from its end; diagonal + #zero. */
  readonly #ahead: Int32Array;
  readonly #back: Int32Array;
  readonly #zero: number;
  readonly #maxCost: number;
  // Where `#split` cut the box, and whether each half is known to be on a shortest way.
  #cutX = 0;
  #cutY = 0;
  #exactStart = false;
  #exactEnd = false;

  constructor(before: Side, after: Side, workspace: Workspace) {
    this.#before = before;
    this.#after = after;
    this.#a = before.keys;
    this.#b = after.keys;
    const diagonals = before.count + after.count + 3;
    this.#zero = after.count + 1;
    this.#ahead = workspace.numbers('ahead', diagonals + 1);
    this.#back = workspace.numbers('back', diagonals + 1);
    this.#maxCost = Math.max(EXACT_COST, roughRoot(diagonals));
  }

  compare(x0: number, x1: number, y0: number, y1: number, exact: boolean): void {
    const a = this.#a;
    const b = this.#b;
    let left = x0;
    let top = y0;
    let right = x1;
    let bottom = y1;
    let wantExact = exact;
    for (;;) {
      while (left < right && top < bottom && a[left] === b[top]) {
        left++;
        top++;
      }
      while (left < right && top < bottom && a[right - 1] === b[bottom - 1]) {
        right--;
        bottom--;
      }
      if (left === right) {
        mark(this.#after, top, bottom);
        return;
      }
      if (top === bottom) {
        mark(this.#before, left, right);
        return;
      }
      this.#split(left, right, top, bottom, wantExact);
      const x = this.#cutX;
      const y = this.#cutY;
      const exactEnd = this.#exactEnd;
      this.compare(left, x, top, y, this.#exactStart);
      left = x;
      top = y;
      wantExact = exactEnd;
    }
  }

  #split(x0: number, x1: number, y0: number, y1: number, exact: boolean): void {
    const a = this.#a;
    const b = this.#b;
    const ahead = this.#ahead;
    const back = this.#back;
    const zero = this.#zero;
    const lowest = x0 - y1;
    const highest = x1 - y0;
    const startDiagonal = x0 - y0;
    const endDiagonal = x1 - y1;
    const odd = ((startDiagonal - endDiagonal) & 1) !== 0;
    let aheadMin = startDiagonal;
    let aheadMax = startDiagonal;
    let backMin = endDiagonal;
    let backMax = endDiagonal;
    ahead[zero + startDiagonal] = x0;
    back[zero + endDiagonal] = x1;
    for (let cost = 1; ; cost++) {
      let goodRun = false;
      // Where the next diagonal would leave the box the range shrinks instead, to keep its parity.
      if (aheadMin > lowest) ahead[zero + --aheadMin - 1] = -1;
      else aheadMin++;
      if (aheadMax < highest) ahead[zero + ++aheadMax + 1] = -1;
      else aheadMax--;
      for (let d = aheadMax; d >= aheadMin; d -= 2) {
        const below = ahead[zero + d - 1] as number;
        const above = ahead[zero + d + 1] as number;
        let x = below >= above ? below + 1 : above;
        const from = x;
        let y = x - d;
        while (x < x1 && y < y1 && a[x] === b[y]) {
          x++;
          y++;
        }
        if (x - from > GOOD_RUN) goodRun = true;
        ahead[zero + d] = x;
        if (odd && backMin <= d && d <= backMax && (back[zero + d] as number) <= x) {
          this.#cut(x, y, true, true);
          return;
        }
      }
      if (backMin > lowest) back[zero + --backMin - 1] = NEVER;
      else backMin++;
      if (backMax < highest) back[zero + ++backMax + 1] = NEVER;
      else backMax--;
      for (let d = backMax; d >= backMin; d -= 2) {
        const below = back[zero + d - 1] as number;
        const above = back[zero + d + 1] as number;
        let x = below < above ? below : above - 1;
        const from = x;
        let y = x - d;
        while (x > x0 && y > y0 && a[x - 1] === b[y - 1]) {
          x--;
          y--;
        }
        if (from - x > GOOD_RUN) goodRun = true;
        back[zero + d] = x;
        if (!odd && aheadMin <= d && d <= aheadMax && x <= (ahead[zero + d] as number)) {
          this.#cut(x, y, true, true);
          return;
        }
      }
      if (exact) continue;
      if (goodRun && cost > EXACT_COST) {
        if (this.#promisingAhead(x0, x1, y0, y1, aheadMin, aheadMax, cost)) return;
        if (this.#promisingBack(x0, x1, y0, y1, backMin, backMax, cost)) return;
      }
      if (cost >= this.#maxCost) {
        this.#giveUp(x0, x1, y0, y1, aheadMin, aheadMax, backMin, backMax);
        return;
      }
    }
  }

  #cut(x: number, y: number, exactStart: boolean, exactEnd: boolean): void {
    this.#cutX = x;
    this.#cutY = y;
    this.#exactStart = exactStart;
    this.#exactEnd = exactEnd;
  }

  /** Cuts behind the forward way that came far for its cost and ends in a run of equal lines, if there is one. */
  #promisingAhead(x0: number, x1: number, y0: number, y1: number, min: number, max: number, cost: number): boolean {
    let best = 0;
    for (let d = max; d >= min; d -= 2) {
      const x = this.#ahead[this.#zero + d] as number;
      const y = x - d;
      const progress = x - x0 + (y - y0) - Math.abs(d - (x0 - y0));
      if (progress <= GOOD_PROGRESS * cost || progress <= best) continue;
      if (x < x0 + GOOD_RUN || x >= x1 || y < y0 + GOOD_RUN || y >= y1) continue;
      if (!this.#equalRun(x - GOOD_RUN, y - GOOD_RUN)) continue;
      best = progress;
      this.#cut(x, y, true, false);
    }
    return best > 0;
  }

  #promisingBack(x0: number, x1: number, y0: number, y1: number, min: number, max: number, cost: number): boolean {
    let best = 0;
    for (let d = max; d >= min; d -= 2) {
      const x = this.#back[this.#zero + d] as number;
      const y = x - d;
      const progress = x1 - x + (y1 - y) - Math.abs(d - (x1 - y1));
      if (progress <= GOOD_PROGRESS * cost || progress <= best) continue;
      if (x <= x0 || x > x1 - GOOD_RUN || y <= y0 || y > y1 - GOOD_RUN) continue;
      if (!this.#equalRun(x, y)) continue;
      best = progress;
      this.#cut(x, y, false, true);
    }
    return best > 0;
  }

  #equalRun(x: number, y: number): boolean {
    for (let i = 0; i < GOOD_RUN; i++) if (this.#a[x + i] !== this.#b[y + i]) return false;
    return true;
  }

  /** The cost limit is reached: cuts at the furthest point of either direction. */
  #giveUp(
    x0: number,
    x1: number,
    y0: number,
    y1: number,
    aheadMin: number,
    aheadMax: number,
    backMin: number,
    backMax: number,
  ): void {
    let far = -1;
    let farX = -1;
    for (let d = aheadMax; d >= aheadMin; d -= 2) {
      const x = Math.min(this.#ahead[this.#zero + d] as number, x1, y1 + d);
      if (x + x - d > far) {
        far = x + x - d;
        farX = x;
      }
    }
    let near = NEVER;
    let nearX = NEVER;
    for (let d = backMax; d >= backMin; d -= 2) {
      const x = Math.max(this.#back[this.#zero + d] as number, x0, y0 + d);
      if (x + x - d < near) {
        near = x + x - d;
        nearX = x;
      }
    }
    if (x1 + y1 - near < far - (x0 + y0)) this.#cut(farX, far - farX, true, false);
    else this.#cut(nearX, near - nearX, false, true);
  }
}

function mark(side: Side, from: number, to: number): void {
  for (let i = from; i < to; i++) side.changed[(side.positions[i] as number) + 1] = 1;
}
