import type { FileStamp } from './file-stamp.js';
import type { TraceSource } from './session.js';

/** A source of lines that was read to the end of its file, and may be written on. */
export interface GrowingSource extends Pick<TraceSource, 'agent' | 'home' | 'path'> {
  /** Of its file when it was read. */
  readonly stamp: FileStamp;
  /** Digests of its first and its last bytes then (`digests` in `src/store/file-stamp.ts`), hexadecimal. */
  readonly head: string;
  readonly tail: string;
}
