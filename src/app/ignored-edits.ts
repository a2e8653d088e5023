import { AiBlameError } from '../errors.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { TimelineEntry } from '../reconcile/timeline.js';

/**
 * Reads which edits to look through.
 *
 * @param given `SESSION:TURN`, `SESSION`, or the id of an edit.
 * @param entries everything that the traces tell of this repository.
 * @param ids of the edits of the file that is asked about.
 * @throws AiBlameError NO_SUCH_EDIT, AMBIGUOUS.
 */
export function ignoredEdits(
  given: readonly string[],
  entries: readonly TimelineEntry[],
  ids: ReadonlyMap<DraftEdit, string>,
): (edit: DraftEdit) => boolean {
  const edits = new Set<string>();
  /** By session: turns, or null for all of them. */
  const sessions = new Map<string, Set<number> | null>();
  const known = given.length === 0 ? new Map<string, Set<number>>() : turnsOfSessions(entries);
  const editIds = new Set(ids.values());
  for (const name of given) {
    if (editIds.has(name)) {
      edits.add(name);
      continue;
    }
    const [, session = '', turn = null] = /^(.*?)(?::#?(\d{1,9}))?$/s.exec(name) ?? [];
    const id = sessionNamed(session, [...known.keys()], name);
    if (turn === null) {
      sessions.set(id, null);
      continue;
    }
    const index = Number(turn);
    if (known.get(id)?.has(index) !== true) {
      throw new AiBlameError('NO_SUCH_EDIT', `The session ${id} has no turn ${index} that did anything here`);
    }
    const turns = sessions.get(id);
    if (turns === undefined) sessions.set(id, new Set([index]));
    else turns?.add(index);
  }
  return (edit) => {
    const { session, turn } = edit.event;
    const turns = sessions.get(session.id);
    if (turns === null || (turn !== null && turns?.has(turn.index) === true)) return true;
    return edits.size > 0 && edits.has(ids.get(edit) ?? '');
  };
}

function turnsOfSessions(entries: readonly TimelineEntry[]): Map<string, Set<number>> {
  const turns = new Map<string, Set<number>>();
  for (const entry of entries) {
    if (entry.kind === 'head') continue;
    const { session, turn } = entry.event;
    const known = turns.get(session.id) ?? new Set();
    if (turn !== null) known.add(turn.index);
    turns.set(session.id, known);
  }
  return turns;
}

function sessionNamed(prefix: string, ids: readonly string[], name: string): string {
  if (ids.includes(prefix)) return prefix;
  const found = prefix === '' ? [] : ids.filter((id) => id.startsWith(prefix));
  const [only] = found;
  if (only === undefined) {
    throw new AiBlameError('NO_SUCH_EDIT', `No session of this repository and no edit of the file is called ${name}`, {
      hint: 'ai-blame edits lists both',
    });
  }
  if (found.length > 1) {
    throw new AiBlameError('AMBIGUOUS', `Several sessions begin with ${prefix}: ${found.slice(0, 5).join(', ')}`);
  }
  return only;
}
