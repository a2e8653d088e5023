import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { ReflogEntry, Repository } from '../git/repository.js';

/** One move of a work tree's HEAD from commit to commit. */
export interface HeadMove {
  /** Seconds since 1970. */
  readonly time: number;
  /** null: there was no commit yet, or it is not known. */
  readonly before: Oid | null;
  readonly after: Oid;
  /**
   * `commit`: the work tree was committed, its content stayed. `foreign`: git brought content from elsewhere into the work
   * tree (checkout, pull, merge, rebase, cherry-pick …). `reset`: HEAD was set, and whether the content followed (`--hard`,
   * also by a stash, which leaves HEAD where it was) shows only later.
   */
  readonly kind: 'commit' | 'foreign' | 'reset';
  /** The commit ended a cherry-pick or a revert that had stopped with a conflict. */
  readonly endsPick: boolean;
}

/**
 * The moves of HEAD of a work tree, oldest first: from its reflog; and before the reflog begins, or where there is none (a
 * fresh clone, a bare server copy), from the first-parent history by committer time, each taken for a commit.
 *
 * @param start the commit to end at: HEAD, or the revision that is asked about.
 * @param useReflog false where `start` is not where HEAD is.
 * @param since seconds since 1970: nothing older is needed (the first trace's time).
 */
export function readHeadMoves(
  repository: Repository,
  start: Oid | null,
  useReflog: boolean,
  since: number,
): HeadMove[] {
  if (start === null) return [];
  const reflog = useReflog ? collapseRebases(repository.reflog('HEAD')) : [];
  const moves: HeadMove[] = [];
  for (const entry of reflog) {
    const { time, before, after, message } = entry;
    const kind = kindOf(message);
    // A clone has no past of its own: its history tells.
    if (after === null || (after === before && kind !== 'reset') || message.startsWith('clone:')) continue;
    moves.push({ time, before, after, kind, endsPick: /^commit \((?:cherry-pick|revert)\):/.test(message) });
  }
  const first = moves[0];
  const known = moves.at(-1)?.after === start;
  if (moves.length > 0 && !known) {
    // The reflog does not lead to where HEAD is (it was cut or edited): believe the history alone.
    moves.length = 0;
  }
  const from = moves.length > 0 ? (first?.before ?? null) : start;
  const all = [...firstParentMoves(repository, from, since), ...moves];
  // The last move before `since` tells what HEAD was when the first trace began.
  const firstNeeded = all.findIndex((move) => move.time >= since);
  return firstNeeded === -1 ? all.slice(-1) : all.slice(Math.max(0, firstNeeded - 1));
}

function kindOf(message: string): HeadMove['kind'] {
  if (message.startsWith('reset:')) return 'reset';
  return /^commit( \([a-z-]+\))?:/.test(message) ? 'commit' : 'foreign';
}

/** A rebase is one move from where the branch was to where it ends: the steps between never were what anybody worked on. */
function collapseRebases(entries: readonly ReflogEntry[]): ReflogEntry[] {
  const collapsed: ReflogEntry[] = [];
  let inRebase = false;
  for (const entry of entries) {
    const isRebase = isRebaseStep(entry.message);
    const last = collapsed.at(-1);
    if (isRebase && inRebase && last !== undefined) {
      collapsed[collapsed.length - 1] = { ...entry, before: last.before };
    } else {
      collapsed.push(entry);
    }
    inRebase = isRebase && !/\((finish|abort)\)/.test(entry.message);
  }
  return collapsed;
}

/** `pull` tells of its rebase by an option or by the step, as `rebase` does: `pull (pick): Subject`. */
function isRebaseStep(message: string): boolean {
  if (/^(?:--)?rebase\b/.test(message)) return true;
  return (
    message.startsWith('pull') &&
    /^pull\b(?:.*\s(?:--rebase\b|-r\b)|.* \([a-z-]+\): )/.test(message) &&
    !message.endsWith(': Fast-forward')
  );
}

function firstParentMoves(repository: Repository, start: Oid | null, since: number): HeadMove[] {
  const moves: HeadMove[] = [];
  let oid = start;
  while (oid !== null) {
    const commit = readCommit(repository.objects, oid);
    if (commit === null) break;
    const parent: Oid | null = repository.shallow.has(oid) ? null : (commit.parents[0] ?? null);
    moves.push({ time: commit.committer.time, before: parent, after: oid, kind: 'commit', endsPick: false });
    if (commit.committer.time < since) break;
    oid = parent;
  }
  moves.reverse();
  // Clocks of committers differ: the order of the history is the truth, so time may only rise.
  let clock = Number.NEGATIVE_INFINITY;
  return moves.map((move) => {
    clock = Math.max(clock, move.time);
    return { ...move, time: clock };
  });
}
