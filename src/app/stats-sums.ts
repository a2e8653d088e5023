import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type {
  AgentTotals,
  DayTotals,
  EditTotals,
  FileShares,
  LineShares,
  ModelTotals,
  SessionTotals,
  StatsResult,
} from '../model/stats-result.js';

export const NO_LINES: LineShares & { -readonly [K in keyof LineShares]: number } = {
  total: 0,
  agent: 0,
  commit: 0,
  preexisting: 0,
  untraced: 0,
};

/** What is summed up of one agent, model, session or file. */
interface Sum {
  lines: number;
  count: number;
  added: number;
  removed: number;
}

interface SessionSum extends Sum {
  readonly session: string;
  readonly agent: string;
  readonly models: Set<string>;
  firstEdit: string | null;
}

interface DaySum extends Sum {
  readonly day: string;
  readonly agent: string;
  readonly model: string | null;
}

export type StatsSums = ReturnType<typeof statsSums>;

/** Sums over lines, edits and files, in the order in which `StatsResult` tells them. */
export function statsSums() {
  const lines = { ...NO_LINES };
  const byEvidence: Record<Evidence, number> = { exact: 0, fragment: 0, snapshot: 0, inferred: 0 };
  const edits: Sum = noSum();
  const agents = new Map<string, Sum & { readonly agent: string; readonly sessions: Set<string> }>();
  const models = new Map<string, Sum & { readonly agent: string; readonly model: string | null }>();
  const sessions = new Map<string, SessionSum>();
  const files = new Map<string, Sum & { shares: LineShares }>();
  const days = new Map<string, DaySum>();

  const sumsOf = ({ agent, model, session }: EditRecord): readonly [Sum, Sum, SessionSum] => [
    known(agents, agent, () => ({ ...noSum(), agent, sessions: new Set<string>() })),
    known(models, `${agent}\0${model ?? ''}`, () => ({ ...noSum(), agent, model })),
    known(sessions, `${agent}\0${session}`, () => ({
      ...noSum(),
      session,
      agent,
      models: new Set<string>(),
      firstEdit: null,
    })),
  ];

  const dayOf = ({ timestamp, agent, model }: EditRecord): DaySum[] => {
    const day = timestamp?.slice(0, 10);
    if (day === undefined) return [];
    return [known(days, `${day}\0${agent}\0${model ?? ''}`, () => ({ ...noSum(), day, agent, model }))];
  };

  return {
    addFile(path: string, shares: LineShares): void {
      for (const key of Object.keys(lines) as (keyof LineShares)[]) lines[key] += shares[key];
      known(files, path, () => ({ ...noSum(), shares: NO_LINES })).shares = shares;
    },

    /** A line that an edit wrote. */
    addLine(edit: EditRecord): void {
      byEvidence[edit.evidence]++;
      for (const sum of sumsOf(edit)) sum.lines++;
    },

    addEdit(edit: EditRecord): void {
      const [ofAgent, ofModel, ofSession] = sumsOf(edit);
      const ofFile = known(files, edit.path, () => ({ ...noSum(), shares: NO_LINES }));
      for (const sum of [edits, ofAgent, ofModel, ofSession, ofFile, ...dayOf(edit)]) {
        sum.count++;
        sum.added += edit.added;
        sum.removed += edit.removed;
      }
      agents.get(edit.agent)?.sessions.add(edit.session);
      if (edit.model !== null) ofSession.models.add(edit.model);
      const { timestamp } = edit;
      if (timestamp !== null && (ofSession.firstEdit === null || timestamp < ofSession.firstEdit))
        ofSession.firstEdit = timestamp;
    },

    result(): Pick<
      StatsResult,
      'lines' | 'byEvidence' | 'edits' | 'agents' | 'models' | 'sessions' | 'files' | 'days'
    > {
      return {
        lines: { ...lines },
        byEvidence,
        edits: totals(edits),
        agents: ranked([...agents.values()], ({ agent }) => agent).map(
          (sum): AgentTotals => ({
            agent: sum.agent,
            sessions: sum.sessions.size,
            lines: sum.lines,
            edits: totals(sum),
          }),
        ),
        models: ranked([...models.values()], ({ agent, model }) => `${agent}\0${model ?? ''}`).map(
          (sum): ModelTotals => ({ agent: sum.agent, model: sum.model, lines: sum.lines, edits: totals(sum) }),
        ),
        sessions: ranked([...sessions.values()], ({ agent, session }) => `${agent}\0${session}`).map(
          (sum): SessionTotals => ({
            session: sum.session,
            agent: sum.agent,
            models: [...sum.models].sort(),
            firstEdit: sum.firstEdit,
            lines: sum.lines,
            edits: totals(sum),
          }),
        ),
        files: ranked(
          [...files].map(([path, sum]) => ({ ...sum, path, lines: sum.shares.agent })),
          ({ path }) => path,
        ).map((sum): FileShares => ({ path: sum.path, lines: { ...sum.shares }, edits: totals(sum) })),
        days: [...days]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, sum]): DayTotals => ({ day: sum.day, agent: sum.agent, model: sum.model, edits: totals(sum) })),
      };
    },
  };
}

function noSum(): Sum {
  return { lines: 0, count: 0, added: 0, removed: 0 };
}

function totals({ count, added, removed }: Sum): EditTotals {
  return { count, added, removed };
}

function known<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function ranked<T extends Sum>(sums: readonly T[], nameOf: (sum: T) => string): T[] {
  return [...sums].sort(
    (a, b) => b.lines - a.lines || b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0),
  );
}
