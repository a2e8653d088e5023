import type { AgentAdapter, SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import type { SourceRow } from '../store/source-row.js';
import type { Helper, Job } from '../threads/helper.js';
import { foundSessions } from './found-sessions.js';
import { type ExpectedFile, likelyIn, readHistoryAhead } from './history-to-come.js';
import type { Progress } from './progress.js';
import { helperFor, isShared } from './share-reading.js';

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
  /** A digest of which sessions there were: one that is gone is no change of any other. */
  readonly sources: string;
}

/** Where probes and readings of traces come from. Every implementation gives the same. */
export interface TraceReader {
  /** To be called before the traces are asked for, so that what follows them can be got ready meanwhile. */
  expect(file: ExpectedFile): void;
  /** Every source in the homes, in the order of `AgentAdapter.discover`. */
  probes(
    adapter: AgentAdapter,
    homes: readonly string[],
    progress: Progress,
  ): { readonly probes: readonly SourceProbe[]; readonly warnings: readonly Warning[] };
  /** @param probe one that `probes` gave. */
  read(adapter: AgentAdapter, probe: SourceProbe): SessionTrace;
  /**
   * Does what takes probes and readings that have to fit together. It is begun anew where what was given turns out not to be relied on:
   * nothing but what it returns may be left of the first time.
   */
  together<T>(work: () => T): T;
  /** Whether answers may be kept, as of now: they hold prompts, and need `revision`. */
  readonly keepsAnswers: boolean;
  /**
   * Brings what is known of the sources up to date.
   * @returns a mark for `changedSince`; null where not all is known.
   */
  mark(searched: readonly SearchedHomes[], progress: Progress): IndexMark | null;
  /** Sources in the homes whose facts, or texts, changed since a mark was given; null where that is not known. */
  changedSince(mark: IndexMark, searched: readonly SearchedHomes[]): readonly SourceProbe[] | null;
  /** Sources that were read to the end of their files and may be written on, as they were at the mark. */
  growing(): readonly SourceRow[];
  /** What changes whenever what a source tells, or its text, may have changed; null where that is not known. */
  revision(probe: SourceProbe): string | null;
  close(): void;
}

/** Reads the traces themselves; where they are large, with a helper. */
export class TracesThemselves implements TraceReader {
  readonly keepsAnswers = false;
  readonly #directory: string;
  readonly #ownsProcess: boolean;
  /** What is read ahead. */
  readonly #reads = new Map<SourceProbe, { readonly job: Job<'read'>; readonly n: number }>();
  readonly #helpers: Helper[] = [];
  #expected: ExpectedFile | null = null;

  /**
   * @param directory absolute; that sessions of it, or of one above or below, are asked for is likely.
   * @param ownsProcess whether what is set for the whole process may be (`Env.ownsProcess`).
   */
  constructor(directory: string, ownsProcess = false) {
    this.#directory = directory;
    this.#ownsProcess = ownsProcess;
  }

  expect(file: ExpectedFile): void {
    this.#expected = file;
  }

  probes(adapter: AgentAdapter, homes: readonly string[], progress: Progress): ReturnType<TraceReader['probes']> {
    const { sources, warnings } = foundSessions(adapter, homes);
    const probed = (source: TraceSource, n: number): SourceProbe => {
      progress.update('Reading traces', n, sources.length);
      return adapter.probe(source);
    };
    const helper = helperFor(sources, this.#ownsProcess);
    if (helper === null) return { probes: sources.map(probed), warnings };
    this.#helpers.push(helper);
    const withheld = sources.map((source) => !isShared(source));
    const job = helper.begin('probe', adapter.id, sources, { withheld });
    const told = [...job.inOrder((n) => probed(sources[n] as TraceSource, n))];
    const probes = told.map((probe, n): SourceProbe => ({ ...probe, source: sources[n] as TraceSource }));
    this.#readAhead(helper, adapter, probes);
    helper.finish();
    return { probes, warnings };
  }

  read(adapter: AgentAdapter, probe: SourceProbe): SessionTrace {
    const own = (): SessionTrace => adapter.read(probe.source);
    const ahead = this.#reads.get(probe);
    if (ahead === undefined) return own();
    this.#reads.delete(probe);
    return ahead.job.result(ahead.n, own);
  }

  together<T>(work: () => T): T {
    return work();
  }

  mark(): null {
    return null;
  }

  changedSince(): null {
    return null;
  }

  growing(): readonly SourceRow[] {
    return [];
  }

  revision(): null {
    return null;
  }

  close(): void {
    for (const helper of this.#helpers) helper.close();
  }

  /** While it is found out which sessions are asked for, those that most likely are are read, the last one first. */
  #readAhead(helper: Helper, adapter: AgentAdapter, probes: readonly SourceProbe[]): void {
    const likely = likelyIn(this.#directory, probes);
    const sources = likely.map(({ source }) => source);
    // What git holds of a file is read first: it is a third of an answer, and handing it over costs next to nothing.
    if (this.#expected !== null && readHistoryAhead(helper, this.#expected, likely, this.#ownsProcess)) {
      this.#expected = null;
    }
    if (likely.length < 2) return;
    const job = helper.begin('read', adapter.id, sources, { backwards: true });
    for (const [n, probe] of likely.entries()) this.#reads.set(probe, { job, n });
  }
}
