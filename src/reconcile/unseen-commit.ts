import { splitLines } from '../diff/lines.js';
import type { Oid } from '../git/git-objects.js';
import { continuedLines, type StepOfLine } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import { residualAction } from './edit-action.js';
import type { FollowedFile } from './followed-file.js';
import { perhapsMoved } from './perhaps-moved.js';
import type { CommittedContent } from './replaced-versions.js';
import { stepsContinued } from './steps-continued.js';
import { inTellingRuns } from './telling-runs.js';
import type { CommandEntry } from './timeline.js';
import type { Bound } from './window-bound.js';
import { canMake, findWindowOwner, type WindowOwner } from './window-owner.js';

/** How many versions are looked through for lines that came and went. */
const MOST_VERSIONS = 16;

/** A commit when HEAD comes to be it. */
interface NewCommit {
  /** What it holds of the file. */
  readonly content: Buffer;
  /** It, as the end of a window. */
  readonly bound: Bound;
  /** What its parent holds: a line of that may be older than the window. */
  readonly older: Buffer | null;
  /** Whether it brings other commits' lines together. */
  readonly isMerge: boolean;
  /** The snapshot that shows the file next. */
  readonly shownBy: Oid | null;
  /** Lines that git brought since the last snapshot. */
  readonly brought: readonly StepOfLine[];
}

/**
 * What a commit holds of a file of which a snapshot tells more, later in the same window. Lines that only the commit has came about
 * before it and were gone again by the snapshot: whose they are is asked only where git brings them back.
 */
export class UnseenCommit implements CommittedContent {
  readonly content: Buffer;
  readonly #commit: NewCommit;
  readonly #file: FollowedFile;
  /** What the file was known to be when it was committed. */
  readonly #known: Buffer | null;
  /** The version that the window began with. */
  readonly #first: number;
  readonly #commands: readonly CommandEntry[];
  readonly #owner: WindowOwner;
  /** Whether a line is perhaps of a file that went with the commit; null: none is. */
  readonly #isMoved: ((line: number) => boolean) | null;
  readonly #snapshotBefore: Oid | null;
  /** The last edit that was listed then. */
  readonly #listed: DraftEdit | undefined;
  /** Of the lines that a turn made; null as long as nothing brought them back. */
  #made: number | null = null;

  constructor(file: FollowedFile, commit: NewCommit) {
    this.content = commit.content;
    this.#commit = commit;
    this.#file = file;
    this.#known = file.chain.content ?? null;
    this.#first = file.anchor?.version ?? file.chain.version ?? 0;
    this.#commands = this.#known === null ? file.commands.filter(canMake) : [...file.commands];
    const { at, path } = commit.bound;
    const names = file.plan.namesBetween(file.since + 1, at);
    const owner = findWindowOwner(this.#commands, [...names, path], false);
    const isTold = owner.kind === 'turn' && file.isBounded(owner) && !commit.isMerge;
    this.#owner = isTold ? owner : { kind: 'nobody' };
    this.#isMoved = isTold && this.#known === null ? perhapsMoved(file, commit.bound, commit.content) : null;
    this.#snapshotBefore = file.anchor?.entry.event.commit ?? null;
    this.#listed = file.drafts.list.at(-1);
  }

  stepsBy(version: number, others: StepOfLine): StepOfLine {
    const { chain } = this.#file;
    const found = stepsContinued(chain, version, this.content);
    const isOpen = openLines(this.content, chain.contentAt(version));
    const earlier = this.#earlierVersions(isOpen, version);
    for (const one of earlier.slice(0, MOST_VERSIONS)) {
      // What was gone before the window may have been written once more in it.
      const steps = one < this.#first ? [] : stepsContinued(chain, one, this.content);
      const isNew = openLines(this.content, chain.contentAt(one));
      for (const [line, open] of isOpen.entries()) {
        if (!open || isNew[line]) continue;
        isOpen[line] = false;
        found[line] = steps[line] ?? null;
      }
    }
    const isOlder = openLines(this.content, this.#commit.older).map((isNew) => !isNew);
    const { brought } = this.#commit;
    const isKnown = (line: number): boolean =>
      isOlder[line] || this.#isMoved?.(line) === true || brought.some((stepOf) => stepOf(line) !== null);
    const isMade = isOpen.map((open, line) => open && !isKnown(line));
    const lines = earlier.length > MOST_VERSIONS ? [] : inTellingRuns(splitLines(this.content), isMade);
    return (line) => found[line] ?? others(line) ?? (lines[line] ? this.#stepOf(lines) : null);
  }

  /** Versions up to one that had lines which it has no more, the newest first. */
  #earlierVersions(isOpen: readonly boolean[], version: number): number[] {
    const lines = splitLines(this.content);
    const texts = new Set(isOpen.flatMap((open, line) => (open ? [lines.contentOf(line).toString('latin1')] : [])));
    return this.#file.chain.weave.lastVersionsWith(texts).filter((one) => one < version);
  }

  /** The step of the turn that ran what can have made these lines; null: there is none. */
  #stepOf(lines: readonly boolean[]): number | null {
    if (this.#owner.kind !== 'turn') return null;
    if (this.#made !== null) return this.#made;
    const file = this.#file;
    const { turn, command, named, sole } = this.#owner;
    const { bound, shownBy } = this.#commit;
    const { path, blob } = bound;
    const own = this.#commands.filter(({ event }) => event.turn === turn).map(({ event }) => event);
    const draft = file.drafts.make({
      event: command,
      means: file.meansOf(named ? [command] : own, path),
      evidence: 'inferred',
      path,
      previousPath: null,
      callIsKnown: named || sole,
      snapshotBefore: this.#snapshotBefore,
    });
    draft.action = residualAction(this.#known, this.content, null);
    draft.before = file.contents.idOf(this.#known);
    draft.after = blob;
    draft.snapshotAfter = shownBy;
    draft.added = lines.filter((isMade) => isMade).length;
    file.drafts.insert(draft, this.#listed);
    this.#made = file.agentStep(draft);
    return this.#made;
  }
}

/** Whether a line of `content` continues none of another one. */
function openLines(content: Buffer, other: Buffer | null): boolean[] {
  if (other === null) return new Array<boolean>(splitLines(content).count).fill(true);
  return Array.from(continuedLines(other, content), (source) => source === -1);
}
