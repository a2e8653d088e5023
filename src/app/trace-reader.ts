import type { AgentAdapter, SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { Progress } from './progress.js';

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
  /** Whether answers may be kept: they hold prompts, and need `revision`. */
  readonly keepsAnswers: boolean;
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
  revision: () => null,
  close: () => {},
};
