import type { Warning } from '../../model/diagnostic.js';
import type { EditRecord } from '../../model/edit-record.js';

/** The newest edits, as the viewer's server answers them. */
export interface EditsAnswer {
  readonly edits: readonly EditRecord[];
  /** How many older ones there are. */
  readonly truncated?: number;
  readonly warnings: readonly Warning[];
}
