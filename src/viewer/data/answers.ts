import type { Warning } from '../../model/diagnostic.js';
import type { EditRecord } from '../../model/edit-record.js';
import type { CopyDescription } from '../../model/page-pieces.js';
import type { AboutResult } from '../../model/viewer-result.js';

/** What heads the pages. */
export interface About extends AboutResult {
  /** Only where the pages are files. */
  readonly copy?: CopyDescription;
}

/** The newest edits, as the viewer's server answers them. */
export interface EditsAnswer {
  readonly edits: readonly EditRecord[];
  /** How many older ones there are. */
  readonly truncated?: number;
  readonly warnings: readonly Warning[];
}
