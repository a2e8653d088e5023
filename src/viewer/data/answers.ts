import type { Origin } from '../../model/blame-result.js';
import type { Warning } from '../../model/diagnostic.js';
import type { EditRecord } from '../../model/edit-record.js';
import type { Evidence } from '../../model/evidence.js';

/** What only the viewer's server answers, or answers otherwise than the commands. */
export interface AboutAnswer {
  readonly version: string;
  readonly repository: { readonly root: string; readonly name: string; readonly head: string | null };
  readonly caveats: Readonly<Record<string, string>>;
  readonly evidence: Readonly<Record<Evidence, string>>;
  readonly origins: Readonly<Record<Origin, string>>;
}

export interface EditsAnswer {
  readonly edits: readonly EditRecord[];
  /** How many older ones there are. */
  readonly truncated?: number;
  readonly warnings: readonly Warning[];
}
