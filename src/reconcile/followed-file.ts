import type { Oid } from '../git/git-objects.js';
import type { CommandEvent } from '../model/agent-event.js';
import type { Turn } from '../model/session.js';
import { AppendedTexts } from './appended-texts.js';
import { Chain, firstOf, type StepOfLine } from './chain.js';
import type { Content, DraftEdit } from './draft-edit.js';
import { DraftList, type DraftStart } from './draft-list.js';
import { FileContents } from './file-contents.js';
import { FloatingChanges } from './floating-changes.js';
import type { PathPlan } from './path-plan.js';
import type { ReconcileInput } from './reconcile-input.js';
import { type CommittedContent, ReplacedVersions } from './replaced-versions.js';
import { TakenBack } from './taken-back.js';
import type { CommandEntry, SnapshotEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';
import type { NamedFile } from './trace-texts.js';
import { UndatedWrites } from './undated-writes.js';
import { WarningList } from './warning-list.js';
import { WholeKnowledge } from './whole-knowledge.js';

/** How much of its text a command tells by itself (`CommandEvent.text`). */
const SHOWN = 200;

/** How many commits of one window are remembered. */
const MOST_UNSEEN = 16;

/** A snapshot that saw the file, and which version of it. */
interface Anchor {
  readonly entry: SnapshotEntry;
  readonly blob: Oid | null;
  readonly version: number | null;
}

/** One file at the point of the timeline that was reached: its versions so far, and what is known of it then. */
export class FollowedFile {
  readonly input: ReconcileInput;
  readonly plan: PathPlan;
  readonly chain = new Chain();
  readonly drafts = new DraftList();
  readonly warnings = new WarningList();
  readonly contents: FileContents;
  readonly replaced = new ReplacedVersions(this.chain);
  readonly takenBack = new TakenBack(this.chain);
  readonly undatedWrites = new UndatedWrites(this.chain);
  readonly wholeKnowledge = new WholeKnowledge();
  readonly appended = new AppendedTexts();
  readonly floating = new FloatingChanges(this.chain, this.drafts, (start) => this.draft(start));
  /** The last snapshot that saw the file: where the present window begins. */
  anchor: Anchor | null = null;
  /** Index of that snapshot's entry. */
  since = -1;
  /** Commands since then, or since a commit closed the window in part. */
  commands: CommandEntry[] = [];
  /** Those of them that ran before HEAD came to be where it is. */
  beforeHead: readonly CommandEntry[] = [];
  /** What the file was known to be then. */
  knownAtHead: Content;
  /** A change did not fit: what the file holds is known only in part until something shows it again. */
  isStale = false;
  headMoved = false;
  /** An agent saw the whole file: what differs later came about since. */
  isSighted = false;
  /** What commits in the present window hold of the file that was never seen in the work tree. */
  unseenCommits: (CommittedContent | null)[] = [];
  head: Oid | null;
  /** What HEAD was when the present window began. */
  headSince: Oid | null;
  /** The file's name at the point that was reached. */
  path: string;

  constructor(input: ReconcileInput, plan: PathPlan) {
    const { entries, repository, view } = input;
    this.input = input;
    this.plan = plan;
    this.contents = new FileContents(repository, view, this.warnings);
    this.path = plan.before(0);
    const firstMove = entries[TimelineIndex.of(entries).heads[0] ?? -1];
    this.head = firstMove?.kind === 'head' ? firstMove.move.before : null;
    this.headSince = this.head;
  }

  /**
   * The file is found to be `content`, which nothing in the traces explains.
   * @param isCommitted it is what a commit holds, which may have left lines unstaged.
   */
  assume(content: Buffer | null, isCommitted: boolean): void {
    if (this.chain.version === null && content === null) {
      this.chain.record(null, this.chain.addStep({ kind: 'base' }), null);
      return;
    }
    const isFirst = this.chain.version === null;
    const step = this.chain.addStep(isFirst ? { kind: 'base' } : { kind: 'untraced' });
    // It may show what earlier changes did, of which nothing was known.
    const floats = content === null ? null : this.floatsIn(content, isCommitted, this.commands);
    this.chain.record(content, step, null, floats ?? undefined);
  }

  /**
   * Steps of lines that changes and commands brought which fitted nothing that was known when they came.
   * @param suspects commands that may have written what no record tells.
   */
  floatsIn(content: Buffer, isCommit: boolean, suspects: readonly CommandEntry[]): StepOfLine | null {
    const changed = this.floating.place(content, isCommit);
    const added = this.appended.place(content, suspects, (entry, lines) => this.#foundAppended(entry, lines));
    return changed === null || added === null ? (changed ?? added) : firstOf([changed, added]);
  }

  #foundAppended(entry: CommandEntry, lines: number): number {
    const { event } = entry;
    const means = this.meansOf([event], this.path);
    const draft = this.draft({ event, evidence: 'inferred', path: this.path, previousPath: null, means });
    draft.added = lines;
    this.drafts.list.push(draft);
    this.acquit(entry);
    return this.agentStep(draft);
  }

  /** Where nothing has shown the file yet, what HEAD holds is what a command found that takes it away. */
  assumeCommitted(path: string): void {
    if (this.chain.version !== null) return;
    const committed = this.contents.in(this.head, path);
    if (committed !== null) this.assume(committed, true);
  }

  /** Its text tells all that a command did to the file: what differs besides is somebody else's. */
  acquit(entry: CommandEntry): void {
    this.commands = this.commands.filter((command) => command !== entry);
    this.beforeHead = this.beforeHead.filter((command) => command !== entry);
  }

  recordInferred(event: CommandEvent, path: string, written: Buffer): DraftEdit {
    const known = this.chain.content;
    const means = this.meansOf([event], path);
    const draft = this.draft({ event, evidence: 'inferred', path, previousPath: null, means });
    draft.action = known == null ? 'create' : 'modify';
    if (!this.isStale) {
      draft.before = this.contents.idOf(known);
      draft.after = this.contents.idOf(written);
    }
    Object.assign(draft, this.chain.record(written, this.agentStep(draft), null));
    this.drafts.list.push(draft);
    return draft;
  }

  /** The file is again what it was in a version, and its lines are whose they were. */
  restore(version: number): void {
    const steps = this.chain.stepsAt(version);
    const content = this.chain.contentAt(version);
    this.chain.record(content, this.chain.addStep({ kind: 'untraced' }), null, (line) => steps[line] ?? null);
    this.takenBack.clear();
  }

  addUnseen(committed: CommittedContent | null): void {
    this.unseenCommits = [...this.unseenCommits.slice(1 - MOST_UNSEEN), committed];
  }

  /** The newest version is what was seen of the file: it tells of the lines of what was committed before, too. */
  passUnseen(): void {
    for (const committed of this.unseenCommits) if (committed !== null) this.replaced.tellsOf(committed);
    this.unseenCommits = [];
  }

  /**
   * Whether a turn may be told as the writer of what no record tells. Where no snapshot tells what the file was before, only one
   * that names the file: what differs may be older than any command.
   */
  isBounded(owner: { readonly named: boolean }): boolean {
    return this.anchor !== null || this.isSighted || owner.named;
  }

  /** With what the last of some commands that names a file does so; null: none does. */
  meansOf(commands: readonly CommandEvent[], path: string): string | null {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (const event of commands.toReversed()) {
      // What names the file, or a folder, and how, is looked up only where the beginning of the text does not rule it out.
      const isCut = event.text.length >= SHOWN;
      if (!isCut && event.targets.length === 0 && !event.text.includes(name)) continue;
      const named = this.input.texts.named(event).findLast((file) => isMeant(file, path));
      if (named !== undefined) return named.means;
    }
    return null;
  }

  warnUndecided(turns: readonly Turn[], path: string): void {
    const names = turns.map((turn) => `${turn.session.id} turn ${turn.index}`).join(', ');
    this.warnings.add(
      'undecided',
      `Lines of ${path} changed while several turns could have written them: ${names}`,
      path,
    );
  }

  draft(start: Omit<DraftStart, 'snapshotBefore'>): DraftEdit {
    return this.drafts.make({ ...start, snapshotBefore: this.anchor?.entry.event.commit ?? null });
  }

  agentStep(edit: DraftEdit): number {
    return this.chain.addStep({ kind: 'agent', edit });
  }
}

function isMeant({ path: named, below }: NamedFile, path: string): boolean {
  return named === path || (below && (named === '' || path.startsWith(`${named}/`)));
}
