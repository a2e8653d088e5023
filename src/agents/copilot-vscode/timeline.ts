import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from '../json-values.js';
import { type TextEdit, textEditsOf } from './text-edits.js';
import { filePathOf } from './uris.js';

/** What an editing session tells that was done, in the order in which it was (formats/copilot.md, B.1). */
export interface Timeline {
  readonly items: readonly TimelineItem[];
  /** Changes of files, as they were asked for. */
  readonly changes: readonly Change[];
  /** How many operations could not be understood, or are of unknown kinds. */
  readonly unreadable: number;
  readonly unknown: number;
}

interface ItemBase {
  /** Order within the session. */
  readonly epoch: number;
  readonly requestId: string;
  readonly path: string;
  /** As recorded. */
  readonly model: string | null;
  readonly agentId: string | null;
}

/** What a file held when a request first changed it. `content` null: not a text that the file holds (a notebook). */
interface Baseline extends ItemBase {
  readonly kind: 'baseline';
  readonly content: string | null;
}

export type Operation = ItemBase & {
  /** The person took it back: the file does not hold it. */
  readonly isUndone: boolean;
} & (
    | { readonly kind: 'create'; readonly content: string | null }
    | { readonly kind: 'edit'; readonly edits: readonly TextEdit[] | null }
    | { readonly kind: 'delete'; readonly content: string | null }
    | { readonly kind: 'rename'; readonly oldPath: string }
  );

type TimelineItem = Baseline | Operation;

/**
 * What one call did to one file: while an answer comes in, the editor carries it out piece by piece. A point that a person can go back to
 * (`checkpoints`) ends it, as does an operation of another file.
 */
interface Change {
  /** Indices among the items, both included. */
  readonly first: number;
  readonly last: number;
  /** The first one. */
  readonly operation: Operation;
}

/** @returns null where the state has no timeline (its first version). */
export function timelineOf(state: JsonObject): Timeline | null {
  const timeline = objectOf(state.timeline);
  if (timeline === null) return null;
  const reader = new TimelineReader(numberOf(timeline.currentEpoch) ?? Number.POSITIVE_INFINITY);
  for (const pair of Array.isArray(timeline.fileBaselines) ? timeline.fileBaselines : []) reader.baseline(pair);
  for (const operation of Array.isArray(timeline.operations) ? timeline.operations : []) reader.operation(operation);
  const items = reader.items.sort((a, b) => a.epoch - b.epoch || rank(a) - rank(b));
  const stops = objectsOf(timeline.checkpoints).map(({ epoch }) => numberOf(epoch) ?? Number.NaN);
  return { items, changes: changesIn(items, stops), unreadable: reader.unreadable, unknown: reader.unknown };
}

function changesIn(items: readonly TimelineItem[], stops: readonly number[]): Change[] {
  const changes: { first: number; last: number; operation: Operation }[] = [];
  let isOpen = false;
  for (const [at, item] of items.entries()) {
    if (item.kind === 'baseline') {
      // What a file that was just made holds is no news.
      isOpen &&= changes.at(-1)?.operation.path === item.path && changes.at(-1)?.operation.kind === 'create';
      continue;
    }
    const open = isOpen ? changes.at(-1) : undefined;
    const since = open === undefined ? 0 : (items[open.last]?.epoch ?? 0);
    const goesOn =
      open !== undefined &&
      item.kind === 'edit' &&
      item.path === open.operation.path &&
      item.requestId === open.operation.requestId &&
      item.isUndone === open.operation.isUndone &&
      !stops.some((epoch) => epoch > since && epoch <= item.epoch);
    if (goesOn) open.last = at;
    else changes.push({ first: at, last: at, operation: item });
    isOpen = item.kind === 'create' || item.kind === 'edit';
  }
  return changes;
}

/** A baseline is what was there before anything of its epoch was done. */
function rank({ kind }: TimelineItem): number {
  return kind === 'baseline' ? 0 : 1;
}

class TimelineReader {
  readonly items: TimelineItem[] = [];
  unreadable = 0;
  unknown = 0;
  /** What is of this epoch or a later one was undone. */
  readonly #current: number;

  constructor(current: number) {
    this.#current = current;
  }

  baseline(pair: unknown): void {
    const baseline = objectOf(Array.isArray(pair) ? pair[1] : null);
    const base = baseline === null ? null : this.#base(baseline);
    if (baseline === null || base === null) return;
    const isText = typeof baseline.content === 'string' && textOf(baseline.notebookViewType) === null;
    this.items.push({ ...base, kind: 'baseline', content: isText ? (baseline.content as string) : null });
  }

  operation(value: unknown): void {
    const operation = objectOf(value);
    const base = operation === null ? null : this.#base(operation);
    if (operation === null || base === null) return;
    const common = { ...base, isUndone: base.epoch >= this.#current };
    const isNotebook = textOf(operation.notebookViewType) !== null;
    const text = (content: unknown): string | null => (typeof content === 'string' && !isNotebook ? content : null);
    switch (operation.type) {
      case 'create':
        this.items.push({ ...common, kind: 'create', content: text(operation.initialContent) });
        break;
      case 'textEdit': {
        const isCell = operation.cellIndex !== undefined && operation.cellIndex !== null;
        this.items.push({ ...common, kind: 'edit', edits: isCell ? null : textEditsOf(operation.edits) });
        break;
      }
      case 'notebookEdit':
        this.items.push({ ...common, kind: 'edit', edits: null });
        break;
      case 'delete':
        this.items.push({ ...common, kind: 'delete', content: text(operation.finalContent) });
        break;
      case 'rename': {
        const [oldPath, path] = [filePathOf(operation.oldUri), filePathOf(operation.newUri)];
        if (oldPath !== null && path !== null) this.items.push({ ...common, kind: 'rename', path, oldPath });
        break;
      }
      default:
        this.unknown++;
    }
  }

  /** @returns null for what is of no file; what has no place in the order is counted. */
  #base({ uri, requestId, epoch, telemetryInfo }: JsonObject): ItemBase | null {
    const path = filePathOf(uri);
    if (path === null) return null;
    const place = numberOf(epoch);
    if (place === null || !Number.isSafeInteger(place) || place < 0) {
      this.unreadable++;
      return null;
    }
    const told = objectOf(telemetryInfo);
    const common = { epoch: place, path, model: textOf(told?.modelId), agentId: textOf(told?.agentId) };
    return { ...common, requestId: textOf(requestId) ?? textOf(told?.requestId) ?? '' };
  }
}

/** The first version of the state: for each file what it held before the pending edits, and with them. */
export interface PendingEntry {
  readonly path: string;
  readonly requestId: string;
  readonly model: string | null;
  readonly agentId: string | null;
  /** Names of the texts below `contents`. */
  readonly before: string;
  readonly after: string;
  readonly isDeleted: boolean;
}

export function pendingEntriesOf(state: JsonObject): PendingEntry[] {
  return objectsOf(objectOf(state.recentSnapshot)?.entries).flatMap((entry) => {
    const path = filePathOf(entry.resource);
    const [before, after] = [textOf(entry.originalHash), textOf(entry.currentHash)];
    const told = objectOf(entry.telemetryInfo);
    // 0: the person has not decided. Kept edits are part of both texts, undone ones of neither.
    if (path === null || before === null || after === null || before === after || entry.state !== 0) return [];
    const common = { path, before, after, isDeleted: entry.isDeleted === true };
    const whose = { model: textOf(told?.modelId), agentId: textOf(told?.agentId) };
    return [{ ...common, ...whose, requestId: textOf(told?.requestId) ?? '' }];
  });
}
