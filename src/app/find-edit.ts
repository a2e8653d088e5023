import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { OpenHistory } from './file-history.js';
import { followPaths } from './follow-paths.js';
import { touchedPaths } from './touched-paths.js';
import { mergeWarnings } from './warnings.js';

/** An edit, and the records that it rests on. */
export interface FoundEdit {
  readonly edit: EditRecord;
  /** It points to the record that tells that it happened, and to the one that asked for it. */
  readonly event: DraftEdit['event'];
  readonly warnings: readonly Warning[];
}

const SHORTEST = 4;
const MOST_LISTED = 10;

/**
 * The edit whose id begins so: of this work tree, else of another one of the repository.
 * @throws AiBlameError NO_SUCH_EDIT, AMBIGUOUS, USAGE.
 */
export function findEdit(open: OpenHistory, id: string): FoundEdit {
  const prefix = id.toLowerCase();
  if (!/^[0-9a-f]+$/.test(prefix) || prefix.length < SHORTEST) {
    throw new AiBlameError('USAGE', `An edit is named by ${SHORTEST} or more digits of its id, not by "${id}"`);
  }
  const { repository, timelines, progress } = open;
  const warnings: Warning[] = [...timelines.warnings];
  for (const timeline of timelines.all) {
    const found = new Map<string, Omit<FoundEdit, 'warnings'>>();
    const paths = touchedPaths(repository, timeline.entries);
    for (const { file } of followPaths(repository, timelines, timeline, paths, progress)) {
      for (const [n, edit] of file.records.entries()) {
        const draft = file.edits[n];
        if (draft !== undefined && edit.id.startsWith(prefix)) found.set(edit.id, { edit, event: draft.event });
      }
    }
    const [only, ...more] = found.values();
    if (more.length > 0) throw ambiguous(id, [...found.keys()]);
    if (only !== undefined) return { ...only, warnings: mergeWarnings(warnings) };
  }
  throw new AiBlameError('NO_SUCH_EDIT', `There is no edit ${id} in this repository`, {
    hint: 'ai-blame edits lists them',
  });
}

function ambiguous(id: string, ids: readonly string[]): AiBlameError {
  const listed = [...ids].sort().slice(0, MOST_LISTED).join(', ');
  const rest = ids.length > MOST_LISTED ? `, and ${ids.length - MOST_LISTED} more` : '';
  return new AiBlameError('AMBIGUOUS', `${id} stands for ${ids.length} edits`, { hint: `one of ${listed}${rest}` });
}
