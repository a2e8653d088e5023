import { applyTextEdits, withLf } from './text-edits.js';
import type { Timeline } from './timeline.js';

/** What a file held on both sides of an operation; null: it was not there; undefined: not known. */
export interface Replayed {
  readonly before: string | null | undefined;
  readonly after: string | null | undefined;
  /** The store holds `before` itself. Else it follows from the operations alone: what others did meanwhile is not in it. */
  readonly isRecorded: boolean;
}

/**
 * Plays the operations of an editing session on its baselines, purely from what it kept.
 * @param first index of the first item that is wanted; `count` of them are.
 */
export function replay({ items }: Timeline, first: number, count: number): Map<number, Replayed> {
  const files = new Map<string, string | null | undefined>();
  const recorded = new Set<string>();
  const wanted = new Map<number, Replayed>();
  for (let at = 0; at < Math.min(items.length, first + count); at++) {
    const item = items[at];
    if (item === undefined) continue;
    const { path } = item;
    if (item.kind === 'baseline') {
      files.set(path, item.content === null ? undefined : withLf(item.content));
      recorded.add(path);
      continue;
    }
    const from = item.kind === 'rename' ? item.oldPath : path;
    const isRecorded =
      recorded.has(from) || item.kind === 'create' || (item.kind === 'delete' && item.content !== null);
    const sides = { ...sidesOf(item, files.get(from)), isRecorded };
    if (item.kind === 'rename') files.set(item.oldPath, null);
    files.set(path, sides.after);
    recorded.delete(from);
    if (at >= first) wanted.set(at, sides);
  }
  return wanted;
}

function sidesOf(
  item: Exclude<Timeline['items'][number], { kind: 'baseline' }>,
  known: Replayed['before'],
): Omit<Replayed, 'isRecorded'> {
  switch (item.kind) {
    case 'create':
      return { before: null, after: item.content === null ? undefined : withLf(item.content) };
    case 'edit': {
      const edited = typeof known === 'string' && item.edits !== null ? applyTextEdits(known, item.edits) : null;
      return edited === null ? { before: known ?? undefined, after: undefined } : { before: known, after: edited };
    }
    case 'delete':
      return { before: item.content === null ? (known ?? undefined) : withLf(item.content), after: null };
    case 'rename':
      return { before: known ?? undefined, after: known ?? undefined };
  }
}
