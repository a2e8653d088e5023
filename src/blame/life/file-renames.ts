import type { Oid } from '../../git/git-objects.js';
import type { Step } from '../../reconcile/draft-edit.js';
import type { ReconciledPath } from '../../reconcile/reconcile-path.js';
import type { TimelineEntry } from '../../reconcile/timeline.js';

/** The whole file got another name; its lines stayed whose they were. */
export interface FileRename {
  readonly from: string;
  readonly to: string;
  /** Who did that; undefined where nobody is known. */
  readonly step: Step | undefined;
  /** Where in the timeline: index of an entry, their number for the end. */
  readonly place: number;
}

/**
 * The renames of a file since a place of the timeline, the newest first: an agent's, those that came with a commit, and those that
 * two snapshots or the work tree alone show.
 *
 * @param path its present name.
 * @param entries the timeline that the file was reconciled from.
 * @param holds whether a commit has a file.
 */
export function fileRenames(
  file: ReconciledPath,
  path: string,
  entries: readonly TimelineEntry[],
  since: number,
  holds: (commit: Oid, path: string) => boolean,
): FileRename[] {
  const { plan } = file;
  const found: FileRename[] = [];
  let name = path;
  for (let place = entries.length; place > since; place--) {
    const [older, newer] = place === entries.length ? [plan.last, plan.last] : [plan.before(place), plan.after(place)];
    const add = (from: string, to: string): void => {
      found.push({ from, to, place, step: editOf(file, from, to) ?? commitOf(entries, since, place, from, to, holds) });
    };
    // A name that changes between two entries was seen to have changed at the later one.
    if (newer !== name) add(newer, name);
    if (older !== newer) add(older, newer);
    name = older;
  }
  return found;
}

function editOf({ edits }: ReconciledPath, from: string, to: string): Step | undefined {
  const edit = edits.find(
    ({ action, path, previousPath }) => action === 'rename' && path === to && previousPath === from,
  );
  return edit && { kind: 'agent', edit };
}

/** The commit with which the file got its name: at that place, or between it and the snapshot before. */
function commitOf(
  entries: readonly TimelineEntry[],
  since: number,
  place: number,
  from: string,
  to: string,
  holds: (commit: Oid, path: string) => boolean,
): Step | undefined {
  for (let at = Math.min(place, entries.length - 1); at > since; at--) {
    const entry = entries[at];
    if (entry?.kind === 'snapshot' && at < place) return undefined;
    if (entry?.kind !== 'head' || entry.move.before === null) continue;
    const { before, after } = entry.move;
    if (holds(before, from) && !holds(before, to) && holds(after, to)) return { kind: 'git', commit: after };
  }
  return undefined;
}
