import { readCommit } from '../git/commits.js';
import type { Repository } from '../git/repository.js';
import { isInWorkTree } from '../git/work-tree-presence.js';
import type { Outcome } from '../model/agent-event.js';
import { shownLines } from './added-lines.js';
import { continuedLines } from './chain.js';
import { existedBefore } from './existed-before.js';
import { isInHeadAt } from './head-at.js';
import type { LoadChange } from './moved-by-patch.js';
import type { SnapshotView } from './snapshot-view.js';
import type { ChangeEntry, TimelineEntry } from './timeline.js';

/** What leaves open whether a change was carried out. */
const OPEN: ReadonlySet<Outcome> = new Set(['aborted', 'partial', 'unknown']);

/**
 * Whether a move by a patch that was cut short was carried out: what comes next shows the old name gone, and by the new one, which
 * nothing had before, at least half of the lines that the patch shows of it.
 *
 * @param i place of the patch in `entries`.
 * @param present what the work tree holds of the file by the name that it has now; null: that tells nothing.
 */
export function isMoveShown(
  entries: readonly TimelineEntry[],
  i: number,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
  present: Buffer | null,
): boolean {
  const move = entries[i];
  if (move?.kind !== 'change' || move.oldPath === null || !OPEN.has(move.event.outcome)) return false;
  if (existedBefore(entries, i, move.path, view).existed || isInHeadAt(entries, i, move.path, view, repository)) {
    return false;
  }
  const content = firstShown({ ...move, oldPath: move.oldPath }, entries.slice(i + 1), view, repository, present);
  return content !== null && load(move.event).tellings.some((telling) => isLeft(shownLines(telling), content));
}

/** The first content by the new name that something shows together with the old name's end; null where something tells otherwise. */
function firstShown(
  { path, oldPath }: ChangeEntry & { readonly oldPath: string },
  later: readonly TimelineEntry[],
  view: SnapshotView,
  repository: Repository,
  present: Buffer | null,
): Buffer | null {
  const { objects, root } = repository;
  for (const entry of later) {
    if (entry.kind === 'change' && entry.event.outcome === 'applied') {
      if (entry.path === oldPath || entry.oldPath === oldPath) return null;
      if (entry.path === path && entry.event.op !== 'modify') return null;
    } else if (entry.kind === 'command') {
      if (entry.targets.some((target) => target.path === oldPath)) return null;
      if (entry.targets.some((target) => target.path === path && target.op !== 'edit')) return null;
    } else if (entry.kind === 'snapshot') {
      const now = view.see(entry, path);
      if (view.see(entry, oldPath).kind === 'present' || now.kind === 'absent') return null;
      if (now.kind === 'present') return objects.read(now.entry.oid)?.data ?? null;
    } else if (entry.kind === 'head' && entry.move.kind === 'commit') {
      const tree = readCommit(objects, entry.move.after)?.tree ?? null;
      const now = tree === null ? null : view.treeEntry(tree, path);
      if (tree === null || now === null) continue;
      return view.treeEntry(tree, oldPath) === null ? (objects.read(now.oid)?.data ?? null) : null;
    }
  }
  return isInWorkTree(root, oldPath) ? null : present;
}

function isLeft(shown: readonly string[], content: Buffer): boolean {
  const telling = shown.filter(isTelling);
  const left = new Set(continuedLines(Buffer.from(shown.join('\n'), 'utf8'), content));
  const found = shown.filter((line, n) => isTelling(line) && left.has(n));
  return found.length > 0 && found.length * 2 >= telling.length;
}

/** A brace or a blank line proves nothing: every file has them. */
function isTelling(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}
