import type { EditRecord } from '../model/edit-record.js';

/** A copy of the record with exactly the contract's keys in the contract's order, whatever order it was made in. */
export function orderedEdit(edit: EditRecord): EditRecord {
  const { turn, note, record } = edit;
  return {
    id: edit.id,
    agent: edit.agent,
    agentVersion: edit.agentVersion,
    model: edit.model,
    provider: edit.provider,
    session: edit.session,
    parentSession: edit.parentSession,
    turn: turn && { index: turn.index, id: turn.id, startedAt: turn.startedAt, prompt: turn.prompt },
    timestamp: edit.timestamp,
    path: edit.path,
    previousPath: edit.previousPath,
    action: edit.action,
    evidence: edit.evidence,
    tool: edit.tool,
    call: edit.call,
    snapshots: { before: edit.snapshots.before, after: edit.snapshots.after },
    added: edit.added,
    removed: edit.removed,
    before: { blob: edit.before.blob },
    after: { blob: edit.after.blob },
    caveats: edit.caveats.map(({ code, message }) => ({ code, message })),
    trace: { path: edit.trace.path, line: edit.trace.line },
    ...(note === undefined
      ? {}
      : { note: { ref: note.ref, commit: note.commit, blob: note.blob, writer: note.writer } }),
    ...(record === undefined
      ? {}
      : {
          record: { id: record.id, commit: record.commit, writer: record.writer, timestamp: record.timestamp },
        }),
  };
}
