import type { AgentAdapter } from '../agents/agent-adapter.js';
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
  const state = stamp === null ? null : `${FACTS_BUILD} ${stamp.size} ${stamp.mtimeMs} ${stamp.ctimeMs} ${stamp.inode}`;
  if (state !== null && events.isFilled(sourceId, state)) return true;
  const facts: HistoryFact[] = [];
  adapter.history(source, (fact) => facts.push(fact));
  return events.fill(sourceId, stamp !== null && isSettled(stamp, now) ? state : null, facts);
}
