import type { Oid } from '../git/git-objects.js';
import type { FollowedFile } from './followed-file.js';
import type { RewindEntry, TimelineEntry } from './timeline.js';

/** Takes a file back where a person took turns back. */
export class RewindFollower {
  readonly #file: FollowedFile;
  /** Versions that snapshots saw: those from one entry of the timeline up to and with another. */
  readonly #seen: { readonly from: number; readonly to: number; readonly version: number }[] = [];

  constructor(file: FollowedFile) {
    this.#file = file;
  }

  /** The snapshots among some entries (indices, both included) that saw the file saw this version of it. */
  passSnapshots(from: number, to: number, version: number): void {
    this.#seen.push({ from, to, version });
  }

  /** @param at index of the entry. */
  follow({ event }: RewindEntry, at: number): void {
    const file = this.#file;
    const prefix = event.snapshot;
    // Whether, or to what, the file went back shows what tells of it next.
    if (event.files !== 'restored' || prefix === null) {
      file.takenBack.mark();
      return;
    }
    const version = this.#versionSeen(prefix);
    if (version === undefined) {
      this.#takeBackUnseen(prefix, at);
      return;
    }
    file.restore(version);
    file.commands = [];
    file.beforeHead = [];
    file.floating.clear();
  }

  /**
   * The snapshot is lost: the file is taken for what was known of it then. What is seen next tells whether it went back to a version
   * before that.
   */
  #takeBackUnseen(prefix: string, at: number): void {
    const file = this.#file;
    const taken = this.#placeOfLost(prefix);
    const version = taken === null ? null : file.chain.versionAt(taken);
    if (taken !== null && (version !== null || file.chain.version === null)) {
      const undone = new Set<TimelineEntry>(file.input.entries.slice(taken, at));
      if (version !== null) {
        // What became known only later of changes before the snapshot is still there.
        file.replaced.add(this.#stepsOf(undone));
        file.restore(version);
      }
      file.commands = file.commands.filter((command) => !undone.has(command));
      file.beforeHead = file.beforeHead.filter((command) => !undone.has(command));
      file.floating.clearOf(undone);
    }
    if (file.chain.version !== null) file.takenBack.mark(version);
  }

  #stepsOf(entries: ReadonlySet<TimelineEntry>): ReadonlySet<number> {
    const events = new Set<unknown>([...entries].map((entry) => (entry.kind === 'head' ? null : entry.event)));
    const steps = [...this.#file.chain.steps.entries()];
    return new Set(steps.flatMap(([n, step]) => (step.kind === 'agent' && events.has(step.edit.event) ? [n] : [])));
  }

  /** Index of the lost snapshot whose commit's id begins so, if it held the file by the name that it still has; else null. */
  #placeOfLost(prefix: string): number | null {
    const { input, plan, path } = this.#file;
    const i = input.entries.findLastIndex(
      (entry) => entry.kind === 'snapshot' && entry.event.commit.startsWith(prefix),
    );
    const entry = input.entries[i];
    if (entry?.kind !== 'snapshot' || plan.sight(i)?.kind !== 'lost') return null;
    return plan.after(i) === path && input.view.covers(entry, path) ? i : null;
  }

  /** The version at which a snapshot saw the file; undefined where none did whose commit's id begins so. */
  #versionSeen(prefix: string): number | undefined {
    const { input, plan } = this.#file;
    const versionOf = new Map<Oid, number>();
    for (const { from, to, version } of this.#seen) {
      for (let i = from; i <= to; i++) {
        const entry = input.entries[i];
        if (entry?.kind !== 'snapshot' || !entry.event.commit.startsWith(prefix)) continue;
        const sight = plan.sight(i)?.kind;
        if (sight === 'present' || sight === 'absent') versionOf.set(entry.event.commit, version);
      }
    }
    return [...versionOf.values()].at(-1);
  }
}
