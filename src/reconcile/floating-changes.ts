import type { Chain, StepOfLine } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import type { DraftList, DraftStart } from './draft-list.js';
import { recordedAction } from './edit-action.js';
import { addsMore, type FloatingChange, placeFloating } from './floating-change.js';
import type { TimelineEntry } from './timeline.js';
import type { WarningList } from './warning-list.js';

/** The changes of one file that fit no content known so far, in their order. */
export class FloatingChanges {
  #list: FloatingChange[] = [];
  /** Those that a commit showed in part. */
  #foundInPart: FloatingChange[] = [];
  /** The content in which none of them was found. */
  #notFoundIn: Buffer | null = null;
  readonly #chain: Chain;
  readonly #drafts: DraftList;
  readonly #make: (start: Omit<DraftStart, 'snapshotBefore'>) => DraftEdit;

  /** @param make a draft that is not in `drafts` yet. */
  constructor(chain: Chain, drafts: DraftList, make: (start: Omit<DraftStart, 'snapshotBefore'>) => DraftEdit) {
    this.#chain = chain;
    this.#drafts = drafts;
    this.#make = make;
  }

  get list(): readonly FloatingChange[] {
    return this.#list;
  }

  add(change: FloatingChange): void {
    this.#list.push(change);
    this.#notFoundIn = null;
  }

  /** They were taken back. */
  clear(): void {
    this.#list = [];
  }

  /** Those of some entries were. */
  clearOf(entries: ReadonlySet<TimelineEntry>): void {
    this.#list = this.#list.filter(({ entry }) => !entries.has(entry));
  }

  /**
   * Finds the changes that fitted nothing so far in a content that came later. What a commit shows in part is looked for once more in
   * the content that comes next, and is no commit of other lines: the rest was not staged.
   */
  place(content: Buffer, isCommit = false): StepOfLine | null {
    const foundInPart = this.#foundInPart;
    if (this.#list.length + foundInPart.length === 0) return null;
    if (foundInPart.length === 0 && this.#notFoundIn?.equals(content)) return () => null;
    const floating = [...foundInPart, ...this.#list];
    const placed = placeFloating(content, floating);
    const steps = new Map<number, number>();
    const waiting: FloatingChange[] = [];
    this.#foundInPart = [];
    for (const [n, float] of floating.entries()) {
      const lines = placed[n] ?? [];
      if (lines.length === 0) {
        if (n >= foundInPart.length) waiting.push(float);
        else if (isCommit) this.#foundInPart.push(float);
        continue;
      }
      let { draft } = float;
      if (draft === null) {
        draft = this.#make({
          event: float.entry.event,
          evidence: 'fragment',
          path: float.entry.path,
          previousPath: float.entry.oldPath,
        });
        draft.action = recordedAction(float.entry.event);
        this.#drafts.list.push(draft);
      }
      draft.added = Math.max(n < foundInPart.length ? draft.added : 0, lines.length);
      const step = this.#chain.addStep({ kind: 'agent', edit: draft });
      for (const line of lines) steps.set(line, step);
      if (isCommit && addsMore(float.body, lines.length)) this.#foundInPart.push({ ...float, draft });
    }
    this.#notFoundIn = waiting.length === this.#list.length ? content : null;
    this.#list = waiting;
    return (line) => steps.get(line) ?? null;
  }

  /** Whether none of them was found in a content that was looked through: where it shows once more it tells nothing new. */
  areNotIn(content: Buffer): boolean {
    return this.#notFoundIn === content;
  }

  /** Tells of those that a recorded change is, and that no content showed. */
  warn(warnings: WarningList): void {
    for (const { draft, entry } of this.#list) {
      if (draft === null) continue;
      const { source, line } = entry.event.trace;
      warnings.add(
        'patch_not_replayed',
        `A change of ${entry.path} fits no content that is still known, and its lines were not found again`,
        `${source.path}:${line}`,
      );
    }
  }
}
