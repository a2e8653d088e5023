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
  const base = eventBase(place, told);
  return what.kind === 'rewind' ? { ...base, ...what } : { ...base, ...what, cwd: cwdOf(place) ?? cwd };
}
