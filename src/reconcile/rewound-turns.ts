import type { AgentEvent } from '../model/agent-event.js';
import type { Caveat } from '../model/edit-record.js';
import type { RewindEntry, TimelineEntry } from './timeline.js';

const UNDONE: Caveat = { code: 'undone', message: 'The turn was undone later: its files were restored' };
const ROLLED_BACK: Caveat = {
  code: 'rolled_back',
  message: 'The session forgot the turn later; its files were left as they were',
};
const FORGOTTEN: Caveat = {
  code: 'rolled_back',
  message: 'The session forgot the turn later; whether its files went back is not told',
};

const CAVEATS = { restored: UNDONE, untouched: ROLLED_BACK, unknown: FORGOTTEN } as const;

/**
 * What the edits of turns that the person took back have to say of that. An undo restores files to a snapshot, so it takes back the
 * turn that began with it and all after; a rollback drops the last turns that are still visible from the conversation, and leaves
 * the files (formats/codex.md, 12.1 and 12.2).
 *
 * @param entries the timeline in order.
 */
export function rewoundTurns(entries: readonly TimelineEntry[]): (event: AgentEvent) => Caveat[] {
  let caveats = known.get(entries);
  if (caveats === undefined) {
    caveats = caveatsIn(entries);
    known.set(entries, caveats);
  }
  const all = caveats;
  return ({ session, turn }) => (turn === null ? [] : (all.get(keyOf(session.id, turn.index)) ?? []));
}

/** Asked for file after file of one timeline. */
const known = new WeakMap<readonly TimelineEntry[], ReadonlyMap<string, Caveat[]>>();

function caveatsIn(entries: readonly TimelineEntry[]): ReadonlyMap<string, Caveat[]> {
  const caveats = new Map<string, Caveat[]>();
  for (const entry of entries) {
    if (entry.kind !== 'rewind') continue;
    for (const [turn, caveat] of takenBack(entry, entries, caveats)) {
      caveats.set(turn, [...(caveats.get(turn) ?? []), caveat]);
    }
  }
  return caveats;
}

function takenBack(
  { event }: RewindEntry,
  entries: readonly TimelineEntry[],
  earlier: ReadonlyMap<string, readonly Caveat[]>,
): [string, Caveat][] {
  if (event.turn === null) return [];
  const { index } = event.turn;
  const has = (turn: number, caveat: Caveat): boolean =>
    earlier.get(keyOf(event.session.id, turn))?.includes(caveat) === true;
  const found: [string, Caveat][] = [];
  const caveat = CAVEATS[event.files];
  const isTold = event.files !== 'restored' || event.turns !== null;
  const first = isTold ? null : restoredTo(event.snapshot, event.session.id, entries);
  let left = first === null ? (event.turns ?? 1) : Number.POSITIVE_INFINITY;
  for (let turn = index; turn >= (first ?? 1) && left > 0; turn--) {
    if (has(turn, caveat)) continue;
    found.push([keyOf(event.session.id, turn), caveat]);
    left--;
  }
  return found;
}

/** The turn that began with a snapshot; null where it is not known. */
function restoredTo(prefix: string | null, session: string, entries: readonly TimelineEntry[]): number | null {
  if (prefix === null) return null;
  for (const entry of entries) {
    if (entry.kind !== 'snapshot' || entry.event.session.id !== session) continue;
    if (entry.event.commit.startsWith(prefix)) return entry.event.turn?.index ?? null;
  }
  return null;
}

function keyOf(session: string, turn: number): string {
  return `${session}\0${turn}`;
}
