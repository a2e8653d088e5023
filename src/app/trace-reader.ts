import type { AgentAdapter, SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { Progress } from './progress.js';

/** Homes of an agent. */
interface SearchedHomes {
  readonly adapter: AgentAdapter;
  readonly homes: readonly string[];
}

/** A state of an index. */
export interface IndexMark {
  /** Random, of each index. */
  readonly store: string;
  readonly changes: number;
}

/** Where probes and readings of traces come from. Every implementation gives the same. */
export interface TraceReader {
  /** Every source in the homes, in the order of `AgentAdapter.discover`. */
  probes(
    adapter: AgentAdapter,
    homes: readonly string[],
    progress: Progress,
  ): { readonly probes: readonly SourceProbe[]; readonly warnings: readonly Warning[] };
  /** @param probe one that `probes` gave. */
  read(adapter: AgentAdapter, probe: SourceProbe): SessionTrace;
  /** Whether answers may be kept, as of now: they hold prompts, and need `revision`. */
  readonly keepsAnswers: boolean;
  /**
   * Brings what is known of the sources up to date.
   * @returns a mark for `changedSince`; null where not all is known.
   */
  mark(searched: readonly SearchedHomes[], progress: Progress): IndexMark | null;
  /** Sources in the homes whose facts, or texts, changed since a mark was given; null where that is not known. */
  changedSince(mark: IndexMark, searched: readonly SearchedHomes[]): readonly SourceProbe[] | null;
  /** What changes whenever what a source tells, or its text, may have changed; null where that is not known. */
  revision(probe: SourceProbe): string | null;
  close(): void;
}

/** Reads the traces themselves. */
export const TRACES_THEMSELVES: TraceReader = {
  probes(adapter, homes, progress) {
    const { sources, warnings } = adapter.discover(homes);
    const probes = sources.map((source, n) => {
      progress.update('Reading traces', n, sources.length);
      return adapter.probe(source);
    });
    return { probes, warnings };
  },
  read: (adapter, { source }) => adapter.read(source),
  keepsAnswers: false,
  mark: () => null,
  changedSince: () => null,
  revision: () => null,
  close: () => {},
};
