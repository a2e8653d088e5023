import type { Origin } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type { LineTally } from '../model/report-result.js';

const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const satisfies readonly Origin[];

/** A line, and the edit that wrote it, where an agent did. */
export interface TalliedLine {
  readonly origin: Origin;
  readonly edit: EditRecord | null;
}

/** Lines in sums. */
export function tallyOf(lines: readonly TalliedLine[]): LineTally {
  const origins: Record<Origin, number> = { agent: 0, commit: 0, preexisting: 0, untraced: 0 };
  const evidence: Record<Evidence, number> = { exact: 0, fragment: 0, snapshot: 0, inferred: 0 };
  let [byNote, byRecord] = [0, 0];
  const agents = new Map<string, { agent: string; lines: number }>();
  const models = new Map<string, { agent: string; model: string | null; lines: number }>();
  const sessions = new Map<string, { agent: string; session: string; lines: number }>();
  for (const { origin, edit } of lines) {
    origins[origin]++;
    if (edit === null) continue;
    evidence[edit.evidence]++;
    if (edit.note !== undefined) byNote++;
    if (edit.record !== undefined) byRecord++;
    const { agent, model, session } = edit;
    count(agents, agent, { agent });
    count(models, `${agent}\0${model ?? ''}`, { agent, model });
    count(sessions, `${agent}\0${session}`, { agent, session });
  }
  return {
    lines: lines.length,
    origins,
    percent: percentages(origins, lines.length),
    evidence,
    byNote,
    ...(byRecord === 0 ? {} : { byRecord }),
    agents: ranked(agents),
    models: ranked(models),
    sessions: ranked(sessions),
  };
}

/** Tenths of per cents that add up to 100: what rounding down leaves goes to the largest remainders, the first of equal ones first. */
function percentages(origins: Readonly<Record<Origin, number>>, total: number): Record<Origin, number> {
  const shares = ORIGINS.map((origin) => {
    const exact = total === 0 ? 0 : (origins[origin] * 1000) / total;
    return { origin, tenths: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  const left = total === 0 ? 0 : 1000 - shares.reduce((sum, { tenths }) => sum + tenths, 0);
  const raised = new Set([...shares].sort((a, b) => b.rest - a.rest).slice(0, left));
  const of = (origin: Origin): number => {
    const share = shares.find((one) => one.origin === origin);
    return share === undefined ? 0 : (share.tenths + (raised.has(share) ? 1 : 0)) / 10;
  };
  return { agent: of('agent'), commit: of('commit'), preexisting: of('preexisting'), untraced: of('untraced') };
}

function count<T extends { lines: number }>(sums: Map<string, T>, key: string, names: Omit<T, 'lines'>): void {
  const sum = sums.get(key) ?? ({ ...names, lines: 0 } as T);
  sum.lines++;
  sums.set(key, sum);
}

function ranked<T extends { readonly lines: number }>(sums: ReadonlyMap<string, T>): T[] {
  return [...sums]
    .sort(([a, one], [b, other]) => other.lines - one.lines || (a < b ? -1 : a > b ? 1 : 0))
    .map(([, sum]) => sum);
}
