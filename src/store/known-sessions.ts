import { createHash } from 'node:crypto';
import type { FoundTraces } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import type { SqlDatabase } from '../sql/database.js';
import { isSettled } from './file-stamp.js';
import { fingerprintOf } from './fingerprint.js';
import { metaValue, setMeta } from './meta.js';
import type { IndexDatabase } from './open-index.js';

/** Homes of an agent, and what lies in them. */
interface FoundFiles extends Pick<FoundTraces, 'sources' | 'stamps'> {
  readonly agent: string;
  readonly homes: readonly string[];
}

/** Home, path, kind, size; and the stamp: size, times, inode. */
type KeptSource = readonly [string, string, TraceSource['kind'], number, number, number, number, number];

interface Kept {
  readonly state: string;
  readonly sources: readonly KeptSource[];
  readonly warnings: readonly Warning[];
}

/** Trouble that may be over the next time, though the files are as they were. */
const PASSING: ReadonlySet<string> = new Set(['database_unread', 'database_in_use']);

/**
 * The sessions that databases of another program hold (`AgentAdapter.sessionsIn`), as they were told when the files were just as they
 * are now: none of them has to be opened to know.
 * @returns null where that is not known.
 */
export function knownSessions(database: SqlDatabase, files: FoundFiles): FoundTraces | null {
  const kept = keptIn(metaValue(database, keyOf(files)));
  if (kept === null || kept.state !== fingerprintOf(files)) return null;
  const stamps = new Map<TraceSource, FileStamp>();
  for (const [home, path, kind, size, bytes, mtimeMs, ctimeMs, inode] of kept.sources) {
    stamps.set({ agent: files.agent, home, path, kind, size }, { size: bytes, mtimeMs, ctimeMs, inode });
  }
  return { sources: [...stamps.keys()], stamps, warnings: kept.warnings };
}

/**
 * Keeps what `files` were taken apart into. Not where one of them changed a moment ago: another change might not show.
 * @param at when the files were looked at; milliseconds since 1970.
 * @throws SqlError.
 */
export function keepSessions(index: IndexDatabase, files: FoundFiles, sessions: FoundTraces, at: number): void {
  if (!index.writable || sessions.warnings.some(({ code }) => PASSING.has(code))) return;
  if (![...files.stamps.values()].every((stamp) => isSettled(stamp, at))) return;
  const sources = sessions.sources.flatMap((source): KeptSource[] => {
    const stamp = sessions.stamps.get(source);
    const { home, path, kind, size } = source;
    return stamp === undefined ? [] : [[home, path, kind, size, stamp.size, stamp.mtimeMs, stamp.ctimeMs, stamp.inode]];
  });
  const kept: Kept = { state: fingerprintOf(files), sources, warnings: sessions.warnings };
  index.database.transaction(() => setMeta(index.database, keyOf(files), JSON.stringify(kept)));
}

function keyOf({ agent, homes }: FoundFiles): string {
  return `sessions ${createHash('sha1')
    .update([agent, ...homes].join('\0'))
    .digest('hex')}`;
}

function keptIn(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null;
  }
}
