import type { Caveat, EditRecord } from '../model/edit-record.js';
import type { DraftEdit } from './draft-edit.js';
import { editId } from './edit-id.js';

/** Turns a finished draft into the record that is printed; `rewound` is what its turn's fate adds to the caveats. */
export function editRecord(draft: DraftEdit, rewound: readonly Caveat[]): EditRecord {
  const { event } = draft;
  const { session, turn, trace } = event;
  return {
    id: editId(session.agent, session.id, turn?.id ?? null, event.callId, trace.line, draft.path, draft.place),
    agent: session.agent,
    agentVersion: session.agentVersion,
    model: event.model,
    provider: session.provider,
    session: session.id,
    parentSession: session.parentId,
    turn: turn === null ? null : { index: turn.index, id: turn.id, startedAt: turn.startedAt, prompt: turn.prompt },
    timestamp: draft.timestamp,
    path: draft.path,
    previousPath: draft.previousPath,
    action: draft.action,
    evidence: draft.evidence,
    tool: draft.means === null ? event.tool : `${event.tool} (${draft.means})`,
    call: draft.callIsKnown ? event.callId : null,
    snapshots: { before: draft.snapshotBefore, after: draft.snapshotAfter },
    added: draft.added,
    removed: draft.removed,
    before: { blob: draft.before },
    after: { blob: draft.after },
    caveats: [...draft.caveats, ...rewound],
    trace: { path: trace.source.path, line: trace.line },
  };
}
