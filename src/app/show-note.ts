import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { resolveRevision } from '../git/revisions.js';
import type { NotesShowResult, ShownEntry, ShownNote } from '../model/notes-result.js';
import type { AuthorshipNote, NoteEntry } from '../sharing/authorship-note.js';
import { modelOf, recordKey } from '../sharing/noted-lines.js';
import { AuthorshipNotes, NOTES_REF, sentence } from './authorship-notes.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';

export interface NotesShowRequest {
  readonly revision: string;
  readonly place: Place;
}

/**
 * What the note of a commit says.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION; UNREADABLE where it cannot be read, or is of another schema.
 */
export function showNote({ revision, place }: NotesShowRequest, env: Env): NotesShowResult {
  const repository = openPlace(place, env);
  try {
    const commit = resolveRevision(repository, revision);
    const notes = new AuthorshipNotes(repository);
    const read = notes.of(commit);
    if (read !== null && read.parsed.kind !== 'note') {
      throw new AiBlameError('UNREADABLE', sentence(commit, read.parsed), {
        hint: `git notes --ref=ai show ${commit} prints it as it is`,
      });
    }
    return {
      schema: 'ai-blame/notes-show@1',
      repository: repositoryRef(repository),
      ref: NOTES_REF,
      commit,
      note: read === null || read.parsed.kind !== 'note' ? null : shown(read.blob, read.parsed.note),
      warnings: notes.warnings,
    };
  } finally {
    repository.close();
  }
}

function shown(blob: string, note: AuthorshipNote): ShownNote {
  return {
    blob,
    writer: note.writer,
    files: note.files.map(({ path, entries }) => ({ path, entries: entries.map((entry) => shownEntry(note, entry)) })),
  };
}

export function shownEntry({ records }: AuthorshipNote, entry: NoteEntry): ShownEntry {
  const record = records.get(recordKey(entry.key));
  const lines = entry.spans.map(({ first, last }) => [first, last] as const);
  const told = { key: entry.key, kind: record?.kind ?? ('unknown' as const) };
  const nobody = { tool: null, model: null, session: null, author: null };
  if (record === undefined) return { ...told, ...nobody, lines };
  if (record.kind === 'human') return { ...told, ...nobody, author: record.author, lines };
  return { ...told, tool: record.tool, model: modelOf({ entry, record }), session: record.id, author: null, lines };
}
