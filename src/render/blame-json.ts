import type { BlameLine, BlameResult } from '../model/blame-result.js';
import { orderedEdit } from './edit-json.js';
import { jsonText, mapValues, orderedCommit, orderedRepository, orderedWarnings, sortedMap } from './shared-json.js';

/** The contract's JSON (section 2): its keys only, in its order; the maps of the summary sorted. */
export function blameJson(result: BlameResult): string {
  const { summary } = result;
  return jsonText<BlameResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    path: result.path,
    revision: result.revision,
    lines: result.lines.map(orderedLine),
    edits: mapValues(result.edits, orderedEdit),
    commits: mapValues(result.commits, orderedCommit),
    summary: {
      lines: summary.lines,
      agent: summary.agent,
      commit: summary.commit,
      preexisting: summary.preexisting,
      untraced: summary.untraced,
      byModel: sortedMap(summary.byModel),
      byAgent: sortedMap(summary.byAgent),
      byEvidence: sortedMap(summary.byEvidence),
    },
    warnings: orderedWarnings(result.warnings),
    ...(result.digest === undefined ? {} : { digest: result.digest }),
  });
}

function orderedLine({ line, text, textBase64, origin, edit, commit }: BlameLine): BlameLine {
  return textBase64 === undefined
    ? { line, text, origin, edit, commit }
    : { line, text, textBase64, origin, edit, commit };
}
