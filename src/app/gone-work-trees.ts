import { type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';
import type { SelectedSource } from './select-sessions.js';

/** A selected trace with the folders that stood for the root (the first one counts). */
interface Placed {
  readonly source: SelectedSource;
  readonly roots: readonly RecordedPath[];
}

interface Range {
  readonly root: RecordedPath;
  from: number;
  to: number;
}

/**
 * Which sessions worked in a linked work tree that is gone since. Nothing names it any more, and the folder of a repository that was
 * moved is gone as well; but a repository lies in one place at a time. So a folder that is gone, and was only in use while another
 * folder of the same history was in use before and after, was a work tree beside it.
 *
 * @param here the root of the repository as it lies now, in use until now.
 */
export function inGoneWorkTrees<T extends Placed>(placed: readonly T[], here: RecordedPath): Set<T> {
  const ranges = rangesOf(placed, here);
  const gone = placed.filter(({ source, roots }) => {
    const [root] = roots;
    if (source.where !== 'here' || source.derive === null || root === undefined) return false;
    const own = ranges.get(root.path);
    return own !== undefined && [...ranges.values()].some((other) => isAround(other, own));
  });
  return new Set(gone);
}

function rangesOf(placed: readonly Placed[], here: RecordedPath): Map<string, Range> {
  const ranges = new Map<string, Range>();
  for (const { source, roots } of placed) {
    const from = Date.parse(source.probe.firstTime ?? '');
    const to = Date.parse(source.probe.lastTime ?? source.probe.firstTime ?? '');
    if (source.where !== 'here' || Number.isNaN(from) || Number.isNaN(to)) continue;
    for (const use of usesOf(source, roots, from, to)) {
      const range = ranges.get(use.root.path) ?? use;
      range.from = Math.min(range.from, use.from);
      range.to = use.root.path === here.path ? Number.POSITIVE_INFINITY : Math.max(range.to, use.to);
      ranges.set(use.root.path, range);
    }
  }
  return ranges;
}

/**
 * When a session is known to have used which folder. One that came here from folders that are gone was in those when it began and here
 * when it ended; when it came is not known.
 */
function usesOf(source: SelectedSource, roots: readonly RecordedPath[], from: number, to: number): Range[] {
  const [root] = roots;
  if (root === undefined) return [];
  const isMovedOnTheWay = source.derive !== null && source.roots.length > 0;
  if (!isMovedOnTheWay) return [{ root, from, to }];
  const before = roots.slice(source.roots.length);
  return [{ root, from: to, to }, ...before.map((gone) => ({ root: gone, from, to: from }))];
}

function isAround(outer: Range, inner: Range): boolean {
  const areNested = relativeTo(outer.root, inner.root) !== null || relativeTo(inner.root, outer.root) !== null;
  return !areNested && outer.from < inner.from && inner.to < outer.to;
}
