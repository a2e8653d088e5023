import type { AgentAdapter, FoundTraces, SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { TraceSource } from '../model/session.js';
import { SqlError } from '../sql/database.js';
import { changesOf } from '../store/changes.js';
import { currentEntries } from '../store/current-entries.js';
import { placesOf } from '../store/fingerprint.js';
import { bringUpToDate, type PassReport } from '../store/index-pass.js';
import { withIndexTrouble } from '../store/index-trouble.js';
import { keepSessions, knownSessions } from '../store/known-sessions.js';
import { type IndexDatabase, keepsTexts } from '../store/open-index.js';
import type { SourceEntry, SourceRow } from '../store/source-row.js';
import { SourceTable } from '../store/source-table.js';
import { TraceRows } from '../store/trace-rows.js';
import type { Helper } from '../threads/helper.js';
import { holdsDatabase, sessionsAmong } from './found-sessions.js';
import { type ExpectedFile, likelyIn, readHistoryAhead } from './history-to-come.js';
import { openChosenIndex } from './index-opening.js';
import { indexingProgress } from './indexing-progress.js';
import { note, sentenceOf } from './notes.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { helperFor, scansSharedWith } from './share-reading.js';
import { keepOldGenerationSmall } from './small-heap.js';
import { type SourceLook, SourceLooks } from './source-looks.js';
import { type IndexMark, type TraceReader, TracesThemselves } from './trace-reader.js';

/** Ends what took from an index that turned out to be damaged meanwhile. */
const BEGIN_ANEW = new Error('What was taken from the index is not to be relied on');

/** More than anybody is at in a week. */
const MOST_GROWING = 1000;

type Searched = Parameters<TraceReader['mark']>[0];

/** Probes and readings by way of the index, where there can be one; else from the traces themselves, which is told. */
export function openTraces({ index, directory }: Place, env: Env, looks = new SourceLooks(env)): TraceReader {
  if (index === undefined) return new TracesThemselves(directory, env.ownsProcess);
  try {
    return new IndexedTraces(openChosenIndex(index.file, env), directory, env, looks);
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    note(`${sentenceOf(error)}; the traces themselves are read`, env);
    return new TracesThemselves(directory, env.ownsProcess);
  }
}

/**
 * Gives what the index holds of a source where its file is still the one that was read, and reads the trace itself where it is not:
 * an answer never depends on how far the index came.
 */
class IndexedTraces implements TraceReader {
  readonly #index: IndexDatabase;
  readonly #directory: string;
  readonly #env: Env;
  readonly #entries = new Map<TraceSource, SourceEntry>();
  readonly #probes = new Map<TraceSource, SourceProbe>();
  readonly #looks: SourceLooks;
  /** What the looks were taken apart into, and whether that has to be kept. */
  readonly #sessions = new Map<SourceLook, { readonly found: FoundTraces; readonly isNew: boolean }>();
  readonly #passes = new Map<SourceLook, PassReport | null>();
  #rows: TraceRows | null = null;
  /** Whether there was trouble with the index: nothing is taken from it any more. */
  #isLost = false;
  /** Whether trouble with the index ends what is being done. */
  #canBeginAnew = false;
  /** What reads beside, where much had to be read for the index. */
  #helper: Helper | null = null;
  #expected: ExpectedFile | null = null;

  /** @param directory absolute; sessions of it, or of one above or below, are asked for. */
  constructor(index: IndexDatabase, directory: string, env: Env, looks: SourceLooks) {
    this.#index = index;
    this.#directory = directory;
    this.#env = env;
    this.#looks = looks;
  }

  get keepsAnswers(): boolean {
    const { writable, previews } = this.#index;
    try {
      return writable && previews && keepsTexts(this.#index);
    } catch {
      // Trouble with the index is told where answers come from it.
      return false;
    }
  }

  /** What an index tells comes too soon for anything to be got ready meanwhile, unless it had to be made first. */
  expect(file: ExpectedFile): void {
    this.#expected = file;
  }

  mark(searched: Searched, progress: Progress): IndexMark | null {
    for (const { adapter, homes } of searched) {
      const report = this.#pass(adapter, homes, this.#looks.of(adapter, homes), progress);
      if (report?.outcome !== 'unchanged' && report?.outcome !== 'done') return null;
    }
    const sources = this.#placesOf(searched);
    return this.#guarded(() => ({ store: this.#index.storeId, changes: changesOf(this.#index.database), sources }));
  }

  changedSince({ store, changes, sources }: IndexMark, searched: Searched): readonly SourceProbe[] | null {
    if (store !== this.#index.storeId || sources !== this.#placesOf(searched)) return null;
    const changed = this.#guarded(() => new SourceTable(this.#index.database).changedSince(changes));
    if (changed === null) return null;
    const entries = new Map(changed.map((entry) => [placeOfSource(entry), entry]));
    const probes: (SourceProbe | null)[] = [];
    for (const { adapter, homes } of searched) {
      for (const source of this.#sessionsOf(adapter, homes, this.#looks.of(adapter, homes)).sources) {
        const entry = entries.get(placeOfSource(source));
        if (entry !== undefined) probes.push(this.#guarded(() => entry.probe(source)));
      }
    }
    return probes.includes(null) ? null : (probes as SourceProbe[]);
  }

  growing(): readonly SourceRow[] {
    return this.#guarded(() => new SourceTable(this.#index.database).growing(MOST_GROWING)) ?? [];
  }

  revision({ source }: SourceProbe): string | null {
    const entry = this.#entries.get(source);
    return entry?.factsRevision == null ? null : `${entry.factsRevision.toString('hex')} ${entry.begunAt}`;
  }

  probes(adapter: AgentAdapter, homes: readonly string[], progress: Progress): ReturnType<TraceReader['probes']> {
    const look = this.#looks.of(adapter, homes);
    const found = this.#sessionsOf(adapter, homes, look);
    const { sources, warnings } = found;
    const report = this.#pass(adapter, homes, look, progress);
    if (report !== null) this.#guarded(() => this.#load(adapter, homes, found, report));
    const probes = sources.map((source, n) => {
      const probe = this.#probes.get(source);
      if (probe !== undefined) return probe;
      progress.update('Reading traces', n, sources.length);
      return adapter.probe(source);
    });
    this.#readHistoryAhead(probes);
    return { probes, warnings };
  }

  read(adapter: AgentAdapter, { source }: SourceProbe): SessionTrace {
    const entry = this.#entries.get(source);
    if (entry === undefined || !entry.hasTrace) return adapter.read(source);
    const trace = this.#guarded(() => {
      this.#rows ??= new TraceRows(this.#index.database);
      const warnings = entry.warnings();
      return warnings === null ? null : this.#rows.read(entry.id, source, warnings);
    });
    return trace ?? adapter.read(source);
  }

  /** Damage shows in some of the rows only: where one cannot be read, others that were may have told what is wrong. */
  together<T>(work: () => T): T {
    if (this.#isLost || this.#canBeginAnew) return work();
    this.#canBeginAnew = true;
    try {
      return work();
    } catch (error) {
      if (error !== BEGIN_ANEW) throw error;
    } finally {
      this.#canBeginAnew = false;
    }
    return work();
  }

  close(): void {
    this.#helper?.close();
    this.#index.close();
  }

  #readHistoryAhead(probes: readonly SourceProbe[]): void {
    if (this.#helper === null || this.#expected === null) return;
    const likely = likelyIn(this.#directory, probes);
    if (readHistoryAhead(this.#helper, this.#expected, likely, this.#env.ownsProcess)) this.#expected = null;
  }

  /** One for all agents' sources. */
  #helperFor(sources: readonly TraceSource[]): Helper | null {
    // What two threads hold is more than is well: 200 MiB are meant to be enough.
    this.#helper ??= helperFor(sources, this.#env.ownsProcess, keepOldGenerationSmall);
    return this.#helper;
  }

  /** Once for each agent and its homes; null where the index failed. */
  #pass(adapter: AgentAdapter, homes: readonly string[], look: SourceLook, progress: Progress): PassReport | null {
    const done = this.#passes.get(look);
    if (done !== undefined) return done;
    const found = this.#sessionsOf(adapter, homes, look);
    const report = this.#guarded(() => this.#bringUpToDate(adapter, homes, found, progress));
    this.#passes.set(look, report);
    if (report?.outcome === 'done' || report?.outcome === 'unchanged') this.#keepSessions(adapter, homes, look);
    return report;
  }

  /** What was found, with databases of many sessions taken apart: they are opened only where the index does not know them as they are. */
  #sessionsOf(adapter: AgentAdapter, homes: readonly string[], look: SourceLook): FoundTraces {
    if (!holdsDatabase(look)) return look;
    const told = this.#sessions.get(look);
    if (told !== undefined) return told.found;
    const known = this.#guarded(() => knownSessions(this.#index.database, { agent: adapter.id, homes, ...look }));
    const found = known ?? sessionsAmong(adapter, look);
    this.#sessions.set(look, { found, isNew: known === null });
    return found;
  }

  #keepSessions(adapter: AgentAdapter, homes: readonly string[], look: SourceLook): void {
    const told = this.#sessions.get(look);
    if (told === undefined || !told.isNew) return;
    try {
      keepSessions(this.#index, { agent: adapter.id, homes, ...look }, told.found, look.at);
    } catch (error) {
      // Another process may be writing: the databases are opened once more the next time.
      if (!(error instanceof SqlError)) throw error;
    }
  }

  #placesOf(searched: Searched): string {
    return placesOf({
      sources: searched.flatMap(({ adapter, homes }) => {
        return this.#sessionsOf(adapter, homes, this.#looks.of(adapter, homes)).sources;
      }),
    });
  }

  #bringUpToDate(
    adapter: AgentAdapter,
    homes: readonly string[],
    { sources, stamps }: FoundTraces,
    progress: Progress,
  ): PassReport {
    const report = bringUpToDate(
      this.#index,
      { adapter, homes, sources, stamps },
      {
        now: this.#env.now,
        full: false,
        retryFailed: false,
        sharing: scansSharedWith((sources) => this.#helperFor(sources)),
        progress: indexingProgress(progress, this.#env.now),
      },
    );
    if (report.outcome === 'busy' || report.outcome === 'lost') {
      const who = report.holder === null ? 'Another process' : `Process ${report.holder.pid}`;
      note(`${who} is indexing: what it has not come to yet is read from the traces`, this.#env);
    }
    return report;
  }

  #load(adapter: AgentAdapter, homes: readonly string[], { sources, stamps }: FoundTraces, report: PassReport): void {
    const found = { adapter, homes, sources, stamps };
    for (const [source, entry] of currentEntries(this.#index.database, found, report)) {
      const probe = entry.probe(source);
      if (probe === null) continue;
      this.#entries.set(source, entry);
      this.#probes.set(source, probe);
    }
  }

  /** Trouble with the index is told once; from then on the traces themselves are read. */
  #guarded<T>(work: () => T): T | null {
    if (this.#isLost) return null;
    try {
      return withIndexTrouble(this.#index.file, work);
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      note(`${sentenceOf(error)}; the traces themselves are read`, this.#env);
      this.#isLost = true;
      this.#entries.clear();
      this.#probes.clear();
      this.#sessions.clear();
      if (this.#canBeginAnew) throw BEGIN_ANEW;
      return null;
    }
  }
}

function placeOfSource({ home, path }: { readonly home: string; readonly path: string }): string {
  return `${home}\0${path}`;
}
