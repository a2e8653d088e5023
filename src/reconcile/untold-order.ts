import type { FileChangeEvent } from '../model/agent-event.js';

/** An entry of a timeline, and whose it is. */
interface OfSession {
  readonly entry:
    | {
        readonly kind: 'change';
        readonly event: Pick<FileChangeEvent, 'op' | 'outcome'>;
        readonly path: string;
        readonly oldPath: string | null;
      }
    | { readonly kind: 'snapshot' | 'command' | 'read' | 'rewind' | 'head' };
  readonly session: string;
  /** Milliseconds since 1970; -Infinity where no time is known. */
  readonly clock: number;
}

/**
 * Sessions that tell no times stand one behind the other, though they may have run at once. Where one of them changes a file that
 * another one, which stands before it, had moved away or deleted, that happened after the change: the other goes on behind it.
 *
 * @param placed in the order that is known. @returns the same entries; those of one session keep their order.
 */
export function inPossibleOrder<T extends OfSession>(placed: readonly T[]): T[] {
  const order = [...placed];
  const taken = new Set(order.flatMap((one) => (isUndated(one) ? (takenPath(one) ?? []) : [])));
  // Two that each need what the other took away stay as they are.
  const tried = new Map<T, Set<T>>();
  for (let k = 0; taken.size > 0 && k < order.length; k++) {
    const one = order[k] as T;
    const needed = neededPath(one);
    const taker = needed === null || !taken.has(needed) ? null : takerOf(order, k, needed);
    if (taker === null || taker.session === one.session || tried.get(one)?.has(taker)) continue;
    tried.set(one, (tried.get(one) ?? new Set()).add(taker));
    const isLater = (other: T): boolean => other.session === taker.session && isUndated(other);
    const j = order.indexOf(taker);
    const between = order.slice(j, k);
    const later = between.filter(isLater);
    order.splice(j, k - j + 1, ...between.filter((other) => !isLater(other)), one, ...later);
    k -= later.length;
  }
  return order;
}

/** What took the file away before entry `k`; null where nothing without a time did, or it came back since. */
function takerOf<T extends OfSession>(order: readonly T[], k: number, path: string): T | null {
  for (let j = k - 1; j >= 0; j--) {
    const other = order[j] as T;
    if (takenPath(other) === path) return isUndated(other) ? other : null;
    if (other.entry.kind === 'change' && other.entry.path === path && other.entry.event.outcome === 'applied')
      return null;
  }
  return null;
}

function takenPath({ entry }: OfSession): string | null {
  if (entry.kind !== 'change' || entry.event.outcome !== 'applied') return null;
  return entry.event.op === 'rename' ? entry.oldPath : entry.event.op === 'delete' ? entry.path : null;
}

/** The file that must be there for a change without a time; null where none must. */
function neededPath(one: OfSession): string | null {
  const { entry } = one;
  if (entry.kind !== 'change' || !isUndated(one) || entry.event.outcome !== 'applied') return null;
  if (entry.event.op === 'create') return null;
  return entry.event.op === 'rename' ? entry.oldPath : entry.path;
}

function isUndated({ clock }: OfSession): boolean {
  return clock === Number.NEGATIVE_INFINITY;
}
