import type { AgentAdapter } from '../agents/agent-adapter.js';
import type { Turn } from '../model/session.js';
import type { LookedAt } from '../model/why-result.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { RecordedPath } from '../reconcile/recorded-path.js';
import { pathInRepository } from '../reconcile/timeline.js';
import { filesRead } from '../shell/files-read.js';
import type { Timelines } from './load-timelines.js';

/** Of more looks of one turn only the last are told. */
const MOST_LOOKS = 20;

/**
 * What the agent is recorded to have looked at in the turn of an edit, before it: files that it read, and those that its commands
 * show. In their order; of several looks at the same file the last.
 */
export function lookedAt({ event }: DraftEdit, { sessions }: Timelines): LookedAt[] {
  const { source } = event.trace;
  const reading = sessions.find(({ trace }) => trace.source.home === source.home && trace.source.path === source.path);
  if (reading === undefined || event.turn === null) return [];
  const { adapter, roots, trace } = reading;
  const looks: (LookedAt & { readonly at: number })[] = [];
  for (const read of trace.events) {
    if (read.kind !== 'read' || read.outOf !== undefined) continue;
    if (read.turn !== event.turn || read.seq >= event.seq) continue;
    const { lines, time, tool, trace: at } = read;
    looks.push({ path: shown(read.path, roots), lines, time, tool, at: at.line });
  }
  looks.push(...byCommands(adapter, source, event.turn, event.trace.line, roots));
  const last = new Map<string, LookedAt>();
  for (const { at: _at, ...look } of looks.sort((a, b) => a.at - b.at)) {
    last.delete(look.path);
    last.set(look.path, look);
  }
  return [...last.values()].slice(-MOST_LOOKS);
}

/** Looks by commands of a shell, which are no events: the history of the session tells them. */
function byCommands(
  adapter: AgentAdapter,
  source: Parameters<AgentAdapter['history']>[0],
  turn: Turn,
  before: number,
  roots: readonly RecordedPath[],
): (LookedAt & { readonly at: number })[] {
  const looks: (LookedAt & { readonly at: number })[] = [];
  adapter.history(source, ({ type, turn: index, ordinal, time, data }) => {
    if (type !== 'tool_call' || index !== turn.index || ordinal >= before) return;
    const { command, tool } = data;
    if (typeof command !== 'string') return;
    for (const path of filesRead(command, turn.session.cwd)) {
      looks.push({ path: shown(path, roots), lines: null, time, tool: String(tool), at: ordinal });
    }
  });
  return looks;
}

/** Relative to the root where it lies in the repository. */
function shown(path: string, roots: readonly RecordedPath[]): string {
  const inside = pathInRepository(path, roots);
  return inside === null || inside === '' ? path : inside;
}
