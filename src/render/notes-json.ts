import type { NotesCompareResult, NotesShowResult, NotesWriteResult } from '../model/notes-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `NotesWriteResult`, in its order. */
export function notesWriteJson(result: NotesWriteResult): string {
  return jsonText<NotesWriteResult>({
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
    redacted: result.redacted,
    warnings: orderedWarnings(result.warnings),
  });
}

/** The keys of `NotesShowResult`, in its order. */
export function notesShowJson(result: NotesShowResult): string {
  const { note } = result;
  return jsonText<NotesShowResult>({
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

/** The keys of `NotesCompareResult`, in its order. */
export function notesCompareJson(result: NotesCompareResult): string {
  return jsonText<NotesCompareResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    ref: result.ref,
    commits: result.commits,
    lines: result.lines,
    agreed: result.agreed,
    trailers: result.trailers.map(({ commit, line, text, agent, lines }) => ({ commit, line, text, agent, lines })),
    disagreements: result.disagreements.map(({ commit, path, first, last, kind, by, proof, here, note }) => ({
      commit,
      path,
      first,
      last,
      kind,
      by,
      proof,
      here: here && {
        agent: here.agent,
        model: here.model,
        session: here.session,
        edit: here.edit,
        evidence: here.evidence,
        trace: { path: here.trace.path, line: here.trace.line },
      },
      note: note && {
        line: note.line,
        key: note.key,
        kind: note.kind,
        tool: note.tool,
        model: note.model,
        session: note.session,
        author: note.author,
      },
    })),
    warnings: orderedWarnings(result.warnings),
  });
}
