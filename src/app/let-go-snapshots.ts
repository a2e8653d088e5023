import type { SnapshotEvent } from '../model/agent-event.js';
import type { TimelineEntry } from '../reconcile/timeline.js';

/**
 * Whether a snapshot that an agent threw away by itself, as it does after some days (formats/opencode.md, 4), takes no line's evidence
 * with it: in its turn nothing ran whose writes only snapshots show, or the turn noted what its files were.
 */
export class LetGoSnapshots {
  /** Turns that ran what can write. */
  readonly #ran = new Set<string>();
  /** Turns that noted what they made of files. */
  readonly #noted = new Set<string>();

  constructor(timelines: readonly { readonly entries: readonly TimelineEntry[] }[]) {
    for (const { entries } of timelines) {
      for (const entry of entries) {
        if (entry.kind === 'command') this.#ran.add(turnKey(entry.event));
        else if (entry.kind === 'read' && entry.event.outOf !== undefined) this.#noted.add(turnKey(entry.event));
      }
    }
  }

  isTold(event: SnapshotEvent): boolean {
    const key = turnKey(event);
    return event.store !== null && (!this.#ran.has(key) || this.#noted.has(key));
  }
}

function turnKey({ session, turn }: Pick<SnapshotEvent, 'session' | 'turn'>): string {
  return `${session.agent}\0${session.id}\0${turn?.index ?? 0}`;
}
