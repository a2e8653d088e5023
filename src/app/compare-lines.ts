import type { Oid } from '../git/git-objects.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Disagreement } from '../model/notes-result.js';
import type { AuthorshipNote, NotedAgent } from '../sharing/authorship-note.js';
import { modelOf, type NotedLine, notedLines } from '../sharing/noted-lines.js';
import { toolOf } from '../sharing/tool-names.js';
import { UNKNOWN_TOOL } from '../sharing/trace-record.js';
import { shownEntry } from './show-note.js';
import type { Telling } from './told-commits.js';

/** Whose a line is here, and whether the commit introduced it. */
export interface OurLine {
  readonly edit: EditRecord | null;
  readonly isOfCommit: boolean;
}

/**
 * Where what is told of a commit's file, and the traces, disagree.
 * @param ours one for each line of the file.
 */
export function compareFile(
  { by, note, proof }: Telling,
  commit: Oid,
  path: string,
  ours: readonly OurLine[],
): { lines: number; agreed: number; disagreements: Disagreement[] } {
  const theirs = notedLines(
    note,
    path,
    ours.map((_, place) => place + 1),
  );
  const disagreements: Disagreement[] = [];
  let [lines, agreed] = [0, 0];
  for (const [place, { edit, isOfCommit }] of ours.entries()) {
    const noted = theirs.get(place + 1) ?? null;
    // What older commits brought a note need not attest.
    if (noted === null && (edit === null || !isOfCommit)) continue;
    lines++;
    const kind = disagreementOf(edit, noted, by);
    if (kind === null) {
      agreed++;
      continue;
    }
    const here = edit === null ? null : hereOf(edit);
    const told = noted === null ? null : { line: noted.entry.line, ...withoutLines(note, noted) };
    const last = disagreements.at(-1);
    if (
      last?.last === place &&
      last.kind === kind &&
      last.here?.edit === here?.edit &&
      last.note?.line === told?.line
    ) {
      disagreements[disagreements.length - 1] = { ...last, last: place + 1 };
    } else disagreements.push({ commit, path, first: place + 1, last: place + 1, kind, by, proof, here, note: told });
  }
  for (const entry of note.files.filter((file) => file.path === path).flatMap(({ entries }) => entries)) {
    for (const { first, last } of entry.spans) {
      if (last <= ours.length) continue;
      const { lines: _, ...told } = shownEntry(note, entry);
      const from = Math.max(first, ours.length + 1);
      const span = { first: from, last, kind: 'no-such-line' } as const;
      disagreements.push({ commit, path, ...span, by, proof, here: null, note: { line: entry.line, ...told } });
    }
  }
  return { lines, agreed, disagreements };
}

function withoutLines(note: AuthorshipNote, { entry }: NotedLine) {
  const { lines: _, ...told } = shownEntry(note, entry);
  return told;
}

function disagreementOf(
  edit: EditRecord | null,
  noted: NotedLine | null,
  by: Telling['by'],
): Disagreement['kind'] | null {
  if (noted === null) return 'only-here';
  const { record } = noted;
  // No trace tells that a line is a person's: nothing contradicts it.
  if (record.kind === 'human') return edit === null ? null : 'person-in-note';
  if (edit === null) return 'only-in-note';
  if (isOtherSession(edit, record, by)) return 'other-session';
  const model = modelOf(noted);
  // What a record names `a/b` may be b of a, or a model that is called so.
  const names = [model, record.provider === null ? model : `${record.provider}/${model}`];
  return edit.model !== null && model !== null && !names.includes(edit.model) ? 'other-model' : null;
}

function isOtherSession({ agent, session }: EditRecord, { tool, id }: NotedAgent, by: Telling['by']): boolean {
  // A record may leave open which agent, and name the session by an address of its own.
  if (by === 'record')
    return (tool !== UNKNOWN_TOOL && toolOf(agent) !== toolOf(tool)) || !(id === '' || id.includes(session));
  return toolOf(agent) !== tool || session !== id;
}

/** What a trace shows of a line. */
export function hereOf({ agent, model, session, id, evidence, trace }: EditRecord): NonNullable<Disagreement['here']> {
  return { agent, model, session, edit: id, evidence, trace };
}
