import type { ReportedFile, ReportResult } from '../model/report-result.js';

/** Lines of one name that were added and deleted. */
export interface ReportRow {
  readonly name: string;
  readonly added: number;
  readonly deleted: number;
}

/** Rows by agent and model, most added lines first. */
export function modelRows({ added, deleted }: ReportResult): ReportRow[] {
  return merged(added.models, deleted.models, ({ agent, model }) => `${agent} ${model ?? '(model unknown)'}`);
}

/** @param short how an id is shown. */
export function sessionRows({ added, deleted }: ReportResult, short: (id: string) => string): ReportRow[] {
  return merged(added.sessions, deleted.sessions, ({ agent, session }) => `${agent} ${short(session)}`);
}

/** From strong to weak; levels without a line are left out. */
export function evidenceRows({ added, deleted }: ReportResult): ReportRow[] {
  const notes = added.byNote + deleted.byNote;
  const records = (added.byRecord ?? 0) + (deleted.byRecord ?? 0);
  const by = [notes > 0 ? `${notes} by git notes` : '', records > 0 ? `${records} by records` : ''];
  return (['exact', 'fragment', 'snapshot', 'inferred'] as const)
    .map((level) => ({
      name: [level, ...(level === 'inferred' ? by.filter((words) => words !== '') : [])].join(', '),
      added: added.evidence[level],
      deleted: deleted.evidence[level],
    }))
    .filter((row) => row.added + row.deleted > 0);
}

/** Ids of all sessions that wrote a line. */
export function sessionIds({ added, deleted }: ReportResult): string[] {
  return [...added.sessions, ...deleted.sessions].map(({ session }) => session);
}

/** Most lines of agents first. */
export function filesByAgent(files: readonly ReportedFile[]): ReportedFile[] {
  return [...files].sort((a, b) => b.added.origins.agent - a.added.origins.agent || b.added.lines - a.added.lines);
}

/** A share of the added lines, in per cents with one digit after the point; null: there are none. */
export function shareOfAdded(count: number, { added }: ReportResult): number | null {
  return added.lines === 0 ? null : Math.round((count * 1000) / added.lines) / 10;
}

function merged<T extends { readonly lines: number }>(
  added: readonly T[],
  deleted: readonly T[],
  nameOf: (item: T) => string,
): ReportRow[] {
  const rows = new Map<string, { name: string; added: number; deleted: number }>();
  const rowOf = (item: T) => {
    const name = nameOf(item);
    const row = rows.get(name) ?? { name, added: 0, deleted: 0 };
    rows.set(name, row);
    return row;
  };
  for (const item of added) rowOf(item).added += item.lines;
  for (const item of deleted) rowOf(item).deleted += item.lines;
  return [...rows.values()].sort((a, b) => b.added - a.added || b.deleted - a.deleted);
}
