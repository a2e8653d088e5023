import type { Oid } from '../git/git-objects.js';
import type { SnapshotEvent } from '../model/agent-event.js';
import type { DraftEdit } from './draft-edit.js';

/** What is known of an edit when its draft is made. */
export interface DraftStart {
  readonly event: DraftEdit['event'];
  readonly evidence: DraftEdit['evidence'];
  readonly path: string;
  readonly previousPath: string | null;
  readonly callIsKnown?: boolean;
  readonly means?: string | null;
  /** The snapshot that saw the file last. */
  readonly snapshotBefore: Oid | null;
}

/** The edits of one file, in the order of its chain. */
export class DraftList {
  readonly list: DraftEdit[] = [];
  /** How many drafts stand for the same record, to tell them apart. */
  readonly #places = new Map<string, number>();

  /** A draft that is not in the list yet: it may turn out that nothing changed. */
  make({
    event,
    evidence,
    path,
    previousPath,
    callIsKnown = true,
    means = null,
    snapshotBefore,
  }: DraftStart): DraftEdit {
    const key = `${event.trace.source.path}\0${event.trace.line}\0${path}`;
    const place = event.kind === 'file_change' ? event.place : (this.#places.get(key) ?? 0);
    this.#places.set(key, place + 1);
    return {
      event,
      place,
      path,
      previousPath,
      action: 'modify',
      evidence,
      timestamp: event.time,
      callIsKnown,
      means,
      before: null,
      after: null,
      snapshotBefore,
      snapshotAfter: null,
      added: 0,
      removed: 0,
      caveats: [],
    };
  }

  /** Lists a draft behind another one that was listed before, or first of all. */
  insert(draft: DraftEdit, before: DraftEdit | undefined): void {
    this.list.splice(before === undefined ? 0 : this.list.indexOf(before) + 1, 0, draft);
  }

  /**
   * Tells the drafts that no snapshot had seen yet which one saw them first.
   * @param survives whether a draft still shows in the file.
   */
  seenBy(snapshot: SnapshotEvent, survives: (draft: DraftEdit) => boolean): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      const draft = this.list[i];
      if (draft === undefined || draft.snapshotAfter !== null) break;
      draft.snapshotAfter = snapshot.commit;
      if (draft.evidence === 'inferred' && draft.snapshotBefore !== null && survives(draft)) {
        // Verified: the snapshots on both sides show it.
        draft.evidence = 'snapshot';
        draft.timestamp = snapshot.time;
      }
    }
  }
}
