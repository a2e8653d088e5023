import type { CommandEvent, CommandTarget, FileChangeEvent } from '../model/agent-event.js';
import type { WasPutBack } from './put-back.js';

/** An entry of a timeline, and whose it is. */
interface OfSession {
  readonly entry:
    | {
        readonly kind: 'change';
        readonly event: Pick<FileChangeEvent, 'op' | 'outcome'>;
        readonly path: string;
        readonly oldPath: string | null;
      }
    | {
        readonly kind: 'command';
        readonly event: Pick<CommandEvent, 'outcome'>;
        readonly targets: readonly Pick<CommandTarget, 'path' | 'op'>[];
      }
    | { readonly kind: 'snapshot' | 'read' | 'rewind' | 'head' };
  readonly session: string;
  /** Milliseconds since 1970; -Infinity where no time is known. */
  readonly clock: number;
  /** Whether no record of its trace tells a time: `clock` is at best when the session began. */
  readonly isUndated: boolean;
}

/** Whether a file was committed at a time (milliseconds since 1970); null: that is not known. */
export type WasCommitted = (path: string, clock: number) => boolean | null;

/**
 * Sessions that tell no times stand one behind the other, though they may have run at once. Where one of them changes a file that
 * another one, which stands before it, had moved away or deleted, that happened after the change, unless git put the file back before the
 * session with the change began: the other goes on behind it. Where
 * it changes a file that only another one, which stands behind it, moves there, or makes where HEAD had none, it goes on behind that.
 *
 * @param placed in the order that is known. @returns the same entries; those of one session keep their order.
 */
export function inPossibleOrder<T extends OfSession>(
  placed: readonly T[],
  wasCommitted: WasCommitted,
  wasPutBack: WasPutBack,
): T[] {
  return afterMakers(beforeTakers(placed, wasPutBack), wasCommitted);
}

function beforeTakers<T extends OfSession>(placed: readonly T[], wasPutBack: WasPutBack): T[] {
  const order = [...placed];
  const taken = new Set(order.flatMap((one) => (one.isUndated ? takenPaths(one) : [])));
  // Two that each need what the other took away stay as they are.
  const tried = new Map<T, Set<T>>();
  for (let k = 0; taken.size > 0 && k < order.length; k++) {
    const one = order[k] as T;
    const takers = neededPaths(one).flatMap((path) =>
      taken.has(path) ? (takerOf(order, k, path, wasPutBack) ?? []) : [],
    );
    const taker = takers.find((other) => other.session !== one.session && !tried.get(one)?.has(other));
    if (taker === undefined) continue;
    tried.set(one, (tried.get(one) ?? new Set()).add(taker));
    const isLater = (other: T): boolean => other.session === taker.session && other.isUndated;
    const j = order.indexOf(taker);
    const between = order.slice(j, k);
    const later = between.filter(isLater);
    order.splice(j, k - j + 1, ...between.filter((other) => !isLater(other)), one, ...later);
    k -= later.length;
  }
  return order;
}

/** What took the file away before entry `k`; null where nothing without a time did, or it came back since. */
function takerOf<T extends OfSession>(order: readonly T[], k: number, path: string, wasPutBack: WasPutBack): T | null {
  const clock = order[k]?.clock ?? Number.NEGATIVE_INFINITY;
  for (let j = k - 1; j >= 0; j--) {
    const other = order[j] as T;
    if (takenPaths(other).includes(path)) {
      return other.isUndated && !wasPutBack(path, other.clock, clock) ? other : null;
    }
    if (bringsPath(other, path)) return null;
  }
  return null;
}

function afterMakers<T extends OfSession>(placed: readonly T[], wasCommitted: WasCommitted): T[] {
  const order = [...placed];
  const made = new Set(order.flatMap((one) => (one.isUndated ? [...movedTo(one), ...madeIn(one)] : [])));
  const tried = new Set<T>();
  for (let k = 0; made.size > 0 && k < order.length; k++) {
    const one = order[k] as T;
    const makers = tried.has(one) ? [] : neededPaths(one).filter((path) => made.has(path));
    const j = Math.max(-1, ...makers.map((path) => makerOf(order, k, path, wasCommitted)));
    if (j < 0) continue;
    tried.add(one);
    const isLater = (other: T): boolean => other.session === one.session && other.isUndated;
    const between = order.slice(k, j + 1);
    order.splice(k, j - k + 1, ...between.filter((other) => !isLater(other)), ...between.filter(isLater));
    k--;
  }
  return order;
}

/**
 * Where the entry stands that moves a file to where entry `k` needs it, or makes it; -1 where another session without a time does not, or
 * it is there.
 */
function makerOf(order: readonly OfSession[], k: number, path: string, wasCommitted: WasCommitted): number {
  const one = order[k];
  if (one === undefined || order.slice(0, k).some((other) => bringsPath(other, path))) return -1;
  // What is moved away before it is made may be another file of that name.
  const canBeNew = !takenPaths(one).includes(path) && wasCommitted(path, one.clock) === false;
  const makes = (other: OfSession): boolean =>
    movedTo(other).includes(path) || (canBeNew && madeIn(other).includes(path));
  const j = order.findIndex((other, n) => n > k && makes(other));
  const maker = order[j];
  return maker === undefined || !maker.isUndated || maker.session === one.session ? -1 : j;
}

/** Paths that an entry moves away or deletes. */
function takenPaths({ entry }: OfSession): string[] {
  if (entry.kind === 'command' && entry.event.outcome === 'applied') {
    return entry.targets.flatMap(({ path, op }) => (op === 'move-from' || op === 'delete' ? [path] : []));
  }
  if (entry.kind !== 'change' || entry.event.outcome !== 'applied') return [];
  const taken = entry.event.op === 'rename' ? entry.oldPath : entry.event.op === 'delete' ? entry.path : null;
  return taken === null ? [] : [taken];
}

/** Whether the file is there after an entry that tells of it. */
function bringsPath({ entry }: OfSession, path: string): boolean {
  if (entry.kind === 'command') {
    return entry.targets.some((target) => target.path === path && target.op !== 'move-from' && target.op !== 'delete');
  }
  return entry.kind === 'change' && entry.path === path && entry.event.outcome === 'applied';
}

/** Paths to which an entry moves files. */
function movedTo({ entry }: OfSession): string[] {
  if (entry.kind === 'command' && entry.event.outcome === 'applied') {
    return entry.targets.flatMap(({ path, op }) => (op === 'move-to' ? [path] : []));
  }
  if (entry.kind !== 'change' || entry.event.outcome !== 'applied') return [];
  return entry.event.op === 'rename' && entry.path !== entry.oldPath ? [entry.path] : [];
}

/** The files that must be there for what is told without a time. What a command edits in place it does not make. */
function neededPaths(one: OfSession): string[] {
  const { entry } = one;
  if ((entry.kind !== 'change' && entry.kind !== 'command') || !one.isUndated) return [];
  if (entry.event.outcome !== 'applied') return [];
  if (entry.kind === 'command') return entry.targets.flatMap(({ path, op }) => (op === 'edit' ? [path] : []));
  if (entry.event.op === 'create') return [];
  const needed = entry.event.op === 'rename' ? entry.oldPath : entry.path;
  return needed === null ? [] : [needed];
}

/** Paths of files that an entry makes. */
function madeIn({ entry }: OfSession): string[] {
  return entry.kind === 'change' && entry.event.op === 'create' && entry.event.outcome === 'applied'
    ? [entry.path]
    : [];
}
