import type { EditTotals, LineShares, StatsResult } from '../model/stats-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `StatsResult`, in its order. */
export function statsJson(result: StatsResult): string {
  const { exact, fragment, snapshot, inferred } = result.byEvidence;
  return jsonText<StatsResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    lines: shares(result.lines),
    byEvidence: { exact, fragment, snapshot, inferred },
    edits: totals(result.edits),
    agents: result.agents.map(({ agent, sessions, lines, edits }) => ({
      agent,
      sessions,
      lines,
      edits: totals(edits),
    })),
    models: result.models.map(({ agent, model, lines, edits }) => ({ agent, model, lines, edits: totals(edits) })),
    sessions: result.sessions.map(({ session, agent, models, firstEdit, lines, edits }) => ({
      session,
      agent,
      models,
      firstEdit,
      lines,
      edits: totals(edits),
    })),
    files: result.files.map(({ path, lines, edits }) => ({ path, lines: shares(lines), edits: totals(edits) })),
    days: result.days.map(({ day, agent, model, edits }) => ({ day, agent, model, edits: totals(edits) })),
    skipped: result.skipped.map(({ path, reason }) => ({ path, reason })),
    warnings: orderedWarnings(result.warnings),
  });
}

function shares({ total, agent, commit, preexisting, untraced }: LineShares): LineShares {
  return { total, agent, commit, preexisting, untraced };
}

function totals({ count, added, removed }: EditTotals): EditTotals {
  return { count, added, removed };
}
