import type { AgentAdapter, SessionTrace } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import type { Session, TraceSource, Turn } from '../model/session.js';
import type { AnswerOrigin } from '../model/session-list.js';
import type { SessionSummary } from '../model/session-summary.js';
import { type StoredEvent, stepOfFact } from '../store/run-events.js';
import type { EventQuery } from '../store/runs-foreign.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { unreadableSources } from './unreadable-sources.js';

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
  /** Traces that no record of theirs names the session of. */
  readonly nameless: readonly TraceSource[];
  readonly warnings: readonly Warning[];
  /** All that the source tells. */
  trace(entry: CatalogEntry): SessionTrace;
  /** Its turns, those of copied history with them. */
  turns(entry: CatalogEntry): readonly Turn[];
  /** What happened in it, by rising `seq`: those with a higher one than asked come later in the trace, or came into it later. */
  events(entry: CatalogEntry, query: EventQuery): readonly StoredEvent[];
  close(): void;
}

/** An entry before it is known which of several copies counts. */
export type FoundEntry = Omit<CatalogEntry, 'isSuperseded'>;

/** Reads the traces themselves: slower than an index, and the same answer. */
export function catalogOfTraces(place: Place, env: Env, progress: Progress): Catalog {
  const warnings: Warning[] = [];
  const found: FoundEntry[] = [];
  const nameless: TraceSource[] = [];
  for (const { adapter, homes } of homesOf(place, env)) {
    const discovered = foundSessions(adapter, homes);
    const names = adapter.names(homes);
    warnings.push(...discovered.warnings);
    for (const [n, source] of discovered.sources.entries()) {
      progress.update('Reading traces', n, discovered.sources.length);
      const entry = scanned(adapter, source);
      if (entry.session.id === '') nameless.push(source);
      else found.push({ ...entry, summary: named(entry.summary, names.get(entry.session.id)) });
    }
  }
  return {
    origin: 'traces',
    storeId: null,
    entries: judgeCopies(found),
    nameless,
    warnings: [...warnings, ...unreadableSources(nameless)],
    trace: ({ source }) => adapterOf(source).read(source),
    turns: ({ source }) => adapterOf(source).read(source).turns,
    events: ({ source }, query) => eventsOfTrace(source, query),
    close: () => {},
  };
}

/** What a trace itself tells. */
export function scanned(adapter: AgentAdapter, source: TraceSource): FoundEntry {
  const { session, summary, probe } = adapter.scan(source, null);
  return { source, session, summary, cwds: probe.cwds };
}

/** Records never tell of so many things each. */
const PER_RECORD = 2 ** 16;

/** Events as the trace itself tells them. `seq` is made of the place in the trace: what is appended later gets higher ones. */
export function eventsOfTrace(source: TraceSource, { afterSeq, types, steps, limit }: EventQuery): StoredEvent[] {
  const found: StoredEvent[] = [];
  adapterOf(source).history(source, (fact) => {
    const { ordinal, n, type, time, data } = fact;
    const seq = ordinal * PER_RECORD + n;
    const step = stepOfFact(fact);
    const isWanted =
      (afterSeq === null || seq > afterSeq) &&
      (types.length === 0 || types.includes(type)) &&
      (steps.length === 0 || steps.includes(step ?? '')) &&
      (limit === null || found.length < limit);
    if (isWanted) found.push({ seq, ordinal, n, type, time, step, data });
  });
  return found;
}

/** Turns of the session itself: those of copied history left out. */
export function turnsOf(catalog: Catalog, entry: CatalogEntry): Turn[] {
  return ownOf(catalog.trace(entry).turns, entry);
}

/** The same for many sessions at once: nothing else of them is read, so that turns that a damaged index has lost are not missed. */
export function turnsAlone(catalog: Catalog, entry: CatalogEntry): Turn[] {
  return ownOf(catalog.turns(entry), entry);
}

function ownOf(turns: readonly Turn[], entry: CatalogEntry): Turn[] {
  return turns.filter(({ session }) => session.id === entry.session.id);
}

export function adapterOf({ agent }: TraceSource): AgentAdapter {
  return adapters().find(({ id }) => id === agent) as AgentAdapter;
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
