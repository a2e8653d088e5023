import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import type { FlatEdit } from '../model/flat-edit.js';
import { loadSecrets } from '../secrets/redactor.js';
import { type EditsRequest, EVERY_EDIT, listEdits } from './list-edits.js';
import type { Progress } from './progress.js';

export interface ExportEditsRequest extends Omit<EditsRequest, 'filter'> {
  /** Whether prompts go out, too. */
  readonly withPrivate: boolean;
}

export interface ExportedEdits {
  readonly edits: readonly FlatEdit[];
  /** How many secrets were taken out. */
  readonly redacted: number;
  readonly warnings: readonly Warning[];
}

/** Prompts are cut off there (contract, section 3). */
const LONGEST = 120;

/**
 * The edits of a repository as a table, for other programs: without places on this machine, and without prompts unless these are
 * asked for.
 * @throws AiBlameError as `listEdits`.
 */
export async function exportEdits(request: ExportEditsRequest, env: Env, progress: Progress): Promise<ExportedEdits> {
  const redactor = (await loadSecrets())();
  const clean = (text: string | null): string | null => (text === null ? null : redactor.clean(text));
  const { edits, warnings } = listEdits({ ...request, filter: EVERY_EDIT }, env, progress);
  const flat = edits.map((edit): FlatEdit => {
    const prompt = request.withPrivate ? (edit.turn?.prompt ?? null) : null;
    return {
      id: edit.id,
      agent: edit.agent,
      agent_version: clean(edit.agentVersion),
      model: clean(edit.model),
      provider: clean(edit.provider),
      session: edit.session,
      parent_session: edit.parentSession,
      turn: edit.turn?.index ?? null,
      turn_started_at: edit.turn?.startedAt ?? null,
      timestamp: edit.timestamp,
      path: edit.path,
      previous_path: edit.previousPath,
      action: edit.action,
      evidence: edit.evidence,
      tool: edit.tool,
      added: edit.added,
      removed: edit.removed,
      before_blob: edit.before.blob,
      after_blob: edit.after.blob,
      caveats: edit.caveats.map(({ code }) => code).join(' '),
      prompt: prompt === null ? null : redactor.cleanCut(prompt, LONGEST),
    };
  });
  return { edits: flat, redacted: redactor.replaced, warnings };
}
