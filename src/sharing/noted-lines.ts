import { type AuthorshipNote, modelNamed, type NoteEntry, type NoteRecord } from './authorship-note.js';

/** What a note says of a line. */
export interface NotedLine {
  readonly entry: NoteEntry;
  readonly record: NoteRecord;
}

/**
 * Whom a note names for lines of one file, as git-ai reads it: of several sections of a path the first counts, of several entries
 * that hold a line the last whose key the note explains.
 * @param lines from 1, ascending.
 * @returns lines that it says nothing of are left out.
 */
export function notedLines(note: AuthorshipNote, path: string, lines: readonly number[]): Map<number, NotedLine> {
  const found = new Map<number, NotedLine>();
  const entries = note.files.find((file) => file.path === path)?.entries ?? [];
  // From each place the next one that nothing was found for yet: ranges may overlap as often as they like.
  const open = Array.from({ length: lines.length + 1 }, (_, place) => place);
  const nextOpen = (place: number): number => {
    let end = place;
    while (open[end] !== end) end = open[end] as number;
    for (let at = place; at !== end; ) {
      const next = open[at] as number;
      open[at] = end;
      at = next;
    }
    return end;
  };
  for (const entry of entries.toReversed()) {
    const record = note.records.get(recordKey(entry.key));
    if (record === undefined) continue;
    for (const { first, last } of entry.spans) {
      for (let place = nextOpen(firstAtLeast(lines, first)); (lines[place] ?? Infinity) <= last; ) {
        found.set(lines[place] as number, { entry, record });
        open[place] = place + 1;
        place = nextOpen(place + 1);
      }
    }
  }
  return found;
}

/** The part of an entry's key that names a session, a prompt or a person. */
export function recordKey(key: string): string {
  return key.split('::', 1)[0] ?? key;
}

/** The model of the edit that an entry stands for; null: it is not told. */
export function modelOf({ entry, record }: NotedLine): string | null {
  if (record.kind === 'human') return null;
  const [, edit = ''] = entry.key.split('::');
  const own = record.modelsOfEdits.get(edit);
  return own === undefined ? record.model : modelNamed(own);
}

function firstAtLeast(lines: readonly number[], least: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
