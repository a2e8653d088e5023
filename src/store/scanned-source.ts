import type { AgentAdapter, ResumePoint, SourceScan } from '../agents/agent-adapter.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import { digests, isSameStamp, type Probes, stampOf } from './file-stamp.js';
import { type EncodedScan, encodeScan } from './trace-rows.js';

/** A source that is to be read for the index. */
export interface ScanTask {
  readonly source: TraceSource;
  readonly stamp: FileStamp;
  /** When its reading began, at the latest; milliseconds since 1970. */
  readonly at: number;
  /** Whether it may be gone on with later, so that what that takes is kept. */
  readonly isGrowing: boolean;
}

/** What was read of a source: all that the index keeps of it. Plain values, which may be handed from thread to thread. */
export interface ScannedSource extends Probes {
  readonly at: number;
  /** null where it could not be read, or tells something that rows cannot hold. */
  readonly told: ToldScan | null;
  readonly error: string | null;
  readonly isContinued: boolean;
  /** Whether the file was still the same afterwards. */
  readonly isUnchanged: boolean;
}

interface ToldScan extends Pick<SourceScan, 'session' | 'summary' | 'probe' | 'warnings'> {
  /** Where the reading ended; null: what is appended to the source is not read by itself. */
  readonly end: Pick<ResumePoint, 'offset' | 'records'> | null;
  readonly resume: ResumePoint | null;
  readonly encoded: EncodedScan;
}

/**
 * Reads a source for the index. Never throws for what the source holds.
 * @param from where an earlier reading ended; null: from the beginning.
 */
export function scanSource(
  adapter: AgentAdapter,
  { source, stamp, at, isGrowing }: ScanTask,
  from: ResumePoint | null,
): ScannedSource {
  const base = { at, isContinued: false };
  const { told, error } = tellSource(adapter, source, from);
  if (told === null) return { ...base, told, error, head: null, tail: null, isUnchanged: false };
  const { head, tail } = digests(source, told.end?.offset ?? stamp.size);
  const after = stampOf(source);
  const isUnchanged = after !== null && isSameStamp(after, stamp);
  const kept = isGrowing ? told : { ...told, resume: null };
  return { at, told: kept, error: null, isContinued: from !== null, head, tail, isUnchanged };
}

function tellSource(
  adapter: AgentAdapter,
  source: TraceSource,
  from: ResumePoint | null,
): { readonly told: ToldScan | null; readonly error: string | null } {
  try {
    const scan = adapter.scan(source, from);
    const { session, summary, probe, warnings, resume } = scan;
    const unreadable = warnings.find(({ code }) => code === 'source_unreadable');
    if (unreadable !== undefined) return { told: null, error: unreadable.message };
    const end = resume === null ? null : { offset: resume.offset, records: resume.records };
    return { told: { session, summary, probe, warnings, end, resume, encoded: encodeScan(scan) }, error: null };
  } catch (error) {
    // A reading that fails is told where the trace itself is asked; the others go on.
    return { told: null, error: String(error) };
  }
}
