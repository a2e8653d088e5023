/** Lines (from 0, the end not included) of both sides that differ. */
export interface Change {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** More lines than this that differ are told as one place: to seek the shortest way would hold up the page. */
const MOST_STEPS = 2000;

/** Where two contents differ, as few lines as there can be (Myers, "An O(ND) Difference Algorithm"), in order. */
export function lineDiff(before: readonly string[], after: readonly string[]): Change[] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(start, before.length - tail);
  const b = after.slice(start, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const whole = { beforeStart: 0, beforeEnd: a.length, afterStart: 0, afterEnd: b.length };
  const found = a.length === 0 || b.length === 0 ? [whole] : (changesOf(a, b) ?? [whole]);
  return found.map(({ beforeStart, beforeEnd, afterStart, afterEnd }) => ({
    beforeStart: beforeStart + start,
    beforeEnd: beforeEnd + start,
    afterStart: afterStart + start,
    afterEnd: afterEnd + start,
  }));
}

/** null: it would take too long. */
function changesOf(a: readonly string[], b: readonly string[]): Change[] | null {
  const most = Math.min(MOST_STEPS, a.length + b.length);
  // How far (in `a`) so many steps lead on each diagonal; index `steps` is diagonal 0.
  const trail: Int32Array[] = [];
  let reach = new Int32Array(3);
  for (let steps = 0; steps <= most; steps++) {
    const next = new Int32Array(2 * steps + 3);
    for (let k = -steps; k <= steps; k += 2) {
      let x = steps === 0 ? 0 : isDown(reach, k, steps) ? at(reach, k + 1, steps) : at(reach, k - 1, steps) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next[k + steps + 1] = x;
      if (x < a.length || x - k < b.length) continue;
      trail.push(next);
      return wayBack(trail, a.length, b.length);
    }
    trail.push(next);
    reach = next;
  }
  return null;
}

/** How far `steps - 1` steps led on diagonal `k`. */
function at(reach: Int32Array, k: number, steps: number): number {
  return reach[k + steps] ?? 0;
}

/** Whether diagonal `k` is reached by a line that came, not by one that went. */
function isDown(reach: Int32Array, k: number, steps: number): boolean {
  return k === -steps || (k !== steps && at(reach, k - 1, steps) < at(reach, k + 1, steps));
}

function wayBack(trail: readonly Int32Array[], lengthA: number, lengthB: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let steps = trail.length - 1; steps > 0; steps--) {
    const reach = trail[steps - 1] as Int32Array;
    const k = x - y;
    const down = isDown(reach, k, steps);
    const from = down ? k + 1 : k - 1;
    const beforeX = at(reach, from, steps);
    const beforeY = beforeX - from;
    const [endX, endY] = down ? [beforeX, beforeY + 1] : [beforeX + 1, beforeY];
    const last = changes[0];
    const step = { beforeStart: beforeX, beforeEnd: endX, afterStart: beforeY, afterEnd: endY };
    if (last !== undefined && last.beforeStart === endX && last.afterStart === endY) {
      changes[0] = { ...last, beforeStart: beforeX, afterStart: beforeY };
    } else changes.unshift(step);
    [x, y] = [beforeX, beforeY];
  }
  return changes;
}
