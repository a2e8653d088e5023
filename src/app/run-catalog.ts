import type { AgentAdapter, SessionTrace } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import type { Session, TraceSource, Turn } from '../model/session.js';
import type { AnswerOrigin } from '../model/session-list.js';
import type { SessionSummary } from '../model/session-summary.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';

/** What lists of sessions and runs know of one source. */
export interface CatalogEntry {
  readonly source: TraceSource;
  readonly session: Session;
  /** With the name that the person gave the session. */
  readonly summary: SessionSummary;
  /** Directories that the session worked in, as recorded. */
  readonly cwds: readonly string[];
  /** Another file bears the same session's id, and went on longer: this one is an older copy. */
  readonly isSuperseded: boolean;
}

/** All sessions in the homes, whether they come from the traces or from an index of them. */
export interface Catalog {
  readonly origin: AnswerOrigin;
  /** Id of the index; null without one. */
  readonly storeId: string | null;
  readonly entries: readonly CatalogEntry[];
  readonly warnings: readonly Warning[];
  /** All that the source tells. */
  trace(entry: CatalogEntry): SessionTrace;
  close(): void;
}

/** An entry before it is known which of several copies counts. */
export type FoundEntry = Omit<CatalogEntry, 'isSuperseded'>;

/** Reads the traces themselves: slower than an index, and the same answer. */
export function catalogOfTraces(place: Place, env: Env, progress: Progress): Catalog {
  const warnings: Warning[] = [];
  const found: FoundEntry[] = [];
  for (const adapter of adapters()) {
    const homes = homesOf(adapter, place, env);
    const discovered = adapter.discover(homes);
    const names = adapter.names(homes);
    warnings.push(...discovered.warnings);
    for (const [n, source] of discovered.sources.entries()) {
      progress.update('Reading traces', n, discovered.sources.length);
      const scan = adapter.scan(source, null);
      if (scan.session.id === '') continue;
      const summary = named(scan.summary, names.get(scan.session.id));
      found.push({ source, session: scan.session, summary, cwds: scan.probe.cwds });
    }
  }
  return {
    origin: 'traces',
    storeId: null,
    entries: judgeCopies(found),
    warnings,
    trace: ({ source }) => adapterOf(source).read(source),
    close: () => {},
  };
}

/** Turns of the session itself: those of copied history left out. */
export function turnsOf(catalog: Catalog, entry: CatalogEntry): Turn[] {
  return catalog.trace(entry).turns.filter(({ session }) => session.id === entry.session.id);
}

export function adapterOf({ agent }: TraceSource): AgentAdapter {
  return adapters().find(({ id }) => id === agent) as AgentAdapter;
}

export function homesOf(adapter: AgentAdapter, place: Place, env: Env): string[] {
  return adapter.homes(env, { homes: adapter.id === 'codex' ? place.homes.codex : [] });
}

/** A name that was given wins over what the trace tells; it may change while the trace does not. */
export function named(summary: SessionSummary, name: string | undefined): SessionSummary {
  return name === undefined ? summary : { ...summary, title: name };
}

/** Of several files with one session's id the one that went on longest counts; where that is even, the last by path. */
export function judgeCopies(found: readonly FoundEntry[]): CatalogEntry[] {
  const keyOf = ({ session }: FoundEntry): string => `${session.agent}\0${session.id}`;
  const rankOf = ({ summary, source }: FoundEntry): string => `${summary.updatedAt ?? ''}\0${source.path}`;
  const best = new Map<string, FoundEntry>();
  for (const entry of found) {
    const known = best.get(keyOf(entry));
    if (known === undefined || rankOf(entry) > rankOf(known)) best.set(keyOf(entry), entry);
  }
  return found.map((entry) => ({ ...entry, isSuperseded: best.get(keyOf(entry)) !== entry }));
}
