import { AiBlameError } from '../errors.js';
import type { TellVisitor } from '../model/history-fact.js';
import type { TraceSource } from '../model/session.js';
import type { AgentAdapter, SourceProbe } from './agent-adapter.js';
import { SessionBuilder, type SessionReading } from './session-builder.js';
import { bareSession } from './session-draft.js';
import { asItems, factsOnly } from './transcript-items.js';

/** Reads one source from its beginning to its end. @throws AiBlameError UNREADABLE where it cannot be opened. */
export type ReadWhole = (source: TraceSource, onFact: TellVisitor | null) => SessionReading;

/**
 * What an adapter gives of its sources where each is read as a whole, whatever of it is asked for.
 * @param probe tells the same as a reading, for less; not given: a reading does. @throws AiBlameError UNREADABLE as a reading.
 */
export function fromWholeSources(
  read: ReadWhole,
  probe: ((source: TraceSource) => SourceProbe) | null = null,
): Pick<AgentAdapter, 'probe' | 'read' | 'scan' | 'history' | 'transcript'> {
  const readable = (source: TraceSource, onFact: TellVisitor | null = null): SessionReading => {
    return orNull(() => read(source, onFact)) ?? unreadable(source);
  };
  return {
    probe: (source) => {
      if (probe === null) return readable(source).probe;
      return orNull(() => probe(source)) ?? unreadable(source).probe;
    },
    read: (source) => readable(source).trace,
    scan: (source) => {
      const { probe, summary, trace, sessions } = readable(source);
      const { session, turns, events, warnings } = trace;
      return { probe, summary, session, sessions, turns, events, warnings, replaced: [], resume: null };
    },
    history: (source, onFact) => {
      readable(source, factsOnly(onFact));
    },
    transcript: (source, onItem) => {
      readable(source, asItems(onItem));
    },
  };
}

/** A file that went away or may not be read is damage of the trace: told in warnings, never thrown. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof AiBlameError && error.code === 'UNREADABLE') return null;
    throw error;
  }
}

function unreadable(source: TraceSource): SessionReading {
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), null);
  builder.lost('source_unreadable');
  return builder.finish();
}
