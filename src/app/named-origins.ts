import type { JoinedLine } from '../blame/join-lines.js';
import type { BlameSummary, CommitDetails, CommitInfo } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';

/** The edits that lines name, by their ids. */
export function namedEdits(
  joined: readonly JoinedLine[],
  records: ReadonlyMap<DraftEdit, EditRecord>,
): Record<string, EditRecord> {
  const named: Record<string, EditRecord> = {};
  for (const { draft } of joined) {
    const record = draft === null ? undefined : records.get(draft);
    if (record !== undefined) named[record.id] = record;
  }
  return named;
}

/** The commits that lines name, by their ids. */
export function namedCommits(
  joined: readonly JoinedLine[],
  details: ReadonlyMap<string, CommitDetails>,
): Record<string, CommitInfo> {
  const named: Record<string, CommitInfo> = {};
  for (const { line } of joined) {
    const known = line.commit === null ? undefined : details.get(line.commit);
    if (line.commit === null || known === undefined) continue;
    const { author, email, time, summary } = known;
    named[line.commit] = { author, email, time, summary };
  }
  return named;
}

/** The lines in sums. */
export function summarise(joined: readonly JoinedLine[]): BlameSummary {
  const count = (origin: string): number => joined.filter(({ line }) => line.origin === origin).length;
  const tally = (of: (draft: DraftEdit) => string): Record<string, number> => {
    const counts = new Map<string, number>();
    for (const { draft } of joined) {
      if (draft !== null) counts.set(of(draft), (counts.get(of(draft)) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    lines: joined.length,
    agent: count('agent'),
    commit: count('commit'),
    preexisting: count('preexisting'),
    untraced: count('untraced'),
    byModel: tally(({ event }) => event.model ?? 'unknown'),
    byAgent: tally(({ event }) => event.session.agent),
    byEvidence: tally(({ evidence }) => evidence),
  };
}
