import type { AgentAdapter } from '../agents/agent-adapter.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { HistoryFact } from '../model/history-fact.js';
import type { TraceSource } from '../model/session.js';
import { FACTS_BUILD } from './facts-build.js';
import { isSettled, stampOf } from './file-stamp.js';
import type { RunEventTable } from './run-events.js';

/**
 * Reads the events of a source where its file is not as it was when they were read.
 * @param sourceId of its row.
 * @param now milliseconds since 1970.
 * @returns false where they cannot be kept: they are in the trace only.
 */
export function bringEventsUpToDate(
  events: RunEventTable,
  sourceId: number,
  adapter: AgentAdapter,
  source: TraceSource,
  now: number,
): boolean {
  const stamp = stampOf(source);
  const state = stamp === null ? null : stateOf(stamp);
  if (state !== null && events.isFilled(sourceId, state)) return true;
  const facts = factsOf(adapter, source);
  return events.fill(sourceId, stamp !== null && isSettled(stamp, now) ? state : null, facts);
}

/**
 * Compares the events that are kept of a source, where they are those of its file as it is now, with its trace. Reads only.
 * @returns how many there are here and there; null where they are the same, or are to be read anew anyway.
 */
export function differingEvents(
  events: RunEventTable,
  sourceId: number,
  adapter: AgentAdapter,
  source: TraceSource,
): { readonly indexed: number; readonly found: number } | null {
  const stamp = stampOf(source);
  if (stamp === null || !events.isFilled(sourceId, stateOf(stamp))) return null;
  const facts = factsOf(adapter, source);
  const indexed = events.differing(sourceId, facts);
  return indexed === null ? null : { indexed, found: facts.length };
}

function stateOf({ size, mtimeMs, ctimeMs, inode }: FileStamp): string {
  return `${FACTS_BUILD} ${size} ${mtimeMs} ${ctimeMs} ${inode}`;
}

function factsOf(adapter: AgentAdapter, source: TraceSource): HistoryFact[] {
  const facts: HistoryFact[] = [];
  adapter.history(source, (fact) => facts.push(fact));
  return facts;
}
