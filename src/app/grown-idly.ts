import { join } from 'node:path';
import type { TraceFinder } from '../agents/agent-adapter.js';
import type { GrowingSource } from '../model/growing-source.js';
import type { TraceSource } from '../model/session.js';
import type { ChangedFile } from '../scan/packed-looks.js';
import { bytesBetween, isSameStamp, probeSum, stampOf } from '../store/file-stamp.js';
import { placeOfSource } from './source-looks.js';

/** What is looked through anew with every question, instead of being read once: what takes as long is worth the index. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Whether all that happened to the traces is that some were added to, and that this tells nothing which an answer rests on: the session
 * that an agent is at grows with every word of its model. Looked through are the added bytes, and no database.
 *
 * @param changed files that are not as they were when the answer was given: nothing else in the homes changed.
 * @param growing sources as they were then.
 * @param bearers places of sources that bear on the repository that was asked about.
 */
export function haveGrownIdly(
  changed: readonly ChangedFile[],
  finders: readonly TraceFinder[],
  growing: readonly GrowingSource[],
  bearers: readonly string[],
): boolean {
  const bytes = changed.reduce((sum, { was, is }) => sum + is.size - was.size, 0);
  if (bytes > MOST_BYTES) return false;
  const known = new Map(growing.map((source) => [join(source.home, source.path), source]));
  const bearing = new Set(bearers);
  return changed.every((file) => {
    const source = known.get(join(file.path));
    const finder = finders.find(({ id }) => id === source?.agent);
    if (source === undefined || finder === undefined) return false;
    return hasGrownIdly(file, source, finder, !bearing.has(placeOfSource(source)));
  });
}

function hasGrownIdly({ was, is }: ChangedFile, known: GrowingSource, finder: TraceFinder, asProbed: boolean): boolean {
  // A source of several files has a stamp that no file has: who knows which of them grew.
  if (!isSameStamp(was, known.stamp) || is.inode !== was.inode || is.size <= was.size) return false;
  if (probeSum(known, was.size) !== known.sum) return false;
  const source: TraceSource = { ...known, kind: 'jsonl', size: is.size };
  const added = bytesBetween(source, was.size, is.size);
  if (added === null || finder.isIdleGrowth?.(added, asProbed) !== true) return false;
  // What is written meanwhile may be written anywhere.
  const now = stampOf(source);
  return now !== null && isSameStamp(now, is);
}
