import type { EditRecord } from '../model/edit-record.js';

/** An edit as a line of a block: `2026-03-04T05:06:31Z codex gpt-demo modify +3 -1 exact, turn 2 of 6f1c2a3b-…, edit e7c1a90b52d4`. */
export function entryOf(edit: EditRecord): string {
  const { timestamp, agent, model, action, added, removed, evidence, turn, session, path, previousPath } = edit;
  const name = previousPath !== null && previousPath !== path ? ` from ${word(previousPath)}` : '';
  const where = turn === null ? `session ${word(session)}` : `turn ${turn.index} of ${word(session)}`;
  const who = `${word(agent)} ${model === null ? '(model unknown)' : word(model)}`;
  const what = `${action}${name} +${added} -${removed} ${evidence}`;
  return `${timestamp?.replace(/\.\d+Z$/, 'Z') ?? '(time unknown)'} ${who} ${what}, ${where}, edit ${edit.id}`;
}

/** The id of the edit that an entry tells of; null: it is none of ours. */
function editIn(entry: string): string | null {
  return /, edit ([0-9a-f]{12})$/.exec(entry)?.[1] ?? null;
}

/**
 * Entries for the edits that are known here, and those that somebody with other traces wrote: these stay. The oldest first; those whose
 * time is not known stand before all others.
 * @param most the newest so many are kept.
 */
export function mergedEntries(edits: readonly EditRecord[], written: readonly string[], most: number): string[] {
  const known = new Set(edits.map(({ id }) => id));
  const others = written.filter((entry) => {
    const id = editIn(entry);
    return id !== null && !known.has(id);
  });
  const timed = (entry: string): string => (/^\d{4}-/.test(entry) ? entry : '');
  return [...edits.map(entryOf), ...others]
    .map((entry, place) => ({ entry, place, time: timed(entry).slice(0, 20) }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.place - b.place))
    .slice(-most)
    .map(({ entry }) => entry);
}

/** On one line, and without blanks that would look like the end of a name. */
function word(text: string): string {
  return text.replace(/\s+/g, '_');
}
