import type { TraceFinder } from '../agents/agent-adapter.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { GrowingSource } from '../model/growing-source.js';
import type { TraceSource } from '../model/session.js';
import { bytesBetween, isSameStamp, probeSum, stampOf } from '../store/file-stamp.js';
import { placeOfSource, type SourceLook } from './source-looks.js';

/** What is looked through anew with every question, instead of being read once: what takes as long is worth the index. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What was found in the homes of an agent. */
export interface SeenSources {
  readonly finder: TraceFinder;
  readonly look: SourceLook;
}

interface Grown {
  readonly finder: TraceFinder;
  readonly source: TraceSource;
  readonly stamp: FileStamp;
  readonly was: GrowingSource;
}

/**
 * Whether all that happened to the traces since a state is that some were added to, and that this tells nothing which an answer rests
 * on: the session that an agent is at grows with every word of its model. Looked through are the added bytes, and no database.
 *
 * @param growing sources as they were in that state.
 * @param isState whether all sources, if they had been found so, would be in that state.
 * @param bearers places of sources that bear on the repository that was asked about.
 */
export function haveGrownIdly(
  seen: readonly SeenSources[],
  growing: readonly GrowingSource[],
  isState: (looks: readonly SourceLook[]) => boolean,
  bearers: readonly string[],
): boolean {
  const grown = seen.flatMap((each) => grownAmong(each, growing));
  const bytes = grown.reduce((sum, { stamp, was }) => sum + stamp.size - was.stamp.size, 0);
  if (grown.length === 0 || bytes > MOST_BYTES || !isState(before(seen, grown))) return false;
  const bearing = new Set(bearers);
  return grown.every((each) => hasGrownIdly(each, !bearing.has(placeOfSource(each.source))));
}

function grownAmong({ finder, look }: SeenSources, growing: readonly GrowingSource[]): Grown[] {
  const known = new Map(growing.filter(({ agent }) => agent === finder.id).map((each) => [each.path, each]));
  if (known.size === 0) return [];
  const grown: Grown[] = [];
  for (const [source, stamp] of look.stamps) {
    const was = known.get(source.path);
    if (was?.home !== source.home || isSameStamp(was.stamp, stamp)) continue;
    if (source.kind === 'jsonl' && stamp.inode === was.stamp.inode && stamp.size > was.stamp.size) {
      grown.push({ finder, source, stamp, was });
    }
  }
  return grown;
}

/** What would have been seen if they had not grown. */
function before(seen: readonly SeenSources[], grown: readonly Grown[]): SourceLook[] {
  return seen.map(({ finder, look }) => {
    const own = grown.filter((each) => each.finder === finder);
    const stamps = new Map(look.stamps);
    for (const { source, was } of own) stamps.set(source, was.stamp);
    return own.length === 0 ? look : { ...look, stamps };
  });
}

function hasGrownIdly({ finder, source, stamp, was }: Grown, asProbed: boolean): boolean {
  if (probeSum(source, was.stamp.size) !== was.sum) return false;
  const added = bytesBetween(source, was.stamp.size, stamp.size);
  if (added === null || finder.isIdleGrowth?.(added, asProbed) !== true) return false;
  // What is written meanwhile may be written anywhere.
  const now = stampOf(source);
  return now !== null && isSameStamp(now, stamp);
}
