import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { CommandEvent, FileChangeBody } from '../model/agent-event.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Turn } from '../model/session.js';
import { BroughtLines } from './brought-lines.js';
import { Chain, type StepOfLine, sameLines } from './chain.js';
import { findChangeBase } from './change-base.js';
import type { Content, DraftEdit, Step } from './draft-edit.js';
import { DraftList, type DraftStart } from './draft-list.js';
import { earlierSteps } from './earlier-versions.js';
import { recordedAction, replacesAll, residualAction } from './edit-action.js';
import { editRecord } from './edit-record.js';
import { FileContents } from './file-contents.js';
import { addsMore, type FloatingChange, type NoFit, placeFloating } from './floating-change.js';
import { distance, unexplained } from './line-differences.js';
import { mergeChange } from './merge-change.js';
import { type MergeUnderWay, mergesUnderWay } from './merges-under-way.js';
import { isOfCall } from './moved-by-patch.js';
import type { PathPlan } from './path-plan.js';
import { PathStops } from './path-stops.js';
import { planPath } from './plan-path.js';
import { differsBySlips, quotedContent } from './quoted-content.js';
import { ReplacedVersions } from './replaced-versions.js';
import { type Replayed, replayChange } from './replay.js';
import { rewoundTurns } from './rewound-turns.js';
import type { SnapshotView } from './snapshot-view.js';
import { TakenBack } from './taken-back.js';
import type { ChangeEntry, CommandEntry, HeadEntry, RewindEntry, SnapshotEntry, TimelineEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';
import type { TextSubstitution, TraceTexts, WholeFileWrite } from './trace-texts.js';
import { UnstagedLines } from './unstaged-lines.js';
import { WarningList } from './warning-list.js';
import { findWindowOwner, namesAny } from './window-owner.js';
import { WindowView } from './window-view.js';
import { workTreeRename } from './work-tree-rename.js';

export interface ReconcileInput {
  readonly entries: readonly TimelineEntry[];
  readonly repository: Repository;
  readonly view: SnapshotView;
  readonly texts: TraceTexts;
  /** The file's name now, relative to the root. */
  readonly path: string;
  /** What it holds now, in the form that git stores; null: it does not exist. */
  readonly content: Buffer | null;
  /**
   * Where `path` and `content` are from: the work tree that the entries tell of; a `revision` of it; or `elsewhere`, where they
   * came by commits only, so that what the traces do not tell is nobody's.
   */
  readonly where?: 'work-tree' | 'revision' | 'elsewhere';
  /** `elsewhere`: when the commit was made that introduced a line (from 0) of `content`, in seconds since 1970; null: none did. */
  readonly committedAt?: (line: number) => number | null;
}

export interface ReconciledPath {
  readonly chain: Chain;
  /** The weave's version that is the present content; null where it is absent and always was. */
  readonly version: number | null;
  readonly edits: readonly DraftEdit[];
  /** Drafts as records, same order as `edits`. */
  readonly records: readonly EditRecord[];
  readonly plan: PathPlan;
  /** Changes that fitted no content, and whose lines were not found later. */
  readonly unplaced: readonly FloatingChange[];
  readonly warnings: readonly Warning[];
}

/**
 * Brings everything that is known of one file into one ordered chain of versions: snapshots are what it was; between them
 * recorded changes are carried out as the agent did; what then still differs is the turn's whose window it falls in, if that
 * turn ran something that can have done it, or nobody's.
 */
export function reconcilePath(input: ReconcileInput): ReconciledPath {
  return new PathReconciler(input).run();
}

/** How a window ends: what the file is seen to be, and by what. */
interface Bound {
  readonly kind: 'snapshot' | 'commit' | 'final';
  readonly content: Buffer | null;
  /** Blob id where `content` comes from git. */
  readonly blob: Oid | null;
  readonly snapshot: SnapshotEntry | null;
  readonly commit: Oid | null;
  readonly path: string;
  /** Index of the timeline's entry; their number for the end. */
  readonly at: number;
}

class PathReconciler {
  readonly #input: ReconcileInput;
  readonly #plan: PathPlan;
  readonly #chain = new Chain();
  readonly #drafts = new DraftList();
  readonly #warnings = new WarningList();
  readonly #contents: FileContents;
  readonly #stops: PathStops;
  /** Versions that snapshots saw: those from one entry of the timeline up to and with another. */
  readonly #versionsSeen: { readonly from: number; readonly to: number; readonly version: number }[] = [];

  /** The last snapshot that saw the file: where the present window begins. */
  #anchor: { entry: SnapshotEntry; blob: Oid | null; version: number | null } | null = null;
  /** Index of that snapshot's entry. */
  #since = -1;
  /** Commands since then, or since a commit closed the window in part. */
  #commands: CommandEntry[] = [];
  /** Those of them that ran before HEAD came to be where it is. */
  #beforeHead: readonly CommandEntry[] = [];
  /** What the file was known to be then. */
  #knownAtHead: Content;
  /** Changes that fit no content known so far. */
  #floating: FloatingChange[] = [];
  /** Those that a commit showed in part. */
  #foundInPart: FloatingChange[] = [];
  /** The content in which none of them was found. */
  #notFoundIn: Buffer | null = null;
  #unstaged: UnstagedLines | null = null;
  readonly #merges: readonly MergeUnderWay[];
  readonly #replaced = new ReplacedVersions(this.#chain);
  /** What git brought since the last snapshot. */
  #brought: BroughtLines[] = [];
  /** Resets of HEAD, of which the next content that is seen tells whether the file followed. */
  #resets: { commit: Oid; path: string }[] = [];
  /** A change did not fit: what the file holds is known only in part until something shows it again. */
  #isStale = false;
  readonly #takenBack = new TakenBack(this.#chain);
  #headMoved = false;
  /** A commit in the present window holds something of the file that was never seen in the work tree. */
  #hasUnseenCommit = false;
  #head: Oid | null = null;
  /** The file's name at the point that was reached. */
  #path: string;

  constructor(input: ReconcileInput) {
    this.#input = input;
    this.#contents = new FileContents(input.repository, input.view, this.#warnings);
    const { entries, path, content, repository } = input;
    const isWorkTree = (input.where ?? 'work-tree') === 'work-tree';
    const renamedFrom =
      isWorkTree && content !== null ? workTreeRename(entries, repository, path, content, input.texts.change) : null;
    this.#plan = planPath(entries, path, input.view, repository, input.texts.change, renamedFrom);
    this.#merges = mergesUnderWay(entries, repository, isWorkTree ? repository.mergeHeads() : []);
    this.#stops = new PathStops(entries, this.#plan, input.view);
    this.#path = this.#plan.before(0);
    const firstMove = entries[TimelineIndex.of(entries).heads[0] ?? -1];
    this.#head = firstMove?.kind === 'head' ? firstMove.move.before : null;
  }

  run(): ReconciledPath {
    const { entries, path, content } = this.#input;
    // The window goes from here to the next thing that ends it, which is looked for from `at` on.
    let from = 0;
    let at = 0;
    let isQuiet = false;
    for (;;) {
      if (isQuiet) from = at = this.#leap(from);
      const end = this.#stops.nextEnd(at);
      if (end === null) break;
      at = end + 1;
      const entry = entries[end];
      if (entry?.kind === 'rewind') {
        this.#replay(from, end, null);
        this.#chain.at = end;
        this.#rewind(entry);
        isQuiet = false;
      } else if (entry?.kind === 'snapshot') {
        const bound = this.#seen(entry, end);
        isQuiet = false;
        if (bound === null) continue;
        this.#closeWindow(from, bound, bound.path);
        this.#anchorAt(entry, end, bound.blob, end);
        isQuiet = this.#isSettled(bound);
      }
      from = at;
    }
    const bound = { kind: 'final', content, blob: null, snapshot: null, commit: null, path } as const;
    this.#closeWindow(from, { ...bound, at: entries.length }, path);
    this.#warnFloating();
    const caveatsOf = rewoundTurns(entries);
    return {
      chain: this.#chain,
      version: this.#chain.version,
      edits: this.#drafts.list,
      records: this.#drafts.list.map((draft) => editRecord(draft, caveatsOf(draft.event))),
      plan: this.#plan,
      unplaced: this.#floating,
      warnings: this.#warnings.list,
    };
  }

  /**
   * Nothing happens to the file up to the next stop: the window that begins with entry `from` is empty up to there, and so are
   * those after it, up to the last snapshot before the stop.
   *
   * @returns where the window that is open at the stop begins.
   */
  #leap(from: number): number {
    const { entries } = this.#input;
    const last = this.#stops.lastSeen(this.#stops.next(from) ?? entries.length);
    const entry = last === null ? undefined : entries[last];
    if (last === null || last < from || entry?.kind !== 'snapshot') return from;
    const sight = this.#plan.sight(last);
    this.#anchorAt(entry, last, sight?.kind === 'present' ? sight.entry.oid : null, from);
    return last + 1;
  }

  /**
   * A window begins with a snapshot.
   * @param first where the first snapshot since the last window stands that saw the same.
   */
  #anchorAt(entry: SnapshotEntry, at: number, blob: Oid | null, first: number): void {
    const { version } = this.#chain;
    this.#anchor = { entry, blob, version };
    this.#since = at;
    this.#commands = [];
    this.#headMoved = false;
    if (version !== null) this.#versionsSeen.push({ from: first, to: at, version });
  }

  /** Whether snapshots that show once more what the last one showed can tell nothing new. */
  #isSettled({ content }: Bound): boolean {
    if (content === null || this.#floating.length === 0) return true;
    return this.#notFoundIn === content && this.#chain.content?.equals(content) === true;
  }

  /** What a snapshot tells of the file; null where it tells nothing. */
  #seen(entry: SnapshotEntry, i: number): Bound | null {
    const path = this.#plan.after(i);
    const sight = this.#plan.sight(i);
    const base = { kind: 'snapshot', snapshot: entry, commit: null, path, at: i } as const;
    if (sight?.kind === 'present') {
      const blob = sight.entry.oid;
      const isAnchor = this.#anchor?.blob === blob && this.#chain.content != null;
      const content = isAnchor && this.#isUnchanged() ? this.#chain.content : this.#contents.read(blob, this.#path);
      return content == null ? null : { ...base, content, blob };
    }
    if (sight?.kind === 'absent') {
      return { ...base, content: null, blob: null };
    }
    return null;
  }

  /** Whether the chain stands just where the anchor saw the file. */
  #isUnchanged(): boolean {
    return this.#anchor !== null && this.#anchor.version === this.#chain.version;
  }

  /** @param from index of the window's first entry. */
  #closeWindow(from: number, bound: Bound, path: string): void {
    this.#replay(from, bound.at, bound.kind === 'snapshot' ? bound : null);
    this.#settle(bound);
    this.#hasUnseenCommit = false;
    this.#path = path;
    if (bound.kind !== 'snapshot') return;
    this.#brought = [];
    if (bound.snapshot !== null) this.#drafts.seenBy(bound.snapshot.event, (draft) => this.#survives(draft));
  }

  /** Whether some line of the newest version is the draft's. */
  #survives(draft: DraftEdit): boolean {
    const { version, steps } = this.#chain;
    if (version === null) return false;
    if (draft.action === 'rename' && draft.added === 0) return this.#chain.content !== null;
    return this.#chain.stepsAt(version).some((n) => {
      const step = steps[n];
      return step?.kind === 'agent' && step.edit === draft;
    });
  }

  /**
   * Carries the recorded changes of a window out, in their order.
   * @param from index of the window's first entry.
   * @param to one more than that of its last.
   * @param seen the snapshot that ends the window; null: none does.
   */
  #replay(from: number, to: number, seen: Bound | null): void {
    const view = new WindowView(this.#input.entries, this.#plan, from, to);
    for (const i of view.indices) {
      const entry = this.#input.entries[i];
      const before = this.#plan.before(i);
      const after = this.#plan.after(i);
      this.#path = before;
      this.#chain.at = i;
      if (entry?.kind === 'change') this.#change(entry, before, after);
      else if (entry?.kind === 'command') {
        const isSeen = (): boolean => seen !== null && !view.isContested && !view.changesLater(i);
        if (before === after) this.#command(entry, before, isSeen);
        else this.#move(entry, before, after);
      }
      if (entry?.kind === 'head') {
        const committed = this.#committedName(entry.move.after, after, seen);
        this.#moveHead(entry, i, committed, this.#isShownBy(seen, entry, view, i, committed));
      }
      this.#path = after;
    }
  }

  #change(entry: ChangeEntry, before: string, after: string): void {
    const { event } = entry;
    const leaves = event.op === 'rename' && entry.oldPath === before && entry.path !== after;
    const moves = event.op === 'rename' || before !== after;
    const concerns = entry.path === (moves ? after : before);
    if (!concerns && !leaves) return;
    if (event.outcome === 'failed' || event.outcome === 'rejected') return;
    // One half of a move, which the addition tells as a whole.
    if (event.op === 'delete' && this.#isAddedElsewhere(entry)) return;
    if (leaves) {
      // The file goes on under its other name; the record of the move is told there.
      if (event.outcome === 'applied') this.#chain.record(null, this.#chain.addStep({ kind: 'untraced' }), null);
      return;
    }
    const body = this.#input.texts.change(event);
    if (event.outcome !== 'applied') {
      this.#float({ entry, body, draft: null, why: 'not_confirmed' });
      return;
    }
    const fits = (text: Buffer | null): boolean => replayChange(text, body) !== null;
    if (this.#takenBack.isMarked && !fits(this.#chain.content ?? null)) {
      const earlier = this.#takenBack.versionThat(fits);
      if (earlier !== null) this.#restore(earlier);
    }
    this.#takenBack.clear();
    const found = findChangeBase(entry, body, {
      known: this.#chain.content,
      knownAtHead: this.#knownAtHead,
      head: this.#head,
      headMoved: this.#headMoved,
      contentIn: (commit) =>
        readCommit(this.#input.repository.objects, commit) === null ? undefined : this.#contents.in(commit, before),
      wasHeld: (content) => content !== null && this.#replaced.versionWith(content) !== null,
    });
    if (found === null) {
      const draft = this.#draft({ event, evidence: 'fragment', path: after, previousPath: entry.oldPath });
      draft.action = recordedAction(event);
      this.#drafts.list.push(draft);
      this.#float({ entry, body, draft, why: whyNot(body, this.#chain.content) });
      this.#isStale = true;
      return;
    }
    const base = found.content;
    if (found.head !== null) this.#takeUpHead(found.head, base, before);
    else if (!Object.is(base, this.#chain.content)) this.#assume(base);
    const replayedLoosely = replayChange(base, body);
    if (replayedLoosely === null) return;
    const evidence = this.#evidenceOf(body, replayedLoosely);
    const { quoted, held } = replayedLoosely.rewritesContext
      ? this.#respell(base, body, before)
      : { quoted: base, held: base };
    const replayed = quoted === base ? replayedLoosely : replayChange(quoted, body);
    if (replayed === null) return;
    const draft = this.#draft({ event, evidence, path: after, previousPath: moves ? before : null });
    draft.action = moves ? 'rename' : recordedAction(event, base);
    if (replacesAll(body)) this.#isStale = false;
    if (!this.#isStale) {
      draft.before = this.#contents.idOf(held);
      draft.after = this.#contents.idOf(replayed.content);
    }
    Object.assign(draft, this.#chain.record(replayed.content, this.#agentStep(draft), replayed.hunks));
    this.#drafts.list.push(draft);
  }

  /**
   * A patch quotes lines otherwise than the file is known to hold them. Either the model's spelling slipped, and Codex wrote it so
   * (case C30); or the lines had changed before, by a command or a person. Slips are taken for such only where nothing ran since
   * the file was seen.
   *
   * @returns what the patch takes for the file's content, and what the file is told to have held: where it is undecided whether it
   * was changed, what is known of it.
   */
  #respell(base: Buffer | null, body: FileChangeBody, path: string): { quoted: Buffer | null; held: Buffer | null } {
    const quoted = base === null ? null : quotedContent(base, body);
    if (base === null || quoted === null || sameLines(base, quoted)) return { quoted: base, held: base };
    const owner = findWindowOwner(this.#commands, [path], false);
    if (owner.kind === 'nobody' && differsBySlips(base, quoted)) return { quoted: base, held: base };
    if (owner.kind === 'undecided') this.#warnUndecided(owner.turns, path);
    if (owner.kind === 'turn' && this.#isBounded(owner)) this.#recordInferred(owner.command, path, quoted);
    else this.#chain.record(quoted, this.#chain.addStep({ kind: 'untraced' }), null);
    return { quoted, held: owner.kind === 'undecided' ? base : quoted };
  }

  /** Whether the file goes on under the name of another file that the same call adds. */
  #isAddedElsewhere(deletion: ChangeEntry): boolean {
    const plan = this.#plan;
    return plan.renames.some(
      (k) =>
        plan.before(k) === deletion.path &&
        plan.after(k) !== deletion.path &&
        isOfCall(this.#input.entries[k], deletion),
    );
  }

  /**
   * How well a change is known that was carried out. On a content that is known only in part it can be placed, but nothing
   * confirms the place; and where quoted lines had to be written anew, somebody else may have changed them before.
   */
  #evidenceOf(body: FileChangeBody, { rewritesContext }: Replayed): DraftEdit['evidence'] {
    return (this.#isStale && !replacesAll(body)) || rewritesContext ? 'fragment' : 'exact';
  }

  /** The file is found to be `content`, which nothing in the traces explains. */
  #assume(content: Buffer | null): void {
    if (this.#chain.version === null && content === null) {
      this.#chain.record(null, this.#chain.addStep({ kind: 'base' }), null);
      return;
    }
    const isFirst = this.#chain.version === null;
    const step = this.#chain.addStep(isFirst ? { kind: 'base' } : { kind: 'untraced' });
    // It may show what earlier changes did, of which nothing was known.
    const floats = content === null ? null : this.#placeFloating(content);
    this.#chain.record(content, step, null, floats ?? undefined);
  }

  /** Where nothing has shown the file yet, what HEAD holds is what a command found that takes it away. */
  #assumeCommitted(path: string): void {
    if (this.#chain.version !== null) return;
    const committed = this.#contents.in(this.#head, path);
    if (committed !== null) this.#assume(committed);
  }

  /**
   * A change shows that the file is as in HEAD, and not as it was known to be: git put it so, or what was committed tells of what
   * nobody had seen.
   */
  #takeUpHead(commit: Oid, content: Buffer | null, path: string): void {
    this.#settleResets(content);
    if (content !== null && this.#replaced.versionWith(content) !== null) {
      this.#replace(content, commit);
      return;
    }
    const isStale = this.#isStale;
    this.#settle({ kind: 'commit', content, blob: null, snapshot: null, commit, path, at: this.#chain.at });
    this.#commands = this.#commands.filter((command) => !this.#beforeHead.includes(command));
    this.#beforeHead = [];
    this.#isStale = isStale;
  }

  /**
   * Whether the snapshot at a window's end tells more of the file than a commit in it, which may have left lines unstaged. It does
   * not where git changed the work tree since, or where changes that were recorded since are gone: they were discarded.
   */
  #isShownBy(seen: Bound | null, { move }: HeadEntry, view: WindowView, i: number, name: string): boolean {
    if (seen === null || view.gitActsLater(i)) return false;
    const committed = this.#contents.idIn(move.after, name);
    return committed === null || committed !== seen.blob || !view.changesLater(i);
  }

  /** A command that moves the file, by its text. If that is all that it can do, no line is its. */
  #move(entry: CommandEntry, before: string, after: string): void {
    const { event } = entry;
    if (event.writes === 'any') this.#commands.push(entry);
    else this.#assumeCommitted(before);
    if (this.#chain.content == null || event.turn === null) return;
    const draft = this.#draft({ event, evidence: 'inferred', path: after, previousPath: before });
    draft.action = 'rename';
    draft.before = this.#contents.idOf(this.#chain.content);
    draft.after = draft.before;
    this.#drafts.list.push(draft);
  }

  /** @param isSeen the snapshot at the window's end shows better what the command did than its text can. */
  #command(entry: CommandEntry, path: string, isSeen: () => boolean): void {
    const { event } = entry;
    this.#commands.push(entry);
    if (event.outcome === 'applied' && namesAny(entry, [path], true)) this.#assumeCommitted(path);
    if (event.outcome !== 'applied' || event.turn === null) return;
    if (!entry.targets.some((target) => target.path === path) || isSeen()) return;
    const { writes, substitutions } = this.#input.texts.command(entry);
    for (const write of writes) if (write.path === path) this.#write(entry, write);
    for (const substitution of substitutions) if (substitution.path === path) this.#substitute(entry, substitution);
  }

  /** A command whose text is the file's whole new content. */
  #write(entry: CommandEntry, { path, content: text, op, last }: WholeFileWrite): void {
    // Where nothing has shown the file yet, what HEAD holds is what the command found.
    if (this.#chain.version === null) {
      const committed = this.#contents.in(this.#head, path);
      // What was appended to may have been there without any commit.
      if (op === 'append' && committed === null) return;
      this.#assume(committed);
    }
    const known = this.#chain.content;
    // What the text tells wholly explains the command: what differs later is somebody else's.
    if (last) this.#acquit(entry);
    if (op === 'append' && known == null) return;
    const content = Buffer.from(text, 'utf8');
    const written = op === 'append' && known != null ? Buffer.concat([known, content]) : content;
    if (sameLines(known, written)) return;
    this.#recordInferred(entry.event, path, written);
  }

  /** A command that replaces texts in the file. Where that changes nothing, it found another content than the one known. */
  #substitute(entry: CommandEntry, { path, apply, last }: TextSubstitution): void {
    const isFirst = this.#chain.version === null;
    const known = isFirst ? this.#contents.in(this.#head, path) : this.#chain.content;
    const written = known == null ? null : apply(known);
    if (known == null || written === null || sameLines(known, written)) return;
    if (isFirst) this.#assume(known);
    if (last) this.#acquit(entry);
    this.#recordInferred(entry.event, path, written);
  }

  #acquit(entry: CommandEntry): void {
    this.#commands = this.#commands.filter((command) => command !== entry);
  }

  #recordInferred(event: CommandEvent, path: string, written: Buffer): void {
    const known = this.#chain.content;
    const draft = this.#draft({ event, evidence: 'inferred', path, previousPath: null });
    draft.action = known == null ? 'create' : 'modify';
    if (!this.#isStale) {
      draft.before = this.#contents.idOf(known);
      draft.after = this.#contents.idOf(written);
    }
    Object.assign(draft, this.#chain.record(written, this.#agentStep(draft), null));
    this.#drafts.list.push(draft);
  }

  /**
   * The file's name in a commit: the one that it has at the window's end, if it has not the one that the plan tells. A rename that
   * only two snapshots tell may have come before what was committed between them.
   */
  #committedName(commit: Oid, name: string, seen: Bound | null): string {
    const later = seen?.path ?? this.#input.path;
    if (name === later || this.#contents.idIn(commit, name) !== null) return name;
    return this.#contents.idIn(commit, later) === null ? name : later;
  }

  /**
   * @param after the file's name in the commit that is HEAD from now on.
   * @param isShown the snapshot at the window's end tells more than this move.
   */
  #moveHead({ move }: HeadEntry, at: number, after: string, isShown: boolean): void {
    const before = this.#plan.before(at);
    this.#head = move.after;
    this.#headMoved = true;
    this.#beforeHead = [...this.#commands];
    this.#knownAtHead = this.#chain.content;
    if (this.#chain.version === null) return;
    if (move.kind === 'reset') {
      this.#resets.push({ commit: move.after, path: after });
      return;
    }
    const from = this.#contents.idIn(move.before, before);
    const to = this.#contents.idIn(move.after, after);
    if (from === to) return;
    const older = from === null ? null : this.#contents.read(from, this.#path);
    const newer = to === null ? null : this.#contents.read(to, this.#path);
    if (move.kind === 'foreign') {
      this.#bring(older, newer, move.after);
      return;
    }
    // Taken out of git is not taken out of the work tree (`git rm --cached`, case C11).
    if (to === null && this.#isStillThere(at, after)) return;
    const state = this.#chain.content;
    if (state === undefined || sameLines(state, newer)) return;
    if (isShown) {
      this.#hasUnseenCommit = true;
      return;
    }
    const steps = this.#chain.version === null ? null : this.#chain.stepsAt(this.#chain.version);
    this.#settle({ kind: 'commit', content: newer, blob: to, snapshot: null, commit: move.after, path: after, at });
    this.#commands = [];
    this.#beforeHead = [];
    if (this.#unstaged !== null) this.#unstaged.passCommit(newer);
    else if (state !== null && steps !== null) {
      const waiting = new UnstagedLines(state, steps, older, newer);
      if (!waiting.isEmpty) this.#unstaged = waiting;
    }
  }

  /** Whether the first thing after an entry that tells of the file shows it in the work tree. */
  #isStillThere(at: number, path: string): boolean {
    const { entries, content, where = 'work-tree' } = this.#input;
    for (let k = at + 1; k < entries.length; k++) {
      const entry = entries[k];
      const sight = entry?.kind === 'snapshot' ? this.#plan.sight(k) : undefined;
      if (sight?.kind === 'present') return true;
      if (sight?.kind === 'absent') return false;
      if (entry?.kind === 'change' && entry.path === path && entry.event.op === 'create') return false;
      if (entry?.kind === 'head' && this.#contents.idIn(entry.move.after, path) !== null) return false;
    }
    return where === 'work-tree' && content !== null;
  }

  /** git changes the work tree by what leads from one committed content to another. */
  #bring(older: Buffer | null, newer: Buffer | null, commit: Oid): void {
    const merged = mergeChange(older, this.#chain.content, newer);
    if (newer !== null) {
      // Where the file had been deleted, git puts the whole of it there again.
      const there = this.#chain.content === null ? null : older;
      this.#brought.push(new BroughtLines(there, newer, this.#chain.addStep({ kind: 'git', commit })));
      if (this.#brought.length > MOST_BROUGHT) this.#brought.shift();
    }
    if (merged !== undefined) this.#replace(merged, commit);
    // What was committed of a file that had been deleted comes back with its writers.
    else if (this.#chain.content === null && older !== null) this.#replaced.addVersionOf(older);
  }

  /** git puts a content into the work tree. Lines that it had taken out before keep their writers. */
  #replace(content: Buffer | null, commit: Oid): void {
    if (this.#chain.hasLinesOf(content)) return;
    const steps = content === null ? undefined : this.#replaced.stepsInGits(content);
    this.#replaced.add();
    this.#chain.record(content, this.#chain.addStep({ kind: 'git', commit }), null, steps);
  }

  /** Whether the file followed HEAD in a reset, or a stash: it did if that brings it closer to what is seen next. */
  #settleResets(seen: Buffer | null): void {
    for (const { commit, path } of this.#resets) {
      const content = this.#contents.in(commit, path);
      if (distance(content, seen) < distance(this.#chain.content, seen)) this.#replace(content, commit);
    }
    this.#resets = [];
  }

  #rewind({ event }: RewindEntry): void {
    const prefix = event.snapshot;
    if (event.files === 'untouched') this.#takenBack.mark();
    if (event.files !== 'restored' || prefix === null) return;
    const version = this.#versionAt(prefix);
    if (this.#chain.version === null) return;
    if (version === undefined) {
      // The snapshot is lost: what is seen next tells which version the file went back to.
      this.#takenBack.mark();
      return;
    }
    this.#restore(version);
    this.#commands = [];
    this.#beforeHead = [];
    this.#floating = [];
  }

  /** The version at which a snapshot saw the file; undefined where none did whose commit's id begins so. */
  #versionAt(prefix: string): number | undefined {
    const versionOf = new Map<Oid, number>();
    for (const { from, to, version } of this.#versionsSeen) {
      for (let i = from; i <= to; i++) {
        const entry = this.#input.entries[i];
        if (entry?.kind !== 'snapshot' || !entry.event.commit.startsWith(prefix)) continue;
        const sight = this.#plan.sight(i)?.kind;
        if (sight === 'present' || sight === 'absent') versionOf.set(entry.event.commit, version);
      }
    }
    return [...versionOf.values()].at(-1);
  }

  /** The file is again what it was in a version, and its lines are whose they were. */
  #restore(version: number): void {
    const steps = this.#chain.stepsAt(version);
    const content = this.#chain.contentAt(version);
    this.#chain.record(content, this.#chain.addStep({ kind: 'untraced' }), null, (line) => steps[line] ?? null);
    this.#takenBack.clear();
  }

  /** Gives what still differs at the end of a window to whoever can have done it. */
  #settle(bound: Bound): void {
    this.#chain.at = bound.at;
    this.#settleResets(bound.content);
    const before = this.#chain.content;
    const { content, path } = bound;
    const floats = content === null ? null : this.#placeFloating(content, bound.kind === 'commit');
    if (before === undefined) {
      this.#settleUnknown(bound, floats);
      return;
    }
    const renamed = path !== this.#path && before !== null && content !== null ? this.#path : null;
    const same = before === content || (before !== null && content !== null && before.equals(content));
    if (same && renamed === null) return;
    if (!same && this.#chain.hasLinesOf(content) && renamed === null) {
      // Only line ends differ: no line changes its writer (case L13).
      this.#chain.record(content, this.#chain.addStep({ kind: 'untraced' }), null);
      return;
    }
    this.#isStale = false;
    const earlier = this.#takenBack.versionThat((text) => sameLines(text, content));
    this.#takenBack.clear();
    if (earlier !== null && renamed === null) {
      this.#restore(earlier);
      return;
    }
    const explained = this.#inserted(bound, floats);
    const counts = explained === undefined ? null : unexplained(this.#chain.hunksTo(content), explained);
    const isBetweenSnapshots = bound.kind === 'snapshot' && this.#anchor !== null;
    const names = this.#plan.namesBetween(this.#since + 1, Math.min(bound.at, this.#input.entries.length - 1));
    const owner = findWindowOwner(this.#suspects(bound), [...names, path], content === null);
    if (
      owner.kind === 'turn' &&
      this.#isBounded(owner) &&
      (counts === null || counts.added + counts.removed > 0 || renamed !== null)
    ) {
      const evidence = isBetweenSnapshots ? 'snapshot' : 'inferred';
      const draft = this.#draft({
        event: owner.command,
        evidence,
        path,
        previousPath: renamed,
        callIsKnown: owner.named || owner.sole,
      });
      draft.action = residualAction(before, content, renamed);
      draft.before = this.#contents.idOf(before);
      draft.after = bound.blob ?? this.#contents.idOf(content);
      if (isBetweenSnapshots) draft.timestamp = bound.snapshot?.event.time ?? null;
      Object.assign(draft, this.#chain.record(content, this.#agentStep(draft), null, explained), counts);
      if (draft.added + draft.removed > 0 || renamed !== null || content === null || before === null)
        this.#drafts.list.push(draft);
      return;
    }
    if (owner.kind === 'undecided' && content !== null && counts?.added !== 0) this.#warnUndecided(owner.turns, path);
    const step: Step = bound.commit === null ? { kind: 'untraced' } : { kind: 'git', commit: bound.commit };
    this.#chain.record(content, this.#chain.addStep(step), null, explained);
  }

  /** The commands that may have made what no record tells. */
  #suspects(bound: Bound): readonly CommandEntry[] {
    if (bound.kind === 'commit') return this.#beforeHead;
    return bound.kind === 'final' && this.#input.where === 'elsewhere' ? [] : this.#commands;
  }

  /**
   * Whether a turn may be told as the writer of what no record tells. Where no snapshot tells what the file was before, only one
   * that names the file: what differs may be older than any command.
   */
  #isBounded(owner: { readonly named: boolean }): boolean {
    return this.#anchor !== null || owner.named;
  }

  /** The first thing that is known of the file, or the first again after it was lost sight of. */
  #settleUnknown(bound: Bound, floats: StepOfLine | null): void {
    const isFirst = this.#chain.version === null;
    if (isFirst && bound.content === null && bound.kind === 'final') return;
    const step: Step = isFirst && bound.kind === 'snapshot' ? { kind: 'base' } : { kind: 'untraced' };
    this.#chain.record(bound.content, this.#chain.addStep(step), null, floats ?? undefined);
  }

  /** Steps of lines of a content that are known to be somebody's, or git's; undefined where there are none. */
  #inserted(bound: Bound, floats: StepOfLine | null): StepOfLine | undefined {
    const { content, path, at } = bound;
    if (content === null) return undefined;
    const known: StepOfLine[] = [];
    if (this.#unstaged !== null) known.push(this.#unstaged.stepsIn(content));
    if (floats !== null) known.push(floats);
    const discarded = this.#discarded(bound, content);
    if (discarded !== null) known.push(discarded);
    if (!this.#replaced.isEmpty) known.push(this.#replaced.stepsIn(content));
    known.push(...this.#brought.map((brought) => brought.stepsIn(content)));
    for (const { from, to, ours, theirs } of this.#merges) {
      const merged = from < at && to > this.#since && theirs !== null ? this.#contents.in(theirs, path) : null;
      if (merged === null || theirs === null) continue;
      const step = this.#chain.addStep({ kind: 'git', commit: theirs });
      known.push(new BroughtLines(this.#contents.in(ours, path), merged, step).stepsIn(content));
    }
    known.push(...this.#resolved(bound, content));
    const { committedAt } = this.#input;
    const earlier = bound.kind === 'final' && committedAt ? earlierSteps(this.#chain, content, committedAt) : null;
    if (earlier !== null) known.push(earlier);
    if (known.length === 0) return undefined;
    return (line) => {
      for (const stepOf of known) {
        const step = stepOf(line);
        if (step !== null) return step;
      }
      return null;
    };
  }

  /**
   * Lines that none of the merged commits has were written when a conflict was resolved. If the conflict came up within the window,
   * and no turn ran git to merge, a person merged and resolved it (case G3).
   */
  #resolved({ at, path }: Bound, content: Buffer): StepOfLine[] {
    const hadConflict = /^<{7} /m.test(this.#chain.content?.toString('latin1') ?? '');
    if (hadConflict || this.#commands.some(({ event }) => MERGING.test(event.text))) return [];
    return this.#merges.flatMap(({ to, ours, theirs, result }) => {
      const merged = result !== null && to > this.#since && to <= at ? this.#contents.in(result, path) : null;
      if (merged === null || result === null) return [];
      const step = this.#chain.addStep({ kind: 'git', commit: result });
      const sides = (theirs === null ? [ours] : [ours, theirs]).map((side) =>
        new BroughtLines(this.#contents.in(side, path), merged, step).stepsIn(content),
      );
      return [(line: number) => (sides.every((stepOf) => stepOf(line) !== null) ? step : null)];
    });
  }

  /**
   * The work tree's changes were discarded, back to what HEAD has (`git restore`, `git checkout HEAD -- f`): its lines are whose
   * they were when they were committed. What came into HEAD only in this window is not brought back by that, but new.
   */
  #discarded({ kind, blob, path }: Bound, content: Buffer): StepOfLine | null {
    if (kind === 'commit' || this.#head === null || this.#hasUnseenCommit || this.#input.where === 'elsewhere')
      return null;
    if (this.#contents.idIn(this.#head, path) !== (blob ?? this.#contents.idOf(content))) return null;
    const steps = this.#replaced.stepsInGits(content);
    // A stash of some files leaves no other mark than this, and its pop brings them back.
    this.#replaced.add();
    const step = this.#chain.addStep({ kind: 'git', commit: this.#head });
    return (line) => steps(line) ?? step;
  }

  #float(change: FloatingChange): void {
    this.#floating.push(change);
    this.#notFoundIn = null;
  }

  /**
   * Finds the changes that fitted nothing so far in a content that came later. What a commit shows in part is looked for once more in
   * the content that comes next: the rest was not staged.
   */
  #placeFloating(content: Buffer, isCommit = false): StepOfLine | null {
    const foundInPart = this.#foundInPart;
    if (this.#floating.length + foundInPart.length === 0) return null;
    if (foundInPart.length === 0 && this.#notFoundIn?.equals(content)) return () => null;
    const floating = [...foundInPart, ...this.#floating];
    const placed = placeFloating(content, floating);
    const steps = new Map<number, number>();
    const waiting: FloatingChange[] = [];
    this.#foundInPart = [];
    for (const [n, float] of floating.entries()) {
      const lines = placed[n] ?? [];
      if (lines.length === 0) {
        if (n >= foundInPart.length) waiting.push(float);
        continue;
      }
      let { draft } = float;
      if (draft === null) {
        draft = this.#draft({
          event: float.entry.event,
          evidence: 'fragment',
          path: float.entry.path,
          previousPath: float.entry.oldPath,
        });
        draft.action = recordedAction(float.entry.event);
        this.#drafts.list.push(draft);
      }
      draft.added = Math.max(n < foundInPart.length ? draft.added : 0, lines.length);
      const step = this.#agentStep(draft);
      for (const line of lines) steps.set(line, step);
      if (isCommit && addsMore(float.body, lines.length)) this.#foundInPart.push({ ...float, draft });
    }
    this.#notFoundIn = waiting.length === this.#floating.length ? content : null;
    this.#floating = waiting;
    return (line) => steps.get(line) ?? null;
  }

  #warnUndecided(turns: readonly Turn[], path: string): void {
    const names = turns.map((turn) => `${turn.session.id} turn ${turn.index}`).join(', ');
    this.#warnings.add(
      'undecided',
      `Lines of ${path} changed while several turns could have written them: ${names}`,
      path,
    );
  }

  #warnFloating(): void {
    for (const { draft, entry } of this.#floating) {
      if (draft === null) continue;
      const { source, line } = entry.event.trace;
      this.#warnings.add(
        'patch_not_replayed',
        `A change of ${entry.path} fits no content that is still known, and its lines were not found again`,
        `${source.path}:${line}`,
      );
    }
  }

  #draft(start: Omit<DraftStart, 'snapshotBefore'>): DraftEdit {
    return this.#drafts.make({ ...start, snapshotBefore: this.#anchor?.entry.event.commit ?? null });
  }

  #agentStep(edit: DraftEdit): number {
    return this.#chain.addStep({ kind: 'agent', edit });
  }
}

/** A command that brings commits together. */
const MERGING = /\bgit\b.*\b(?:merge|pull|cherry-pick|revert|rebase|am)\b/;

/** How many things that git brought since a snapshot are remembered. */
const MOST_BROUGHT = 32;

function whyNot(body: FileChangeBody, content: Content): NoFit {
  if (body.tellings.length === 0) return 'text_missing';
  if (content === undefined) return 'base_unknown';
  return content === null ? 'file_missing' : 'does_not_fit';
}
