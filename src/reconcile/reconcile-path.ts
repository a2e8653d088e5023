import type { Oid } from '../git/git-objects.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Chain } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import { editRecord } from './edit-record.js';
import type { FloatingChange } from './floating-change.js';
import { FollowedFile } from './followed-file.js';
import { GitChanges } from './git-changes.js';
import { HeadFollower } from './head-follower.js';
import { mergesUnderWay } from './merges-under-way.js';
import type { PathPlan } from './path-plan.js';
import { PathStops } from './path-stops.js';
import { planPath } from './plan-path.js';
import type { ReconcileInput } from './reconcile-input.js';
import { RecordedChanges } from './recorded-changes.js';
import { RewindFollower } from './rewind-follower.js';
import { rewoundTurns } from './rewound-turns.js';
import { Sightings } from './sightings.js';
import type { SnapshotEntry } from './timeline.js';
import { ToldCommands } from './told-commands.js';
import type { Bound } from './window-bound.js';
import { WindowSettler } from './window-settler.js';
import { WindowView } from './window-view.js';
import { type MissingFiles, missingFiles, workTreeRename } from './work-tree-rename.js';

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

/** Walks the windows of one file. */
class PathReconciler {
  readonly #file: FollowedFile;
  readonly #stops: PathStops;
  readonly #git: GitChanges;
  readonly #settler: WindowSettler;
  readonly #changes: RecordedChanges;
  readonly #commands: ToldCommands;
  readonly #heads: HeadFollower;
  readonly #sightings: Sightings;
  readonly #rewinds: RewindFollower;

  constructor(input: ReconcileInput) {
    const { entries, path, content, repository, view, texts } = input;
    const isWorkTree = (input.where ?? 'work-tree') === 'work-tree';
    const renamedFrom =
      isWorkTree && content !== null ? workTreeRename(entries, repository, path, content, texts.change) : null;
    const missing = (): MissingFiles => missingFiles(entries, repository, texts.change);
    const workTree =
      input.where === 'elsewhere' ? null : { renamedFrom, missing, content: isWorkTree ? content : null };
    const plan = planPath(entries, path, view, repository, texts.change, workTree);
    this.#file = new FollowedFile(input, plan);
    this.#stops = new PathStops(entries, plan, view);
    this.#git = new GitChanges(this.#file);
    const merges = mergesUnderWay(entries, repository, isWorkTree ? repository.mergeHeads() : []);
    this.#settler = new WindowSettler(this.#file, this.#git, merges);
    this.#sightings = new Sightings(this.#file, this.#git, this.#settler);
    this.#changes = new RecordedChanges(this.#file, this.#git, this.#settler, this.#sightings);
    this.#commands = new ToldCommands(this.#file);
    this.#heads = new HeadFollower(this.#file, this.#git, this.#settler);
    this.#rewinds = new RewindFollower(this.#file);
  }

  run(): ReconciledPath {
    const file = this.#file;
    const { entries, path, content } = file.input;
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
        file.chain.at = end;
        this.#rewinds.follow(entry, end);
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
    file.floating.warn(file.warnings);
    const caveatsOf = rewoundTurns(entries);
    return {
      chain: file.chain,
      version: file.chain.version,
      edits: file.drafts.list,
      records: file.drafts.list.map((draft) => editRecord(draft, caveatsOf(draft.event))),
      plan: file.plan,
      unplaced: file.floating.list,
      warnings: file.warnings.list,
    };
  }

  /**
   * Nothing happens to the file up to the next stop: the window that begins with entry `from` is empty up to there, and so are
   * those after it, up to the last snapshot before the stop.
   *
   * @returns where the window that is open at the stop begins.
   */
  #leap(from: number): number {
    const { entries } = this.#file.input;
    const last = this.#stops.lastSeen(this.#stops.next(from) ?? entries.length);
    const entry = last === null ? undefined : entries[last];
    if (last === null || last < from || entry?.kind !== 'snapshot') return from;
    const sight = this.#file.plan.sight(last);
    this.#anchorAt(entry, last, sight?.kind === 'present' ? sight.entry.oid : null, from);
    return last + 1;
  }

  /**
   * A window begins with a snapshot.
   * @param first where the first snapshot since the last window stands that saw the same.
   */
  #anchorAt(entry: SnapshotEntry, at: number, blob: Oid | null, first: number): void {
    const file = this.#file;
    const { version } = file.chain;
    file.anchor = { entry, blob, version };
    file.since = at;
    file.commands = [];
    file.headMoved = false;
    file.headSince = file.head;
    if (version !== null) this.#rewinds.passSnapshots(first, at, version);
  }

  /** Whether snapshots that show once more what the last one showed can tell nothing new. */
  #isSettled({ content }: Bound): boolean {
    const { chain, floating } = this.#file;
    if (content === null || floating.list.length === 0) return true;
    return floating.areNotIn(content) && chain.content?.equals(content) === true;
  }

  /** What a snapshot tells of the file; null where it tells nothing. */
  #seen(entry: SnapshotEntry, i: number): Bound | null {
    const file = this.#file;
    const path = file.plan.after(i);
    const sight = file.plan.sight(i);
    const base = { kind: 'snapshot', snapshot: entry, commit: null, path, at: i } as const;
    if (sight?.kind === 'present') {
      const blob = sight.entry.oid;
      const isAnchor = file.anchor?.blob === blob && file.chain.content != null;
      const content = isAnchor && this.#isUnchanged() ? file.chain.content : file.contents.read(blob, file.path);
      return content == null ? null : { ...base, content, blob };
    }
    if (sight?.kind === 'absent') {
      return { ...base, content: null, blob: null };
    }
    return null;
  }

  /** Whether the chain stands just where the anchor saw the file. */
  #isUnchanged(): boolean {
    return this.#file.anchor !== null && this.#file.anchor.version === this.#file.chain.version;
  }

  /** @param from index of the window's first entry. */
  #closeWindow(from: number, bound: Bound, path: string): void {
    this.#replay(from, bound.at, bound.kind === 'snapshot' ? bound : null);
    this.#settler.settle(bound);
    this.#file.passUnseen();
    this.#file.path = path;
    if (bound.kind !== 'snapshot') return;
    this.#git.passSnapshot();
    if (bound.snapshot !== null) this.#file.drafts.seenBy(bound.snapshot.event, (draft) => this.#survives(draft));
  }

  /** Whether some line of the newest version is the draft's. */
  #survives(draft: DraftEdit): boolean {
    const { version, steps } = this.#file.chain;
    if (version === null) return false;
    if (draft.action === 'rename' && draft.added === 0) return this.#file.chain.content !== null;
    return this.#file.chain.stepsAt(version).some((n) => {
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
    const file = this.#file;
    const view = new WindowView(file.input.entries, file.plan, from, to);
    for (const i of view.indices) {
      const entry = file.input.entries[i];
      const before = file.plan.before(i);
      const after = file.plan.after(i);
      file.path = before;
      file.chain.at = i;
      if (entry?.kind === 'change') this.#changes.carryOut(entry, before, after);
      else if (entry?.kind === 'command') {
        const isSeen = (): boolean => seen !== null && !view.isContested && !view.changesLater(i);
        if (before === after) this.#commands.carryOut(entry, before, isSeen);
        else this.#commands.move(entry, before, after);
      }
      if (entry?.kind === 'read' && entry.path === before) {
        const text = entry.event.whole ? file.input.texts.read(entry) : null;
        file.wholeKnowledge.read(entry.event, text !== null);
        if (text !== null) this.#sightings.read(text, entry.event.lines === null);
      }
      if (entry?.kind === 'head') this.#heads.follow(entry, i, view, seen);
      file.path = after;
    }
  }
}
