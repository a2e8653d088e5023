import { type JsonObject, textOf } from '../json-values.js';
import { directoryOf } from '../paths.js';
import type { SessionDraft } from '../session-draft.js';

/** Notes by which release a record was written, and on which branch. @returns the directory that it was written in, or null. */
export function noteSetting(session: SessionDraft, record: JsonObject): string | null {
  session.agentVersion ??= textOf(record.version);
  const branch = branchIn(textOf(record.gitBranch));
  if (branch !== null) session.git ??= { commit: null, branch, remote: null };
  return directoryOf(record.cwd);
}

/** So it is told where no branch is checked out. */
export function branchIn(name: string | null): string | null {
  return name === '' || name === 'HEAD' ? null : name;
}
