import { redact } from '../agents/redact.js';
import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { FlatEdit } from '../model/flat-edit.js';
import { type EditsRequest, listEdits } from './list-edits.js';
import type { Progress } from './progress.js';

export interface ExportEditsRequest extends Omit<EditsRequest, 'filter'> {
  /** Whether prompts go out, too. */
  readonly withPrivate: boolean;
}

export interface ExportedEdits {
  readonly edits: readonly FlatEdit[];
  /** How many secrets were taken out of prompts. */
  readonly redacted: number;
  readonly warnings: readonly Warning[];
}

const EVERYTHING = {
  agents: [],
  models: [],
  sessions: [],
  turns: [],
  since: null,
  until: null,
  evidence: [],
  actions: [],
};
const MARK = '[redacted]';
/** Prompts are cut off there (contract, section 3). */
const LONGEST = 120;

/**
 * The edits of a repository as a table, for other programs: without places on this machine, and without prompts unless these are
 * asked for.
 * @throws AiBlameError as `listEdits`.
 */
export function exportEdits(request: ExportEditsRequest, env: Env, progress: Progress): ExportedEdits {
  const { edits, warnings } = listEdits({ ...request, filter: EVERYTHING }, env, progress);
  let redacted = 0;
  const flat = edits.map((edit): FlatEdit => {
    const told = request.withPrivate ? promptOf(edit) : null;
    redacted += told?.redacted ?? 0;
    return {
      id: edit.id,
      agent: edit.agent,
      agent_version: edit.agentVersion,
      model: edit.model,
      provider: edit.provider,
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
      prompt: told?.prompt ?? null,
    };
  });
  return { edits: flat, redacted, warnings };
}

function promptOf({ turn }: EditRecord): { prompt: string; redacted: number } | null {
  if (turn === null) return null;
  // Half a key at the end of what was cut off has no form any more.
  const whole = turn.prompt.length < LONGEST ? turn.prompt : turn.prompt.replace(/\S+$/, '…');
  const prompt = redact(whole);
  return { prompt, redacted: prompt.split(MARK).length - whole.split(MARK).length };
}
