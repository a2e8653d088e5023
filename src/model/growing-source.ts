import type { FileStamp } from './file-stamp.js';
import type { TraceSource } from './session.js';

/** A source of lines that was read to the end of its file, and may be written on. */
export interface GrowingSource extends Pick<TraceSource, 'agent' | 'home' | 'path'> {
  /** Of its file when it was read. */
  readonly stamp: FileStamp;
  /** Of its first and its last bytes then (`probeSum` in `src/store/file-stamp.ts`). */
  readonly sum: string;
}
