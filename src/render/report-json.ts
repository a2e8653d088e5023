import type { LineSpan, LineTally, ReportedFile, ReportResult } from '../model/report-result.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** The keys of `ReportResult`, in its order. */
export function reportJson(result: ReportResult): string {
  const { repository, comparison, policy } = result;
  const named = (one: typeof comparison.base) => one && { revision: one.revision, commit: one.commit };
  return jsonText<ReportResult>({
    schema: result.schema,
    repository: { name: repository.name, root: repository.root, head: repository.head },
    comparison: {
      kind: comparison.kind,
      base: named(comparison.base),
      target: named(comparison.target),
      paths: comparison.paths,
    },
    minEvidence: result.minEvidence,
    added: tally(result.added),
    deleted: tally(result.deleted),
    files: result.files.map(file),
    excluded: result.excluded.map(({ path, reason }) => ({ path, reason })),
    skipped: result.skipped.map(({ path, reason }) => ({ path, reason })),
    policy: {
      passed: policy.passed,
      conditions: policy.conditions.map(({ condition, source, failed, sentence, files }) => ({
        condition,
        source,
        failed,
        sentence,
        files,
      })),
    },
    prompts: result.prompts.map(({ agent, session, turn, prompt }) => ({ agent, session, turn, prompt })),
    redacted: result.redacted,
    warnings: orderedWarnings(result.warnings),
    ...(result.digest === undefined ? {} : { digest: result.digest }),
  });
}

function file({ path, previousPath, status, added, deleted, spans }: ReportedFile) {
  return { path, previousPath, status, added: tally(added), deleted: tally(deleted), spans: spans.map(span) };
}

function span({
  change,
  start,
  end,
  origin,
  agent,
  model,
  session,
  evidence,
  edit,
  byNote,
  byRecord,
}: LineSpan): LineSpan {
  const told = { change, start, end, origin, agent, model, session, evidence, edit, byNote };
  return byRecord === undefined ? told : { ...told, byRecord };
}

function tally({
  lines,
  origins,
  percent,
  evidence,
  byNote,
  byRecord,
  agents,
  models,
  sessions,
}: LineTally): LineTally {
  const byOrigin = ({ agent, commit, preexisting, untraced }: LineTally['origins']) => ({
    agent,
    commit,
    preexisting,
    untraced,
  });
  const { exact, fragment, snapshot, inferred } = evidence;
  return {
    lines,
    origins: byOrigin(origins),
    percent: byOrigin(percent),
    evidence: { exact, fragment, snapshot, inferred },
    byNote,
    ...(byRecord === undefined ? {} : { byRecord }),
    agents: agents.map(({ agent, lines: count }) => ({ agent, lines: count })),
    models: models.map(({ agent, model, lines: count }) => ({ agent, model, lines: count })),
    sessions: sessions.map(({ agent, session, lines: count }) => ({ agent, session, lines: count })),
  };
}
