import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import type { FileChangeBody, FileChangeEvent } from '../model/agent-event.js';
import type { SnapshotView } from './snapshot-view.js';
import type { ChangeEntry, TimelineEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';

/** Loads the text of a change. */
export type LoadChange = (event: FileChangeEvent) => FileChangeBody;

/**
 * The path that a patch deleted when it added a file of the very same content: that is a move (case C12).
 *
 * @param i place of the addition in `entries`.
 * @returns null where nothing shows that the contents are the same.
 */
export function movedByPatch(
  entries: readonly TimelineEntry[],
  i: number,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
): string | null {
  const added = entries[i];
  if (added?.kind !== 'change' || added.event.op !== 'create' || added.event.callId === null) return null;
  const deletions = TimelineIndex.of(entries)
    .deletions.map((k) => entries[k])
    .filter((entry): entry is ChangeEntry => isOfCall(entry, added) && entry.path !== added.path);
  if (deletions.length === 0) return null;
  const blob = writtenBlob(added, repository, load);
  const first = entries.findIndex((entry) => isOfCall(entry, added));
  const found = deletions.find(
    ({ path }) => blob !== null && blobBefore(entries, first, path, view, repository, load) === blob,
  );
  return found?.path ?? null;
}

/** Whether an entry is an applied change of the same call. */
export function isOfCall(entry: TimelineEntry | undefined, { event }: ChangeEntry): entry is ChangeEntry {
  return (
    entry?.kind === 'change' &&
    entry.event.callId === event.callId &&
    entry.event.session === event.session &&
    entry.event.outcome === 'applied'
  );
}

/** Blob id of the whole content that a change wrote; null where it tells only a part. */
function writtenBlob(entry: ChangeEntry, { objects }: Repository, load: LoadChange): Oid | null {
  for (const telling of load(entry.event).tellings) {
    if (telling.kind === 'content') return hashObject(objects.hash, 'blob', Buffer.from(telling.text, 'utf8'));
  }
  return null;
}

/** Blob id of a path before entry `i`, by the last thing that tells of it. */
function blobBefore(
  entries: readonly TimelineEntry[],
  i: number,
  path: string,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
): Oid | null {
  for (let k = i - 1; k >= 0; k--) {
    const entry = entries[k];
    switch (entry?.kind) {
      case 'change':
        if (entry.path === path && entry.event.outcome === 'applied') return writtenBlob(entry, repository, load);
        break;
      case 'snapshot': {
        const sight = view.see(entry, path);
        if (sight.kind === 'present') return sight.entry.oid;
        if (sight.kind === 'absent') return null;
        break;
      }
      case 'head': {
        const commit = readCommit(repository.objects, entry.move.after);
        const found = commit === null ? null : view.treeEntry(commit.tree, path);
        if (found !== null) return found.oid;
        break;
      }
    }
  }
  return null;
}
