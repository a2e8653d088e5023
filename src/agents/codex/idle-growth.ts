import { type RecordKind, readHeader } from './headers.js';
import { RECORD_BEGIN } from './record-text.js';

const LF = 10;

/** What `SessionReader` takes nothing of but for lists of sessions, and `Probe` passes by. */
const IDLE: ReadonlySet<RecordKind> = new Set(['skip', 'plan', 'compaction', 'self_told', 'answer', 'error', 'tokens']);

/** What `Probe` passes by besides. */
const UNPROBED: ReadonlySet<RecordKind> = new Set(['event', 'output']);

/** In calls: what tells it of another directory. */
const CALLS: ReadonlySet<RecordKind> = new Set(['call', 'custom']);
const DIRECTORIES = [Buffer.from('workdir'), Buffer.from('working_directory')];

/**
 * Whether what was appended to a rollout tells nothing that an answer rests on, by the first bytes of its lines alone: whole lines of
 * kinds that say nothing of files, commands, turns and directories. In doubt it is not.
 *
 * @param bytes from the end of a finished line to the end of the file.
 * @param asProbed nothing but what the probe of the session tells counts: it has nothing to do with the repository that is asked about.
 */
export function isIdleGrowth(bytes: Buffer, asProbed: boolean): boolean {
  if (bytes.at(-1) !== LF) return false;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LF, start);
    const kind = readHeader(bytes, start, end);
    if (kind === null || !(IDLE.has(kind) || (asProbed && tellsNoDirectory(kind, bytes, start, end)))) return false;
    // A crash may have left half a record, with the next one behind it.
    const next = bytes.indexOf(RECORD_BEGIN, start + 1);
    if (next !== -1 && next < end) return false;
    start = end + 1;
  }
  return true;
}

function tellsNoDirectory(kind: RecordKind, bytes: Buffer, start: number, end: number): boolean {
  if (UNPROBED.has(kind)) return true;
  const line = bytes.subarray(start, end);
  return CALLS.has(kind) && DIRECTORIES.every((name) => line.indexOf(name) === -1);
}
