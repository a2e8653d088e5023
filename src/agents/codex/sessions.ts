import type { SessionGit } from '../../model/session.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { directoryOf } from '../paths.js';
import type { SessionDraft } from '../session-draft.js';
import { isoTime } from '../times.js';

/**
 * The session that a `session_meta` payload tells of (formats/codex.md, 4), or null where it has no id.
 * @param bare a first line of the bare eras, whose time is local though it says UTC (3): no usable time.
 */
export function sessionOf(payload: JsonObject, bare: boolean): SessionDraft | null {
  const id = textOf(payload.id);
  if (id === null) {
    return null;
  }
  const spawn = objectOf(objectOf(objectOf(payload.source)?.subagent)?.thread_spawn);
  return {
    agent: 'codex',
    id,
    parentId: textOf(payload.parent_thread_id) ?? textOf(spawn?.parent_thread_id),
    forkedFrom: textOf(payload.forked_from_id),
    agentVersion: textOf(payload.cli_version),
    provider: textOf(payload.model_provider),
    startedAt: bare ? null : isoTime(payload.timestamp),
    startedNear: bare ? isoTime(payload.timestamp) : null,
    cwd: directoryOf(payload.cwd),
    git: gitOf(payload.git),
  };
}

/** A later record of the same session: what it tells of the repository replaces what was known (4). */
export function updateSession(session: SessionDraft, payload: JsonObject): void {
  session.git = gitOf(payload.git) ?? session.git;
}

function gitOf(value: unknown): SessionGit | null {
  const git = objectOf(value);
  if (git === null) {
    return null;
  }
  const told = { commit: textOf(git.commit_hash), branch: textOf(git.branch), remote: textOf(git.repository_url) };
  return told.commit === null && told.branch === null && told.remote === null ? null : told;
}
