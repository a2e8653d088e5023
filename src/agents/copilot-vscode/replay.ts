import { applyTextEdits, withLf } from './text-edits.js';
import type { Timeline } from './timeline.js';

/** What a file held on both sides of an operation; null: it was not there; undefined: not known. */
export interface Replayed {
  readonly before: string | null | undefined;
  readonly after: string | null | undefined;
}

/**
 * Plays the operations of an editing session on its baselines, purely from what it kept.
 * @param first index of the first item that is wanted; `count` of them are.
 */
export function replay({ items }: Timeline, first: number, count: number): Map<number, Replayed> {
  const files = new Map<string, string | null | undefined>();
  const wanted = new Map<number, Replayed>();
  for (let at = 0; at < Math.min(items.length, first + count); at++) {
    const item = items[at];
    if (item === undefined) continue;
    const { path } = item;
    if (item.kind === 'baseline') {
      files.set(path, item.content === null ? undefined : withLf(item.content));
      continue;
    }
    const known = files.get(item.kind === 'rename' ? item.oldPath : path);
    const sides = sidesOf(item, known);
    if (item.kind === 'rename') files.set(item.oldPath, null);
    files.set(path, sides.after);
    if (at >= first) wanted.set(at, sides);
  }
  return wanted;
}

function sidesOf(item: Exclude<Timeline['items'][number], { kind: 'baseline' }>, known: Replayed['before']): Replayed {
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
