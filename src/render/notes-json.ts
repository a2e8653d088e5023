import type { NotesShowResult, NotesWriteResult } from '../model/notes-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `NotesWriteResult`, in its order. */
export function notesWriteJson(result: NotesWriteResult): string {
  return jsonText({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    ref: result.ref,
    dryRun: result.dryRun,
    before: result.before,
    after: result.after,
    written: result.written.map(({ commit, blob, action, files, lines }) => ({ commit, blob, action, files, lines })),
    unchanged: result.unchanged,
    unexplained: result.unexplained,
    left: result.left.map(({ commit, reason, message }) => ({ commit, reason, message })),
    warnings: orderedWarnings(result.warnings),
  });
}

/** The keys of `NotesShowResult`, in its order. */
export function notesShowJson(result: NotesShowResult): string {
  const { note } = result;
  return jsonText({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    ref: result.ref,
    commit: result.commit,
    note: note && {
      blob: note.blob,
      writer: note.writer,
      files: note.files.map(({ path, entries }) => ({
        path,
        entries: entries.map(({ key, kind, tool, model, session, author, lines }) => {
          return { key, kind, tool, model, session, author, lines };
        }),
      })),
    },
    warnings: orderedWarnings(result.warnings),
  });
}
