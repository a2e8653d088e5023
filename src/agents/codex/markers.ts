import type { RewindEvent, SnapshotEvent } from '../../model/agent-event.js';
import { eventBase } from './call-events.js';
import type { Told } from './pending-calls.js';
import { cwdOf, type Place } from './tasks.js';

/** A record that is an event by itself, not by what became of a call. */
export interface Marker {
  readonly place: Place;
  readonly told: Told;
  readonly what:
    | { readonly kind: 'snapshot'; readonly commit: string; readonly parent: string | null; readonly store: null }
    | Pick<RewindEvent, 'kind' | 'files' | 'snapshot' | 'turns'>;
}

/** @param cwd of the session. */
export function markerEvent({ place, told, what }: Marker, cwd: string | null): SnapshotEvent | RewindEvent {
  const { session, turn, seq, time, model, trace, inherited } = eventBase(place, told);
  if (what.kind === 'rewind') {
    const { kind, files, snapshot, turns } = what;
    return { kind, session, turn, seq, time, model, trace, inherited, files, snapshot, turns };
  }
  return {
    kind: what.kind,
    session,
    turn,
    seq,
    time,
    model,
    trace,
    inherited,
    commit: what.commit,
    parent: what.parent,
    store: what.store,
    cwd: cwdOf(place) ?? cwd,
  };
}
