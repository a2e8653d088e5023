import type { Env } from '../env.js';
import type { LedgerTurn } from '../model/ledger.js';
import type { ReplayResult } from '../model/ledger-result.js';
import { loadSecrets } from '../secrets/redactor.js';
import { findThread, type ThreadQuery } from './find-thread.js';
import type { Progress } from './progress.js';
import { tellTurns } from './write-ledger.js';

export interface ReplayRequest extends ThreadQuery {
  /** The last so many turns; null: all. */
  readonly limit: number | null;
  readonly redacted: boolean;
}

/**
 * The turns of one conversation, in order: what was said and done in each, and how it ended. Writes nothing.
 * @throws AiBlameError NO_SUCH_SESSION, NO_SUCH_FILE, AMBIGUOUS, UNREADABLE.
 */
export async function replaySession(request: ReplayRequest, env: Env, progress: Progress): Promise<ReplayResult> {
  const secrets = await loadSecrets();
  const found = findThread(request, env, progress);
  const turns: LedgerTurn[] = [];
  const form = { ...request, text: true };
  const { totalTurns, replaced, warnings } = tellTurns(found, form, secrets, (turn) => turns.push(turn));
  const { agent, session, thread, projectPath, file } = found;
  return {
    schema: 'ai-blame/replay@1',
    agent,
    session,
    thread,
    projectPath,
    source: file,
    totalTurns,
    secretsReplaced: replaced,
    turns,
    warnings,
  };
}
