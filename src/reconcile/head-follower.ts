import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { mergeBase } from '../git/merge-base.js';
import { sameLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import type { GitChanges } from './git-changes.js';
import type { HeadMove } from './head-moves.js';
import type { HeadEntry } from './timeline.js';
import { UnseenCommit } from './unseen-commit.js';
import type { Bound } from './window-bound.js';
import type { WindowSettler } from './window-settler.js';
import type { WindowView } from './window-view.js';

const NOTHING = Buffer.alloc(0);

/** What moves of HEAD tell of a file. */
export class HeadFollower {
  readonly #file: FollowedFile;
  readonly #git: GitChanges;
  readonly #settler: WindowSettler;

  constructor(file: FollowedFile, git: GitChanges, settler: WindowSettler) {
    this.#file = file;
    this.#git = git;
    this.#settler = settler;
  }

  /**
   * The file's name in a commit: the one that it has at the window's end, if it has not the one that the plan tells. A rename that
   * only two snapshots tell may have come before what was committed between them.
   */
  #committedName(commit: Oid, name: string, seen: Bound | null): string {
    const later = seen?.path ?? this.#file.input.path;
    if (name === later || this.#file.contents.idIn(commit, name) !== null) return name;
    return this.#file.contents.idIn(commit, later) === null ? name : later;
  }

  /**
   * Whether the snapshot at a window's end tells more of the file than a commit in it, which may have left lines unstaged. It does
   * not where git changed the work tree since, or where changes that were recorded since are gone: they were discarded.
   */
  #isShownBy(seen: Bound | null, move: HeadMove, window: WindowView, i: number, name: string): boolean {
    if (seen === null || window.gitActsLater(i)) return false;
    const committed = this.#file.contents.idIn(move.after, name);
    return committed === null || committed !== seen.blob || !window.changesLater(i);
  }

  /**
   * @param at index of the entry.
   * @param window that it lies in.
   * @param seen the snapshot that ends the window; null: none does.
   */
  follow({ move }: HeadEntry, at: number, window: WindowView, seen: Bound | null): void {
    const file = this.#file;
    const before = file.plan.before(at);
    // The file's name in the commit that is HEAD from now on.
    const after = this.#committedName(move.after, file.plan.after(at), seen);
    file.head = move.after;
    file.headMoved = true;
    file.beforeHead = [...file.commands];
    file.knownAtHead = file.chain.content;
    if (file.chain.version === null) return;
    if (move.kind === 'reset') {
      this.#git.reset(move.after, after, this.#common(move, before));
      return;
    }
    const from = file.contents.idIn(move.before, before);
    const to = file.contents.idIn(move.after, after);
    if (from === to) return;
    const older = from === null ? null : file.contents.read(from, file.path);
    const newer = to === null ? null : file.contents.read(to, file.path);
    if (move.kind === 'foreign') {
      this.#git.bring(older, newer, move.after, this.#common(move, before));
      return;
    }
    // Taken out of git is not taken out of the work tree (`git rm --cached`, case C11).
    if (to === null && this.#isStillThere(at, after)) return;
    const state = file.chain.content;
    if (state === undefined || sameLines(state, newer)) return;
    const bound: Bound = {
      kind: 'commit',
      content: newer,
      blob: to,
      snapshot: null,
      commit: move.after,
      path: after,
      at,
    };
    if (this.#isShownBy(seen, move, window, at, after)) {
      const isMerge = move.endsPick || (readCommit(file.input.repository.objects, move.after)?.parents.length ?? 0) > 1;
      const shownBy = seen?.snapshot?.event.commit ?? null;
      const brought = newer === null ? [] : this.#git.broughtStepsIn(newer);
      const unseen = { older, isMerge, shownBy, brought, bound };
      file.addUnseen(newer === null ? null : new UnseenCommit(file, { ...unseen, content: newer }));
      return;
    }
    const steps = file.chain.version === null ? null : file.chain.stepsAt(file.chain.version);
    this.#settler.settle(bound);
    file.commands = [];
    file.beforeHead = [];
    this.#git.passCommit(state, steps, older, newer);
  }

  /** What the histories of the commits before and after a move have in common of a file; null: one of them is in the other's. */
  #common({ before, after }: HeadMove, name: string): Buffer | null {
    const { contents, input } = this.#file;
    const base = before === null ? null : mergeBase(input.repository.objects, before, after);
    if (before === null || base === before || base === after) return null;
    return contents.in(base, name) ?? NOTHING;
  }

  /** Whether the first thing after an entry that tells of the file shows it in the work tree. */
  #isStillThere(at: number, path: string): boolean {
    const { entries, content, where = 'work-tree' } = this.#file.input;
    for (let k = at + 1; k < entries.length; k++) {
      const entry = entries[k];
      const sight = entry?.kind === 'snapshot' ? this.#file.plan.sight(k) : undefined;
      if (sight?.kind === 'present') return true;
      if (sight?.kind === 'absent') return false;
      if (entry?.kind === 'change' && entry.path === path && entry.event.op === 'create') return false;
      if (entry?.kind === 'head' && this.#file.contents.idIn(entry.move.after, path) !== null) return false;
    }
    return where === 'work-tree' && content !== null;
  }
}
